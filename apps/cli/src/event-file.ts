// A file of events as messages of the Segment specification, one after another: JSON lines as they are, CSV by its
// heads. Gzip is unpacked.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { cellValue } from "@rapport/sdk";
import { parse } from "csv-parse";
import { UsageError } from "./command.ts";

export type EventFormat = "csv" | "jsonl";

export function formatOf(path: string, given: string | undefined): EventFormat {
  if (given === "csv" || given === "jsonl") return given;
  if (given !== undefined) throw new UsageError("--format is csv or jsonl.");
  const name = path.replace(/\.gz$/i, "");
  if (/\.csv$/i.test(name)) return "csv";
  if (/\.(jsonl|ndjson|json)$/i.test(name)) return "jsonl";
  throw new UsageError("Say what it is: --format csv or --format jsonl.");
}

function open(path: string): Readable {
  const bytes = createReadStream(path);
  return /\.gz$/i.test(path) ? bytes.pipe(createGunzip()) : bytes;
}

async function* jsonLines(path: string): AsyncGenerator<unknown> {
  const lines = createInterface({ input: open(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) {
    if (line.trim() === "") continue;
    yield parsed(line);
  }
}

/** A line that is no JSON goes as its text, and becomes a dead letter that says so. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line.slice(0, 10_000);
  }
}

/** Heads that are parts of the message; all others are properties. */
const parts: Record<string, string> = {
  messageid: "messageId",
  type: "type",
  event: "event",
  name: "event",
  userid: "userId",
  anonymousid: "anonymousId",
  groupid: "groupId",
  timestamp: "timestamp",
  time: "timestamp",
};

export function messageOfRow(row: Readonly<Record<string, string>>): Record<string, unknown> {
  const message: Record<string, unknown> = { type: "track" };
  const properties: Record<string, unknown> = {};
  for (const [head, cell] of Object.entries(row)) {
    if (cell === "") continue;
    const part = parts[head.toLowerCase().replaceAll(/[\s_-]/g, "")];
    if (part !== undefined) message[part] = cell;
    else properties[head.replace(/^properties\./, "")] = cellValue(cell);
  }
  const { email } = properties;
  if (typeof email === "string") message.context = { traits: { email } };
  if (message.userId === undefined && typeof email === "string") message.userId = email;
  const { type } = message;
  return {
    ...message,
    [type === "identify" || type === "group" ? "traits" : "properties"]: properties,
  };
}

/** Rows of a CSV file by their heads, one after another. */
export async function* csvRecords(path: string): AsyncGenerator<Record<string, string>> {
  const rows = open(path).pipe(
    parse({
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    }),
  );
  for await (const row of rows) yield row as Record<string, string>;
}

async function* csvMessages(path: string): AsyncGenerator<unknown> {
  for await (const row of csvRecords(path)) yield messageOfRow(row);
}

export function messagesIn(path: string, format: EventFormat): AsyncGenerator<unknown> {
  return format === "csv" ? csvMessages(path) : jsonLines(path);
}
