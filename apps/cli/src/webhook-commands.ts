// Commands about webhooks: set up, look at, test, pause, resume, and send again.
import type { Delivery, Webhook } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

function idOf(positionals: readonly string[]): string {
  const [id] = positionals;
  if (id === undefined) throw new UsageError("Name the webhook by its id: webhooks list shows it.");
  return id;
}

const listOf = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

function healthText({ status, disabledReason, health }: Webhook): string {
  if (status === "disabled") return `switched off (${disabledReason})`;
  const failing = health.failingSince === null ? "" : `, failing since ${health.failingSince}`;
  return `${status}${failing}, ${health.waiting} waiting, last success ${health.lastSuccessAt ?? "never"}`;
}

const webhookText = (webhook: Webhook): string =>
  `${webhook.id}  ${webhook.name}\n  ${webhook.url}\n  ${webhook.events.join(", ")}\n  ${healthText(webhook)}`;

const listCommand: Command = {
  name: "webhooks list",
  summary: "List webhooks and how they fare.",
  options: connection,
  examples: ["webhooks list", "webhooks list --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const all = await clientOf(options).webhooks.list();
      const text = all.map(webhookText).join("\n\n") || "No webhooks yet.";
      return { exitCode: exitCodes.ok, text, result: all };
    }),
};

const eventsCommand: Command = {
  name: "webhooks events",
  summary: "List the events that a webhook can ask for.",
  options: connection,
  examples: ["webhooks events"],
  run: ({ options }) =>
    asOutcome(async () => {
      const all = await clientOf(options).webhooks.events();
      const text = all.map(({ type, description }) => `${type}  ${description}`).join("\n");
      return { exitCode: exitCodes.ok, text, result: all };
    }),
};

async function create(options: Options, url: string | undefined): Promise<Outcome> {
  if (url === undefined) throw new UsageError("Give the address that is called.");
  const events = listOf(textOption(options, "events"));
  if (events.length === 0)
    throw new UsageError("Say which events: --events people.created,deals.*");
  const name = textOption(options, "name");
  const { data } = await clientOf(options).webhooks.create({
    url,
    events,
    fields: listOf(textOption(options, "fields")),
    payload: options.thin === true ? "thin" : "full",
    bulk: options.bulk === true,
    ...(name === undefined ? {} : { name }),
  });
  const text = `Set up: ${data.id}\nSecret, shown only now: ${data.secret}`;
  return { exitCode: exitCodes.ok, text, result: data };
}

const createCommand: Command = {
  name: "webhooks create",
  summary: "Set up a webhook; prints its secret, once.",
  arguments: "URL",
  options: {
    events: { type: "string", value: "EVENT,…", about: "people.created, deals.*, or * for all." },
    fields: {
      type: "string",
      value: "FIELD,…",
      about: "deals.stageId: updates only where one of these changed.",
    },
    name: { type: "string", value: "NAME", about: "What people call it." },
    thin: { type: "boolean", about: "Send ids only." },
    bulk: { type: "boolean", about: "Also send each record that a large import changes." },
    ...connection,
  },
  examples: [
    "webhooks create https://example.com/hook --events people.created,people.updated",
    'webhooks create https://example.com/hook --events "*" --thin',
  ],
  run: ({ options, positionals }) => asOutcome(() => create(options, positionals[0])),
};

const deliveryText = ({ id, at, type, state, attempts, status, error }: Delivery): string =>
  `${id}  ${at}  ${type}  ${state}  ${attempts} attempts  ${status ?? error ?? ""}`;

const states = ["waiting", "delivered", "failed", "skipped"];

function stateOf(options: Options): Delivery["state"] | undefined {
  const state = textOption(options, "state");
  if (state !== undefined && !states.includes(state))
    throw new UsageError(`--state is one of ${states.join(", ")}.`);
  return state as Delivery["state"] | undefined;
}

