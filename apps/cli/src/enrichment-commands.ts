// Commands about what is added to events as they come: tables from CSV files, and the rules.
import { basename, resolve } from "node:path";
import {
  type EventEnrichment,
  type EventEnrichmentInput,
  type EventLookup,
  lookupRows,
} from "@rapport/sdk";
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
import { csvRecords } from "./event-file.ts";

async function upload(options: Options, file: string | undefined): Promise<Outcome> {
  const keyColumn = textOption(options, "key-column");
  if (file === undefined || keyColumn === undefined)
    throw new UsageError(
      "Name the file and its key: events upload-table FILE --key-column COLUMN.",
    );
  const records: Record<string, string>[] = [];
  try {
    for await (const record of csvRecords(resolve(startFolder(), file))) records.push(record);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  if (records[0] && !Object.hasOwn(records[0], keyColumn))
    throw new UsageError(`${file} has no column "${keyColumn}".`);
  const rows = lookupRows(records, keyColumn);
  if (rows.length === 0) throw new UsageError(`${file} has no row with a ${keyColumn}.`);
  const name = textOption(options, "name") ?? basename(file).replace(/\.csv$/i, "");
  const { data } = await clientOf(options).events.lookups.create({ name, rows });
  return { exitCode: exitCodes.ok, text: tableText(data), result: data };
}

const tableText = ({ id, name, rowCount, columns }: EventLookup): string =>
  `${id}  ${name}  ${rowCount} rows  ${columns.join(", ")}`;

const ruleText = (rule: EventEnrichment): string => {
  const names = rule.eventNames.length > 0 ? rule.eventNames.join(", ") : "all events";
  const from = rule.kind === "person" ? "the person" : `table ${rule.lookupId} by ${rule.match}`;
  return `${rule.id}  ${rule.name}  ${names}  ${rule.fields.join(", ")} from ${from}`;
};

const listed = (texts: string[], none: string): string => texts.join("\n") || none;

const parts = (given: string | undefined): string[] =>
  (given ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function ruleOf(options: Options, name: string | undefined): EventEnrichmentInput {
  const fields = parts(textOption(options, "add"));
  if (name === undefined || fields.length === 0)
    throw new UsageError("Say what it adds: events enrich NAME --add FIELDS.");
  const shared = {
    name,
    fields,
    eventNames: parts(textOption(options, "events")),
    prefix: textOption(options, "prefix") ?? "",
  };
  const [lookupId, match] = [textOption(options, "table"), textOption(options, "match")];
  if ((lookupId === undefined) !== (match === undefined))
    throw new UsageError("--table and --match belong together; without both it is the person.");
  return lookupId === undefined || match === undefined
    ? { kind: "person", ...shared }
    : { kind: "lookup", lookupId, match, ...shared };
}

const tablesCommand: Command = {
  name: "events tables",
  summary: "List tables by which events are enriched.",
  options: { ...connection },
  examples: ["events tables", "events tables --json"],
  run: ({ options }) =>
    asOutcome(async () => {
      const result = await clientOf(options).events.lookups.list();
      const text = listed(result.map(tableText), "No tables.");
      return { exitCode: exitCodes.ok, text, result };
    }),
};

const uploadCommand: Command = {
  name: "events upload-table",
  summary: "Upload a CSV file as a table to enrich events by.",
  arguments: "FILE",
  options: {
    "key-column": { type: "string", value: "COLUMN", about: "By which a row is found." },
    name: { type: "string", value: "NAME", about: "What people call it; the file's unless told." },
    ...connection,
  },
  examples: ["events upload-table products.csv --key-column sku"],
  run: ({ options, positionals }) => asOutcome(() => upload(options, positionals[0])),
};

const rulesCommand: Command = {
  name: "events enrichments",
  summary: "List rules that add to events as they come.",
  options: { ...connection },
  examples: ["events enrichments"],
  run: ({ options }) =>
    asOutcome(async () => {
      const result = await clientOf(options).events.enrichments.list();
      const text = listed(result.map(ruleText), "No rules.");
      return { exitCode: exitCodes.ok, text, result };
    }),
};

const enrichCommand: Command = {
  name: "events enrich",
  summary: "Add columns of a table, or fields of the person, to events as they come.",
  arguments: "NAME",
  options: {
    add: { type: "string", value: "FIELDS", about: "Columns of the table, or fields of people." },
    table: { type: "string", value: "TABLE", about: "Id of the table; without it, the person." },
    match: { type: "string", value: "PROPERTY", about: "The property that is looked up." },
    events: { type: "string", value: "NAMES", about: "Of these names only; all unless told." },
    prefix: { type: "string", value: "TEXT", about: "Put before each name." },
    ...connection,
  },
  examples: [
    "events enrich Product --table 0190… --match sku --add line,price --prefix product_",
    "events enrich Who --add city,custom.plan --prefix person_ --events 'Order Completed'",
  ],
  run: ({ options, positionals }) =>
    asOutcome(async () => {
      const rule = ruleOf(options, positionals[0]);
      const { data } = await clientOf(options).events.enrichments.create(rule);
      return { exitCode: exitCodes.ok, text: ruleText(data), result: data };
    }),
};

export const enrichmentCommands: Command[] = [
  tablesCommand,
  uploadCommand,
  rulesCommand,
  enrichCommand,
];
