// Pages of imports, and of the records that an undo kept, whole or in part.
import type { Ctx } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { ImportRow } from "./import-row.ts";
import { listImports as selectImports } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import { type Kept, readKept } from "./row-errors.store.ts";
import { seesAll, visibleImport } from "./visible-import.ts";

const defaultPageRows = 60;

export interface PageInput {
  limit?: number | undefined;
  cursor?: string | undefined;
}

export interface RowPage<T> {
  data: T[];
  nextCursor: string | null;
}

/** The newest first. */
export async function listImports(
  tools: Toolbox,
  ctx: Ctx,
  input: PageInput,
): Promise<RowPage<ImportRow>> {
  const limit = input.limit ?? defaultPageRows;
  const createdById = seesAll(ctx) ? null : ctx.principal.id;
  const beforeId = positionOf(input.cursor);
  const page = { createdById, beforeId, limit: limit + 1 };
  return pageOf(await tools.db.tenant(ctx, (tx) => selectImports(tx, page)), limit);
}

export async function listKept(
  tools: Toolbox,
  ctx: Ctx,
  id: string,
  input: PageInput,
): Promise<RowPage<Kept>> {
  const limit = input.limit ?? defaultPageRows;
  const afterId = positionOf(input.cursor);
  const rows = await tools.db.tenant(ctx, async (tx) => {
    await visibleImport(tx, ctx, id);
    return readKept(tx, id, afterId, limit + 1);
  });
  const page = pageOf(rows, limit);
  return { ...page, data: page.data.map((kept) => shown(ctx, kept)) };
}

function shown(ctx: Ctx, { fields, ...kept }: Kept): Kept {
  if (!fields) return kept;
  const { rights } = ctx.principal;
  return { ...kept, fields: fields.filter((key) => rights.field(kept.object, key) !== "none") };
}

export function readImport(tools: Toolbox, ctx: Ctx, id: string): Promise<ImportRow> {
  return tools.db.tenant(ctx, (tx) => visibleImport(tx, ctx, id));
}

function pageOf<T extends { id: string }>(rows: readonly T[], limit: number): RowPage<T> {
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}

function positionOf(cursor: string | undefined): string | null {
  if (cursor === undefined || cursor === "") return null;
  if (isId(cursor)) return cursor;
  throw invalid(
    "imports.bad_cursor",
    "This cursor does not belong to this list. Start again without one.",
  );
}
