// Commands about automations: list them, switch them on and off, read the log, try one over the past.
import type { Automation, AutomationRun, DryRun } from "@rapport/sdk";
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
  if (id === undefined) {
    throw new UsageError("Name the automation by its id: automations list shows it.");
  }
  return id;
}

function ruleText({ id, name, state, sentence, pausedBecause, health }: Automation): string {
  const why = pausedBecause === null ? "" : `\n  paused: ${pausedBecause.text}`;
  const counts = `${health.done24h} done, ${health.failed24h} failed in 24 hours, ${health.waiting} waiting`;
  return `${id}  [${state}] ${name}\n  ${sentence}\n  ${counts}${why}`;
}

const listCommand: Command = {
  name: "automations list",
  summary: "List automations with their state and health.",
  options: connection,
  examples: ["automations list", "automations list --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const rules = await clientOf(options).automations.list();
      const text = rules.map(ruleText).join("\n") || "There are no automations yet.";
      return { exitCode: exitCodes.ok, text, result: rules };
    }),
};

const switching = (verb: "enable" | "disable"): Command => ({
  name: `automations ${verb}`,
  summary:
    verb === "enable"
      ? "Switch an automation on; another's becomes yours and runs with your rights."
      : "Switch an automation off; what waits is not run.",
  arguments: "ID",
  options: connection,
  examples: [`automations ${verb} 0190…`],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const { automations } = clientOf(options);
      const { data } = await automations.update(idOf(positionals), { enabled: verb === "enable" });
      return { exitCode: exitCodes.ok, text: `${data.name} is ${data.state}.`, result: data };
    }),
});

const states = ["waiting", "done", "not-met", "skipped", "failed"] as const;

function stateOf(options: Options): { state?: AutomationRun["state"] } {
  const word = textOption(options, "state");
  if (word === undefined) return {};
  const state = states.find((one) => one === word);
  if (!state) throw new UsageError(`--state is one of ${states.join(", ")}.`);
  return { state };
}

function runText(run: AutomationRun): string {
  const what = `${run.ruleName}: ${run.trigger}`;
  return `${run.id}  ${run.createdAt}  [${run.state}] ${what}${run.reason ? `\n  ${run.reason}` : ""}`;
}

const runsCommand: Command = {
  name: "automations runs",
  summary: "Show what automations did, newest first, and why they did not.",
  options: {
    rule: { type: "string", value: "ID", about: "Runs of this automation only." },
    state: { type: "string", value: states.join("|"), about: "Runs in this state only." },
    limit: { type: "string", value: "N", about: "So many at most, up to 200; 60 unless told." },
    ...connection,
  },
  examples: ["automations runs --state failed", "automations runs --rule 0190… --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const limit = Number(textOption(options, "limit") ?? 60);
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
        throw new UsageError("--limit is a whole number from 1 to 200.");
      }
      const ruleId = textOption(options, "rule");
      const { data } = await clientOf(options).automations.runs.list({
        ...stateOf(options),
        ...(ruleId === undefined ? {} : { ruleId }),
        limit,
      });
      const text = data.map(runText).join("\n") || "Nothing ran yet.";
      return { exitCode: exitCodes.ok, text, result: data };
    }),
};

/** After every change that there is. */
const always = "9999-12-31T00:00:00.000Z";

function sinceOf(options: Options): string {
  const day = textOption(options, "since") ?? "1970-01-01";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) {
    throw new UsageError("--since is a day such as 2026-01-31.");
  }
  return `${day}T00:00:00.000Z`;
}

function triedText(name: string, tried: DryRun): string {
  const samples = tried.samples.map(
    ({ at, recordTitle, trigger, steps }) =>
      `  ${at}  ${recordTitle}: ${trigger} → ${steps.map(({ text, error }) => error ?? text).join(", then ")}`,
  );
  return [
    `${name}: ${tried.matched} runs on ${tried.records} records; ${tried.notMet} times the condition did not hold.`,
    ...(tried.isCapped ? ["  Only the latest changes were looked at."] : []),
    ...samples,
  ].join("\n");
}

async function tryRule(options: Options, positionals: readonly string[]): Promise<Outcome> {
  const from = sinceOf(options);
  const { automations } = clientOf(options);
  const rule = await automations.get(idOf(positionals));
  const { name, object, trigger, condition, steps, alsoImports, maxRunsPerHour } = rule;
  const tried = await automations.dryRun({
    rule: { name, object, trigger, condition, steps, alsoImports, maxRunsPerHour },
    from,
    to: always,
  });
  return { exitCode: exitCodes.ok, text: triedText(name, tried), result: tried };
}

const dryRunCommand: Command = {
  name: "automations dry-run",
  summary: "Try an automation over past changes; does nothing.",
  arguments: "ID",
  options: {
    since: {
      type: "string",
      value: "DAY",
      about: "How far to look back; to the first change unless told.",
    },
    ...connection,
  },
  examples: ["automations dry-run 0190… --since 2026-11-01"],
  run: ({ options, positionals }) => asOutcome(() => tryRule(options, positionals)),
};

export const automationCommands: Command[] = [
  listCommand,
  switching("enable"),
  switching("disable"),
  runsCommand,
  dryRunCommand,
];