const logCommand: Command = {
  name: "webhooks log",
  summary: "List what was sent to a webhook, newest first.",
  arguments: "WEBHOOK",
  options: {
    state: { type: "string", value: "STATE", about: "waiting, delivered, failed or skipped." },
    ...connection,
  },
  examples: ["webhooks log 0190…", "webhooks log 0190… --state failed"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const state = stateOf(options);
      const query = state === undefined ? { limit: 200 } : { state, limit: 200 };
      const { data } = await clientOf(options).webhooks.deliveries(idOf(positionals), query);
      const text = data.map(deliveryText).join("\n") || "Nothing was sent yet.";
      return { exitCode: exitCodes.ok, text, result: data };
    }),
};

const testCommand: Command = {
  name: "webhooks test",
  summary: "Send a test event now; fails if the receiver does not take it.",
  arguments: "WEBHOOK",
  options: connection,
  examples: ["webhooks test 0190…"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const tried = await clientOf(options).webhooks.test(idOf(positionals));
      const isTaken = tried.state === "delivered";
      const exitCode = isTaken ? exitCodes.ok : exitCodes.failed;
      const text = isTaken ? `Taken with ${tried.status}.` : `Not taken: ${tried.error}.`;
      return { exitCode, text, result: tried };
    }),
};

async function replay(options: Options, positionals: string[]): Promise<Outcome> {
  const id = idOf(positionals);
  const deliveryIds = positionals.slice(1);
  const failedSince = textOption(options, "failed-since");
  if ((failedSince === undefined) === (deliveryIds.length === 0)) {
    throw new UsageError("Name deliveries, or give --failed-since.");
  }
  const since = new Date(failedSince ?? 0);
  if (Number.isNaN(since.getTime())) throw new UsageError("--failed-since is a time.");
  const what = failedSince === undefined ? { deliveryIds } : { failedSince: since.toISOString() };
  const queued = await clientOf(options).webhooks.replay(id, what);
  return { exitCode: exitCodes.ok, text: `${queued} are sent again.`, result: { queued } };
}

const replayCommand: Command = {
  name: "webhooks replay",
  summary: "Send deliveries again, with the same ids.",
  arguments: "WEBHOOK [DELIVERY…]",
  options: {
    "failed-since": { type: "string", value: "TIME", about: "All that failed since then." },
    ...connection,
  },
  examples: [
    "webhooks replay 0190… 0191… 0192…",
    "webhooks replay 0190… --failed-since 2026-11-27T18:00Z",
  ],
  run: ({ options, positionals }) => asOutcome(() => replay(options, positionals)),
};

function switchCommand(verb: "pause" | "resume", summary: string, done: string): Command {
  return {
    name: `webhooks ${verb}`,
    summary,
    arguments: "WEBHOOK",
    options: connection,
    examples: [`webhooks ${verb} 0190…`],
    run: ({ options, positionals }) =>
      asOutcome(async () => {
        const { data } = await clientOf(options).webhooks[verb](idOf(positionals));
        return { exitCode: exitCodes.ok, text: done, result: data };
      }),
  };
}

const rotateCommand: Command = {
  name: "webhooks rotate-secret",
  summary: "Make a new secret; prints it, once.",
  arguments: "WEBHOOK",
  options: {
    overlap: {
      type: "string",
      value: "HOURS",
      about: "Sign with both for so long; 24 unless told.",
    },
    ...connection,
  },
  examples: ["webhooks rotate-secret 0190…", "webhooks rotate-secret 0190… --overlap 0"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const overlapHours = Number(textOption(options, "overlap") ?? 24);
      if (!Number.isInteger(overlapHours)) throw new UsageError("--overlap is whole hours.");
      const { data } = await clientOf(options).webhooks.rotateSecret(idOf(positionals), {
        overlapHours,
      });
      const text = `New secret, shown only now: ${data.secret}`;
      return { exitCode: exitCodes.ok, text, result: data };
    }),
};

export const webhookCommands: Command[] = [
  listCommand,
  eventsCommand,
  createCommand,
  logCommand,
  testCommand,
  replayCommand,
  switchCommand("pause", "Pause a webhook; what happens meanwhile waits.", "Paused."),
  switchCommand("resume", "Resume a webhook; what waits is sent.", "Resumed."),
  rotateCommand,
];
