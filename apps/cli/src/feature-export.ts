// A training set as a CSV file: rows of records and times are read from a file, or made of all records of the set at given
// times; values come as of each row, a part of the rows at a time.
import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { finished } from "node:stream/promises";
import type { FeatureSetSummary } from "@rapport/sdk";
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

/** Most rows that one call takes. */
const partRows = 500;

interface Row {
  entityId: string;
  asOf: string;
}

type Client = ReturnType<typeof clientOf>;

const usage =
  "Say which rows: --rows FILE (CSV with the heads record and as_of), or --as-of TIME[,TIME…] for all records.";

async function* rowsOfFile(path: string): AsyncGenerator<Row> {
  for await (const cell of csvRecords(path)) {
    const { record, as_of } = cell;
    if (!record || !as_of) throw new UsageError(usage);
    yield { entityId: record, asOf: timeOf(as_of) };
  }
}

function timeOf(given: string): string {
  const ms = Date.parse(given);
  if (Number.isNaN(ms))
    throw new UsageError(`${given} is no time: write it as 2031-01-31T00:00:00Z.`);
  return new Date(ms).toISOString();
}

async function* rowsOfAll(
  client: Client,
  { entity }: FeatureSetSummary,
  times: readonly string[],
): AsyncGenerator<Row> {
  for await (const { id } of client.records(entity).iterate())
    for (const asOf of times) yield { entityId: id, asOf };
}

function rowsOf(client: Client, set: FeatureSetSummary, options: Options): AsyncGenerator<Row> {
  const file = textOption(options, "rows");
  const times = textOption(options, "as-of");
  if ((file === undefined) === (times === undefined)) throw new UsageError(usage);
  if (file !== undefined) return rowsOfFile(resolve(startFolder(), file));
  return rowsOfAll(client, set, (times ?? "").split(",").map(timeOf));
}

async function* inParts(rows: AsyncGenerator<Row>): AsyncGenerator<Row[]> {
  let part: Row[] = [];
  for await (const row of rows) {
    part.push(row);
    if (part.length < partRows) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function exportSet(options: Options, key: string | undefined): Promise<Outcome> {
  const out = textOption(options, "out");
  if (key === undefined || out === undefined)
    throw new UsageError("Name the set and the file: features export companies --out set.csv");
  const client = clientOf(options);
  const set = await client.features.get(key);
  const names = set.features.map((feature) => feature.key);
  const rows = rowsOf(client, set, options);
  const file = createWriteStream(resolve(startFolder(), out));
  file.write(`${["record", "as_of", ...names].join(",")}\n`);
  let count = 0;
  for await (const part of inParts(rows)) {
    // The version, not the key: a new one that comes meanwhile is another set.
    const made = await client.features.asOf(set.hash, part);
    for (const { entityId, asOf, values } of made.rows)
      file.write(
        `${[entityId, asOf, ...names.map((name) => cell(values[name] ?? null))].join(",")}\n`,
      );
    count += part.length;
  }
  await finished(file.end());
  const result = { set: set.key, hash: set.hash, features: names.length, rows: count, file: out };
  const text = `${count} rows of ${names.length} features written to ${out} (version ${set.hash.slice(0, 8)}).`;
  return { exitCode: exitCodes.ok, text, result };
}

export const exportCommand: Command = {
  name: "features export",
  summary: "Write a training set to a CSV file: values as they were known at each row's time.",
  arguments: "SET",
  options: {
    rows: { type: "string", value: "FILE", about: "CSV with the heads record and as_of." },
    "as-of": {
      type: "string",
      value: "TIMES",
      about: "For all records that you may see, at these times, with commas between them.",
    },
    out: { type: "string", value: "FILE", about: "Where to write." },
    ...connection,
  },
  examples: [
    "features export companies --as-of 2031-01-31T00:00:00Z,2031-02-28T00:00:00Z --out set.csv",
    "features export people --rows labelled.csv --out set.csv",
  ],
  run: ({ options, positionals }) => asOutcome(() => exportSet(options, positionals[0])),
};
