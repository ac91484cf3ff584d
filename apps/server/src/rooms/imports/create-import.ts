// Takes a file in, looks at it, and suggests what it is and what its columns become. Nothing is written
// to records. A file that cannot be read is refused with the reason, and not kept.
import { Readable } from "node:stream";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { AppError, forbidden, invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { asAppError } from "./errors.ts";
import { type ImportObject, importObjects } from "./import-fields.ts";
import type { ImportRow } from "./import-row.ts";
import { suggestedKey, suggestedMapping } from "./import-settings.rules.ts";
import { insertImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import type { LayoutOverrides } from "./parse-rows.ts";
import type { Analysis } from "./read-messages.ts";

export interface NewImport {
  content: Readable;
  fileName: string;
  object: string | null;
  overrides: LayoutOverrides;
}

export async function createImport(tools: Toolbox, ctx: Ctx, input: NewImport): Promise<ImportRow> {
  const types = await tools.db.tenant(ctx, (tx) => tools.records.objectTypes(tx));
  const objects = importObjects(ctx, types);
  requireObject(objects, input.object);
  const id = newId();
  const fileKey = `imports/${ctx.workspaceId}/${id}`;
  const content = Readable.from(capped(input.content, tools.settings.maxUploadBytes));
  const { sizeBytes } = await tools.blobs.put(fileKey, content);
  try {
    const analysis = await analyse(tools, { ...input, fileKey, objects });
    const row = newRow(ctx, {
      id,
      fileKey,
      sizeBytes,
      nowIso: nowIso(tools.clock),
      input,
      analysis,
    });
    await tools.db.tenant(ctx, (tx) => insertImport(tx, row));
    return row;
  } catch (error) {
    await tools.blobs.delete(fileKey);
    throw asAppError(error);
  }
}

function requireObject(objects: readonly ImportObject[], object: string | null): void {
  if (objects.length === 0)
    throw forbidden("Your role may not create or change any kind of record.");
  if (object === null || objects.some(({ key }) => key === object)) return;
  throw invalid(
    "imports.unknown_object",
    `There is no kind of record "${object}" that you may import into.`,
  );
}

async function* capped(content: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of content) {
    bytes += (part as Buffer).length;
    if (bytes > maxBytes) {
      const message = `The file is larger than ${maxBytes} bytes. Split it, or compress it with gzip.`;
      throw new AppError("too-large", "imports.file_too_large", message);
    }
    yield part as Buffer;
  }
}

async function analyse(
  tools: Toolbox,
  input: Omit<NewImport, "content"> & { fileKey: string; objects: readonly ImportObject[] },
): Promise<Analysis> {
  const { fileKey, fileName, overrides, object, objects } = input;
  return tools.reader.analyse({ fileKey, fileName, overrides, object, objects });
}

interface RowParts {
  id: string;
  fileKey: string;
  sizeBytes: number;
  nowIso: string;
  input: NewImport;
  analysis: Analysis;
}

function newRow(ctx: Ctx, parts: RowParts): ImportRow {
  const { analysis, input } = parts;
  const mapping = suggestedMapping(analysis.columns);
  const upsertKey = suggestedKey(analysis.object, mapping);
  return {
    id: parts.id,
    object: analysis.object,
    status: "ready",
    fileName: input.fileName,
    fileKey: parts.fileKey,
    fileBytes: parts.sizeBytes,
    layout: analysis.layout,
    columns: analysis.columns,
    readings: analysis.readings,
    suggestedObjects: analysis.suggestedObjects,
    mapping,
    mode: upsertKey === null ? "create" : "upsert",
    upsertKey,
    blankClears: false,
    defaultCurrency: "USD",
    createdById: ctx.principal.id,
    createdByLabel: ctx.principal.label,
    createdAt: parts.nowIso,
    ...notStarted,
  };
}

const notStarted = {
  runAs: null,
  fields: null,
  attempt: 0,
  actId: null,
  startedRow: 0,
  rowsDone: 0,
  bytesDone: 0,
  createdCount: 0,
  updatedCount: 0,
  unchangedCount: 0,
  badCount: 0,
  dryRun: null,
  undoActId: null,
  undoEntryNo: null,
  undoneCount: 0,
  keptCount: 0,
  error: null,
  startedAt: null,
  finishedAt: null,
};
