// Commands about pages suggested from closed tickets: the list of them, and what they are made from.
import type { ClosedTicketsInput, PageSuggestionSummary } from "@rapport/sdk";
import { type Command, exitCodes, type Options, textOption, UsageError } from "./command.ts";
import { asOutcome, clientOf, connection } from "./connection.ts";

const lineOf = ({ id, title, customers, isAnswered }: PageSuggestionSummary): string => {
  const page = isAnswered === true ? "a page answers it" : "no page answers it";
  return `${id}  ${title} (asked by ${customers}; ${page})`;
};

const listCommand: Command = {
  name: "knowledge suggestions",
  summary: "List pages suggested from closed tickets that you may read, needed most first.",
  options: connection,
  examples: ["knowledge suggestions"],
  run: ({ options }) =>
    asOutcome(async () => {
      const result = await clientOf(options).knowledge.suggestions.list();
      const lines = result.data.map(lineOf);
      const text = lines.length === 0 ? "Nothing is suggested." : lines.join("\n");
      return { exitCode: exitCodes.ok, text, result };
    }),
};

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What the command line says to change; nothing: only look. */
function changeIn(options: Options, state: string | undefined): Partial<ClosedTicketsInput> {
  if (state !== undefined && state !== "on" && state !== "off")
    throw new UsageError("Say on or off.");
  const since = textOption(options, "since");
  if (since !== undefined && !isDay(since)) throw new UsageError("Say a day as 2026-01-31.");
  return {
    ...(state === undefined ? {} : { isOn: state === "on" }),
    ...(since === undefined ? {} : { since }),
  };
}

const sourceCommand: Command = {
  name: "knowledge closed-tickets",
  summary: "Say whether pages are suggested from closed tickets, or switch it on or off.",
  arguments: "[on or off]",
  options: {
    since: { type: "string", value: "DAY", about: "Settled on this day (2026-01-31) or later." },
    ...connection,
  },
  examples: ["knowledge closed-tickets on --since 2026-01-01"],
  run: ({ options, positionals: [state] }) =>
    asOutcome(async () => {
      const change = changeIn(options, state);
      const { source } = clientOf(options).knowledge.suggestions;
      const now = await source.get();
      const { lookedAt: _at, isLooking: _is, ...input } = now;
      const isChange = Object.keys(change).length > 0;
      const result = isChange ? (await source.save({ ...input, ...change })).data : now;
      const text = result.isOn
        ? `Closed tickets since ${result.since} are looked at each hour.`
        : "Closed tickets are not looked at.";
      return { exitCode: exitCodes.ok, text, result };
    }),
};

export const suggestionCommands: readonly Command[] = [listCommand, sourceCommand];
