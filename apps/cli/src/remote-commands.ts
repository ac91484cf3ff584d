// Commands over the API of a server anywhere: RAPPORT_URL and RAPPORT_API_KEY, or the options.
import { accessSync, constants, createWriteStream, openAsBlob, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Client, ImportChange } from "@rapport/sdk";
import {
  type Command,
  exitCodes,
  type Options,
  type Outcome,
  startFolder,
  textOption,
  UsageError,
} from "./command.ts";
import { asOutcome, clientOf, connection, filterOf } from "./connection.ts";

type Imports = Client["imports"];
type ImportState = Awaited<ReturnType<Imports["get"]>>;

const pollMs = 500;
const working = new Set(["checking", "running", "undoing"]);

function note(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(70)}`);
}

async function untilRested(imports: Imports, id: string): Promise<ImportState> {
  for (;;) {
    const state = await imports.get(id);
    const { rowsDone, rowsPerSecond, secondsLeft } = state.progress;
    note(
      `${state.status}: ${rowsDone} rows, ${Math.round(rowsPerSecond)} a second${secondsLeft === null ? "" : `, ${Math.round(secondsLeft)} s left`}`,
    );
    if (!working.has(state.status)) return state;
    await wait(pollMs);
  }
}

function importText({ id, object, status, counts, warnings, error }: ImportState): string {
  const { rows, created, updated, unchanged, bad } = counts;
  return [
    `Import ${id} of ${object}: ${status}`,
    `${rows} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${bad} bad`,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(error ? [error.message] : []),
    ...(bad > 0 ? [`The refused rows, with reasons: GET /api/v1/imports/${id}/errors.csv`] : []),
  ].join("\n");
}

/** Looked at first: a blob of a folder opens, and fails in the middle of the upload. */
function requireFile(path: string): void {
  try {
    accessSync(path, constants.R_OK);
    if (statSync(path).isFile()) return;
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  throw new UsageError(`${path} cannot be read: it is not a file.`);
}

/** A script must not take a file of which nothing came in for a success. */
function isAllBad({ created, updated, unchanged, bad }: ImportState["counts"]): boolean {
  return bad > 0 && created + updated + unchanged === 0;
}

const dateOrders = ["dmy", "mdy"] as const;

/** What the options say otherwise than was suggested. */
function changeOf(options: Options, upload: ImportState): ImportChange | undefined {
  const key = textOption(options, "upsert-key");
  const said = textOption(options, "date-order");
  const dateOrder = dateOrders.find((order) => order === said);
  if (said && !dateOrder) throw new UsageError("--date-order is dmy or mdy.");
  const unsure = upload.columns.filter(({ reading }) => reading?.isSure === false);
  const readings = unsure.map(({ name }) => ({ column: name, dateOrder }));
  if (!key && !dateOrder) return undefined;
  return { ...(key ? keyed(key, upload) : {}), ...(dateOrder ? { readings } : {}) };
}

/** Ids are of records that are there: nothing is made by them. */
function keyed(key: string, { mapping }: ImportState): ImportChange {
  if (key !== "id") return { mode: "upsert", upsertKey: key };
  const target = { kind: "field", field: "id" } as const;
  return {
    mode: "update",
    upsertKey: "id",
    mapping: mapping.map((one) => (one.column === "id" ? { ...one, target } : one)),
  };
}

async function runImport(options: Options, file: string): Promise<Outcome> {
  const { imports } = clientOf(options);
  const path = resolve(startFolder(), file);
  requireFile(path);
  const body = await openAsBlob(path);
  const object = textOption(options, "object");
  const upload = await imports.upload({
    body,
    fileName: basename(path),
    ...(object ? { object } : {}),
  });
  const change = changeOf(options, upload);
  if (change) await imports.update(upload.id, change);
  const isDry = options["dry-run"] === true;
  await (isDry ? imports.dryRun(upload.id) : imports.run(upload.id));
  const state = await untilRested(imports, upload.id);
  const shown = isDry && state.dryRun ? { ...state, counts: state.dryRun.counts } : state;
  const isOver = isDry ? state.error === null : state.status === "done";
  return {
    exitCode: isOver && !isAllBad(shown.counts) ? exitCodes.ok : exitCodes.failed,
    text: importText(shown),
    result: state,
  };
}

const importCommand: Command = {
  name: "import",
  summary:
    "Import a CSV or JSON-lines file (also gzipped) into a server. Exit code 1 if every row was refused.",
  arguments: "FILE",
  options: {
    object: {
      type: "string",
      value: "NAME",
      about: "Kind of record, such as people; suggested from the columns unless told.",
    },
    "upsert-key": {
      type: "string",
      value: "FIELD",
      about:
        "Update records that have the same value there, such as email. With id, the records that an export named, and no others.",
    },
    "date-order": {
      type: "string",
      value: "dmy|mdy",
      about: "Whether 03/04/2026 is 3 April or 4 March, where the file does not tell.",
    },
    "dry-run": { type: "boolean", about: "Count what would happen; write nothing." },
    ...connection,
  },
  examples: [
    "import people.csv --object people --upsert-key email",
    "import deals.csv --object deals --upsert-key id --date-order mdy",
    "import deals.jsonl.gz --dry-run --json",
  ],
  run: async ({ options, positionals }) => {
    const [file] = positionals;
    if (file === undefined || positionals.length > 1)
      throw new UsageError("Name one file to import.");
    return asOutcome(() => runImport(options, file));
  },
};

async function runExport(options: Options, object: string): Promise<Outcome> {
  const format = textOption(options, "format") ?? "csv";
  if (format !== "csv" && format !== "jsonl") throw new UsageError("--format is csv or jsonl.");
  const filter = filterOf(options);
  const sort = textOption(options, "sort");
  const fields = textOption(options, "fields")?.split(",");
  const records = clientOf(options).records(object);
  const response = await records.exportStream({
    format,
    ...(filter ? { filter: filter as never } : {}),
    ...(sort ? { sort } : {}),
    ...(fields ? { fields } : {}),
  });
  if (!response.body)
    return {
      exitCode: exitCodes.failed,
      error: { code: "cli.no_body", message: "The server sent nothing." },
    };
  const out = textOption(options, "out");
  const source = Readable.fromWeb(response.body as never);
  if (out === undefined) {
    await pipeline(source, process.stdout, { end: false });
    return { exitCode: exitCodes.ok };
  }
  const path = resolve(startFolder(), out);
  const target = createWriteStream(path);
  await pipeline(source, target);
  return {
    exitCode: exitCodes.ok,
    text: `Exported to ${path} (${target.bytesWritten} bytes)`,
    result: { file: path, bytes: target.bytesWritten },
  };
}

const exportCommand: Command = {
  name: "export",
  summary: "Export a list, filtered and sorted, as CSV or JSON lines.",
  arguments: "OBJECT",
  options: {
    out: {
      type: "string",
      value: "FILE",
      about: "Where to; the standard output unless told (then without --json).",
    },
    format: { type: "string", value: "csv|jsonl", about: "csv unless told." },
    filter: { type: "string", value: "JSON", about: "As in the API." },
    sort: { type: "string", value: "FIELD", about: "As in the API; -FIELD for descending." },
    fields: { type: "string", value: "A,B", about: "Fields; all unless told." },
    ...connection,
  },
  examples: [
    "export people --out people.csv",
    'export deals --format jsonl --filter \'{"status":"open"}\'',
  ],
  run: async ({ options, positionals }) => {
    const [object] = positionals;
    if (object === undefined || positionals.length > 1)
      throw new UsageError("Name what to export, for example people.");
    if (options.json === true && textOption(options, "out") === undefined)
      throw new UsageError("With --json, say where the export goes: --out FILE.");
    return asOutcome(() => runExport(options, object));
  },
};

export const remoteCommands: Command[] = [importCommand, exportCommand];
