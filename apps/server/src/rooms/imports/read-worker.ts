// The thread that reads files: all parsing and understanding of values happens here, so that the server
// goes on answering while a large file is read. It has no database and no rights; it sends chunks of
// rows and waits while one of them is unanswered.
import { parentPort, workerData } from "node:worker_threads";
import { createBlobs } from "../../platform/blobs.ts";
import { isAppError } from "../../platform/errors.ts";
import { type Cell, ImportFileFault, type ParsedRow } from "./cells.rules.ts";
import { toText } from "./coerce-text.rules.ts";
import { quoted } from "./coercion.rules.ts";
import { analyseFile, readRows } from "./parse-rows.ts";
import type {
  AnalyseRequest,
  Analysis,
  BadRow,
  BlobSettings,
  Chunk,
  ReadRequest,
  WorkerMessage,
} from "./read-messages.ts";
import { createRowCoercer, inferReadings } from "./row-coercion.rules.ts";
import { createSeenKeys } from "./seen-keys.ts";
import { suggestMapping } from "./suggest-mapping.rules.ts";
import { suggestObject } from "./suggest-object.rules.ts";

const { settings, request } = workerData as {
  settings: BlobSettings;
  request: AnalyseRequest | ReadRequest;
};
const blobs = createBlobs(settings);
const maxUnanswered = 1;
const samplesShown = 5;
/** Named of one row: its line is to be looked at anyway. */
const mostUnknown = 20;
/** A chunk of wide rows ends early, so that memory does not depend on their width. */
const maxChunkChars = 2_000_000;

let unanswered = 0;
let onAnswer: (() => void) | undefined;
parentPort?.on("message", () => {
  unanswered--;
  onAnswer?.();
});

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

async function sendChunk(chunk: Chunk): Promise<void> {
  while (unanswered >= maxUnanswered) {
    await new Promise<void>((resolve) => {
      onAnswer = resolve;
    });
  }
  unanswered++;
  post({ kind: "chunk", json: JSON.stringify(chunk) });
}

async function analyse(wanted: AnalyseRequest): Promise<Analysis> {
  const file = await analyseFile(await blobs.get(wanted.fileKey), wanted.overrides);
  const { columns, sample, layout } = file;
  const { objects, fileName } = wanted;
  const suggestedObjects = suggestObject({ columns, sample, objects, fileName });
  const object = wanted.object ?? suggestedObjects[0]?.object ?? "people";
  const fields = objects.find(({ key }) => key === object)?.fields ?? [];
  const mapping = suggestMapping({ object, columns, sample, fields });
  return {
    layout,
    object,
    suggestedObjects,
    readings: inferReadings(columns, sample),
    columns: columns.map((column, at) => {
      const { target = { kind: "ignore" }, confidence = 0, reason = "" } = mapping[at] ?? {};
      const samples = samplesOf(sample, column.index);
      return { ...column, samples, suggestion: { target, confidence, reason } };
    }),
  };
}

function samplesOf(sample: readonly ParsedRow[], index: number): string[] {
  const texts = sample.map((row) => toText(row.cells[index]).trim()).filter((text) => text !== "");
  return [...new Set(texts)].slice(0, samplesShown).map((text) => quoted(text).slice(1, -1));
}

async function read(wanted: ReadRequest): Promise<number> {
  const collector = createCollector(wanted);
  const source = await blobs.get(wanted.fileKey);
  const file = { layout: wanted.layout, columns: wanted.plan.columns };
  let bytesRead = 0;
  for await (const batch of readRows(source, file, wanted.fromOrdinal)) {
    bytesRead = batch.bytesRead;
    for (const row of batch.rows) {
      const full = collector.add(row, bytesRead);
      if (full) await sendChunk(full);
    }
  }
  const rest = collector.rest(bytesRead);
  if (rest) await sendChunk(rest);
  return bytesRead;
}

function createCollector(wanted: ReadRequest) {
  const coerce = createRowCoercer(wanted.plan);
  const seen = wanted.keyField === null ? undefined : createSeenKeys();
  let chunk: Chunk | undefined;
  let chunkChars = 0;

  const isRepeated = (data: Record<string, unknown>): boolean => {
    const key = wanted.keyField === null ? undefined : valueAt(data, wanted.keyField);
    return key === undefined || key === null
      ? false
      : (seen?.add(String(key).toLowerCase()) ?? false);
  };

  const put = (into: Chunk, row: ParsedRow): void => {
    into.to = row.ordinal + 1;
    chunkChars += charsOf(row);
    if (row.fault) {
      into.bad.push({ line: row.line, problems: [{ column: null, ...row.fault }] });
      return;
    }
    const { problems, consents, ...taken } = coerce(row.cells as Cell[], row.nested);
    const all = [...unknownNames(row), ...problems];
    if (all.length > 0) {
      into.bad.push({ line: row.line, problems: all });
      return;
    }
    const said = consents.length > 0 ? { consents } : {};
    into.good.push({ line: row.line, ...taken, ...said, isRepeated: isRepeated(taken.data) });
  };

  const rest = (bytesRead: number): Chunk | undefined => {
    const full = chunk;
    chunk = undefined;
    chunkChars = 0;
    return full ? { ...full, bytesRead } : undefined;
  };

  return {
    rest,
    add(row: ParsedRow, bytesRead: number): Chunk | undefined {
      chunk ??= { from: row.ordinal, to: row.ordinal, bytesRead, good: [], bad: [] };
      put(chunk, row);
      const isFull = chunk.to - chunk.from >= wanted.chunkRows || chunkChars >= maxChunkChars;
      return isFull ? rest(bytesRead) : undefined;
    },
  };
}

/** A name that the beginning of the file does not have was not to be mapped: leaving it out would lose its values. */
function unknownNames({ unknown = [] }: ParsedRow): BadRow["problems"] {
  return unknown.slice(0, mostUnknown).map((name) => ({
    column: quoted(name).slice(1, -1),
    code: "unknown_field",
    message: `${quoted(name)} comes for the first time after the beginning of the file, so that it is not mapped to anything. Name it in the first line too (with null, if need be) and upload the file again, or take it out of this line.`,
  }));
}

function charsOf(row: ParsedRow): number {
  let chars = 0;
  for (const cell of row.cells) chars += typeof cell === "string" ? cell.length : 8;
  return chars;
}

function valueAt(data: Record<string, unknown>, field: string): unknown {
  if (!field.startsWith("custom.")) return data[field];
  return (data.custom as Record<string, unknown> | undefined)?.[field.slice(7)];
}

async function work(): Promise<WorkerMessage> {
  if (request.kind === "analyse") return { kind: "analysed", analysis: await analyse(request) };
  return { kind: "end", bytesRead: await read(request) };
}

function explain(error: unknown): WorkerMessage {
  if (error instanceof ImportFileFault) {
    return { kind: "fault", code: error.code, message: error.message, line: error.line };
  }
  const { message } = error as Error;
  return { kind: "failure", message, code: isAppError(error) ? error.code : undefined };
}

const last = await work().catch(explain);
post(last);
blobs.close();
parentPort?.close();
