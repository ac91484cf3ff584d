// Streams a filtered list as CSV or JSON lines, within the caller's rows and fields. The first page is
// read before the answer begins, so that a bad filter is refused and not cut off.
import { Readable } from "node:stream";
import type { Ctx } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import type { ObjectType, StoredRecord } from "../records/index.ts";
import type { ImportsDeps } from "./imports-deps.ts";
import { csvHeader, csvRecord, type ExportColumn, jsonLine } from "./write-csv.rules.ts";

export interface ExportInput {
  format: "csv" | "jsonl";
  filter?: string | undefined;
  sort?: string | undefined;
  fields?: string | undefined;
}

/** Lets spreadsheets read the file as UTF-8. */
const byteOrderMark = "\ufeff";

export async function exportRecords(
  deps: Pick<ImportsDeps, "db" | "records">,
  ctx: Ctx,
  object: string,
  input: ExportInput,
): Promise<Readable> {
  const type = await deps.db.tenant(ctx, (tx) => deps.records.objectType(tx, object));
  const columns = chosen(exportColumns(ctx, type), input.fields);
  const { filter, sort } = input;
  const pages = deps.records.stream(ctx, object, { filter, sort });
  const first = await pages.next();
  const lines =
    input.format === "csv" ? csvLines(columns) : jsonLines(columns, input.fields !== undefined);
  return Readable.from(write(first, pages, lines));
}

interface Lines {
  head: string;
  record: (record: StoredRecord) => string;
}

async function* write(
  first: IteratorResult<StoredRecord[]>,
  pages: AsyncGenerator<StoredRecord[]>,
  lines: Lines,
): AsyncGenerator<string> {
  yield lines.head;
  try {
    for (let page = first; !page.done; page = await pages.next()) {
      yield page.value.map(lines.record).join("");
    }
  } finally {
    await pages.return(undefined);
  }
}

function csvLines(columns: readonly ExportColumn[]): Lines {
  return {
    head: byteOrderMark + csvHeader(columns),
    record: (record) => csvRecord(record, columns),
  };
}

function jsonLines(columns: readonly ExportColumn[], isChosen: boolean): Lines {
  if (!isChosen) return { head: "", record: jsonLine };
  return { head: "", record: (record) => jsonLine(pick(record, columns)) };
}

function pick(record: StoredRecord, columns: readonly ExportColumn[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const { key, custom } of columns) {
    if (!custom) picked[key] = record[key] ?? null;
    else
      picked.custom = {
        ...(picked.custom as object | undefined),
        [key]: record.custom[key] ?? null,
      };
  }
  return picked;
}

function exportColumns(ctx: Ctx, type: ObjectType): ExportColumn[] {
  const { rights } = ctx.principal;
  const fields = [...type.fields]
    .filter(([key]) => rights.field(type.key, key) !== "none")
    .map(([key, field]) => ({
      key: key.replace(/^custom\./, ""),
      type: field.type as string,
      custom: field.customId !== null,
    }));
  const system = (key: string) => ({ key, type: "text", custom: false });
  return [system("id"), ...fields, system("createdAt"), system("updatedAt")];
}

function chosen(columns: ExportColumn[], wanted: string | undefined): ExportColumn[] {
  if (wanted === undefined) return columns;
  const byName = new Map(
    columns.map((column) => [column.custom ? `custom.${column.key}` : column.key, column]),
  );
  return wanted.split(",").map((name) => {
    const column = byName.get(name.trim());
    if (!column)
      throw invalid("imports.unknown_field", `There is no field "${name.trim().slice(0, 80)}".`);
    return column;
  });
}
