// An import as the API tells it.
import type { ImportDescription } from "@rapport/contracts";
import { countsOf, type ImportRow, isHalfUndone } from "./import-row.ts";
import { type Allowed, warningsOf } from "./import-settings.rules.ts";

export function describeImport(row: ImportRow, allowed: Allowed, nowMs: number): ImportDescription {
  const { format, gzip, encoding, delimiter, hasHeader } = row.layout;
  const hasUndo = row.status === "undone" || isHalfUndone(row);
  return {
    id: row.id,
    object: row.object,
    status: row.status,
    fileName: row.fileName,
    fileBytes: row.fileBytes,
    layout: { format, gzip, encoding, delimiter, hasHeader },
    columns: row.columns.map(({ name, warning, samples, suggestion }) => ({
      name,
      ...(warning === undefined ? {} : { warning }),
      samples,
      ...readingOf(row, name),
      suggestion,
    })),
    suggestedObjects: row.suggestedObjects.slice(0, 3),
    mapping: row.mapping,
    mode: row.mode,
    upsertKey: row.upsertKey,
    blankClears: row.blankClears,
    defaultCurrency: row.defaultCurrency,
    warnings: row.status === "ready" ? warningsOf(row, allowed) : [],
    counts: countsOf(row),
    dryRun: row.dryRun,
    progress: progressOf(row, nowMs),
    undo: hasUndo ? { undone: row.undoneCount, kept: row.keptCount } : null,
    actId: row.actId,
    error: row.error,
    createdBy: { id: row.createdById, label: row.createdByLabel },
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}

function readingOf({ readings }: ImportRow, column: string) {
  const reading = readings[column];
  if (!reading) return {};
  const { dateOrder, decimal, certain } = reading;
  return { reading: { dateOrder, decimal, isSure: certain } };
}

function progressOf(row: ImportRow, nowMs: number): ImportDescription["progress"] {
  const endMs = row.finishedAt === null ? nowMs : Date.parse(row.finishedAt);
  const seconds =
    row.startedAt === null ? 0 : Math.max(0.001, (endMs - Date.parse(row.startedAt)) / 1000);
  const rowsPerSecond = seconds === 0 ? 0 : (row.rowsDone - row.startedRow) / seconds;
  const rowsLeft =
    row.bytesDone === 0 ? null : ((row.fileBytes - row.bytesDone) / row.bytesDone) * row.rowsDone;
  const isMoving = row.status === "running" && rowsPerSecond > 0 && rowsLeft !== null;
  return {
    rowsDone: row.rowsDone,
    bytesDone: row.bytesDone,
    bytesTotal: row.fileBytes,
    rowsPerSecond: Math.round(rowsPerSecond * 10) / 10,
    secondsLeft: isMoving ? Math.round(rowsLeft / rowsPerSecond) : null,
  };
}
