// Commands about events: send one, take in a file, look at what could not be taken and send it in again.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, resolve } from "node:path";
import type { DeadLetter, EventBackfill, LettersChoice } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";
import { formatOf, messagesIn } from "./event-file.ts";

const partRows = 1000;

function jsonOption(options: Options, name: string): Record<string, unknown> {
  const given = textOption(options, name);
  if (given === undefined) return {};
  try {
    const value: unknown = JSON.parse(given);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`--${name} must be a JSON object, for example '{"total":49.9}'.`);
}

async function sendOne(options: Options, event: string | undefined): Promise<Outcome> {
  if (event === undefined) throw new UsageError("Say what happened: events send NAME --user ID.");
  const userId = textOption(options, "user");
  const email = textOption(options, "email");
  if (userId === undefined && email === undefined)
    throw new UsageError("Say who did it: --user ID or --email ADDRESS.");
  const at = textOption(options, "at");
  const message = {
    type: "track",
    messageId: `cli-${randomUUID()}`,
    event,
    userId: userId ?? email,
    properties: jsonOption(options, "properties"),
    ...(email === undefined ? {} : { context: { traits: { email } } }),
    ...(at === undefined ? {} : { timestamp: at }),
  };
  const fileHash = createHash("sha256").update(JSON.stringify(message)).digest("hex");
  const { backfills } = clientOf(options).events;
  const { id, rowsDone } = await backfills.start({ fileName: "rapport events send", fileHash });
  const done =
    rowsDone > 0
      ? null
      : await backfills.send(id, { fromRow: 0, messages: [message], isLast: true });
  const isTaken = done === null || done.rejected === 0;
  return {
    exitCode: isTaken ? exitCodes.ok : exitCodes.failed,
    text: isTaken ? "Taken." : "Not taken: events dead-letters says why.",
    result: done,
  };
}

const sendCommand: Command = {
  name: "events send",
  summary: "Send one event.",
  arguments: "NAME",
  options: {
    user: { type: "string", value: "ID", about: "User id, or the id of a person's record." },
    email: { type: "string", value: "ADDRESS", about: "E-mail address of the person." },
    properties: { type: "string", value: "JSON", about: "What is to be told of it." },
    at: { type: "string", value: "TIME", about: "When it happened; now unless told." },
    ...connection,
  },
  examples: [
    'events send "Order Completed" --user u-1 --properties \'{"total":49.9}\'',
    'events send "Demo asked for" --email ada@example.com',
  ],
  run: ({ options, positionals }) => asOutcome(() => sendOne(options, positionals[0])),
};

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

const countsText = ({ accepted, duplicates, rejected, withheld }: EventBackfill): string =>
  `${accepted} taken, ${duplicates} were there before, ${rejected} not taken, ${withheld} left out for want of consent.`;

async function backfill(options: Options, file: string | undefined): Promise<Outcome> {
  if (file === undefined) throw new UsageError("Name the file: events backfill FILE.");
  const path = resolve(startFolder(), file);
  const format = formatOf(path, textOption(options, "format"));
  const { backfills } = clientOf(options).events;
  const fileHash = await hashOf(path).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  let state = await backfills.start({ fileName: basename(path), fileHash });
  const begunAt = state.rowsDone;
  let row = 0;
  let part: unknown[] = [];
  const send = async (isLast: boolean) => {
    state = await backfills.send(state.id, { fromRow: state.rowsDone, messages: part, isLast });
    part = [];
  };
  for await (const message of messagesIn(path, format)) {
    row += 1;
    if (row <= begunAt) continue;
    part.push(message);
    if (part.length === partRows) await send(false);
  }
  if (!state.isFinished) await send(true);
  const went = begunAt > 0 ? `Went on at row ${begunAt + 1}. ` : "";
  return { exitCode: exitCodes.ok, text: `${went}${countsText(state)}`, result: state };
}

const backfillCommand: Command = {
  name: "events backfill",
  summary: "Take in a file of events; stopped, it goes on where it was when run again.",
  arguments: "FILE",
  options: {
    format: {
      type: "string",
      value: "FORMAT",
      about: "csv or jsonl; told by the name unless said.",
    },
    ...connection,
  },
  examples: ["events backfill events.jsonl.gz", "events backfill orders.csv"],
  run: ({ options, positionals }) => asOutcome(() => backfill(options, positionals[0])),
};

const letterText = ({ id, lastAt, reason, name, detail, times }: DeadLetter): string =>
  `${id}  ${lastAt}  ${reason}  ${name ?? ""}  ${times > 1 ? `${times} times  ` : ""}${detail}`;

const lettersCommand: Command = {
  name: "events dead-letters",
  summary: "List messages that could not be taken, with the reasons.",
  options: {
    reason: { type: "string", value: "REASON", about: "For this reason only." },
    ...connection,
  },
  examples: ["events dead-letters", "events dead-letters --reason breaks_schema --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const reason = textOption(options, "reason");
      const page = await clientOf(options).events.deadLetters.list({
        state: "open",
        limit: 200,
        ...(reason === undefined ? {} : { reason }),
      });
      const text = page.data.map(letterText).join("\n") || "Everything was taken.";
      return { exitCode: exitCodes.ok, text, result: page };
    }),
};

function choiceOf(options: Options, ids: string[]): LettersChoice {
  const reason = textOption(options, "reason");
  if ((reason === undefined) === (ids.length === 0))
    throw new UsageError("Name dead letters, or give --reason.");
  return reason === undefined ? { ids } : { reason };
}

const replayCommand: Command = {
  name: "events replay",
  summary: "Send dead letters in again, with the time at which they first came.",
  arguments: "[DEAD-LETTER…]",
  options: {
    reason: { type: "string", value: "REASON", about: "All open ones of this reason." },
    ...connection,
  },
  examples: ["events replay 0190… 0191…", "events replay --reason breaks_schema"],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const choice = choiceOf(options, positionals);
      const result = await clientOf(options).events.deadLetters.replay(choice);
      const text = `${result.replayed} taken, ${result.rejected} still not.`;
      return { exitCode: result.rejected > 0 ? exitCodes.failed : exitCodes.ok, text, result };
    }),
};

export const eventCommands: Command[] = [
  sendCommand,
  backfillCommand,
  lettersCommand,
  replayCommand,
];
