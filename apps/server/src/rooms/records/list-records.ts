// Reading records: one, a page, a count; always within the caller's rows and fields.
import type { Page } from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { forbidden, invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { parseFilterText, readFilter, readSort } from "./filter.rules.ts";
import { countRows, type ListQuery, listRows, type Position } from "./list.store.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project, titleOf } from "./project.rules.ts";
import { asRecord, byIdSql, type StoredRecord } from "./records.store.ts";
import { visibleRecords } from "./references.store.ts";
import { limitOf, mayTouch } from "./row-rights.rules.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { missing } from "./write-batch.ts";

export interface ListInput {
  limit?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
  filter?: string | undefined;
  total?: "true" | "false" | undefined;
  include?: "titles" | undefined;
}

export const defaultPageSize = 60;

export interface ReadDeps {
  db: Database;
  schema: SchemaCache;
}

export type RecordPage = Page<StoredRecord> & { titles?: Record<string, string> };

export function checkRead(principal: Principal, type: ObjectType): void {
  if (principal.rights.object(type.key).read !== "none") return;
  throw forbidden(
    `Your role may not see ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
  );
}

interface CursorContent {
  s: string;
  v: unknown;
  i: string;
}

function encodeCursor(sort: string, position: Position): string {
  const content: CursorContent = { s: sort, v: position.value, i: position.id };
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}

function decodeCursor(cursor: string | undefined, sort: string): Position | null {
  if (cursor === undefined || cursor === "") return null;
  const problem = invalid(
    "records.bad_cursor",
    "This cursor does not belong to this list. Start again without one.",
  );
  let content: Partial<CursorContent>;
  try {
    content = JSON.parse(
      Buffer.from(cursor, "base64url").toString("utf8"),
    ) as Partial<CursorContent>;
  } catch {
    throw problem;
  }
  const isPlain = content.v === null || ["string", "number", "boolean"].includes(typeof content.v);
  if (
    typeof content !== "object" ||
    content === null ||
    content.s !== sort ||
    !isId(content.i) ||
    !isPlain
  )
    throw problem;
  return { value: content.v, id: content.i };
}

export function listQuery(
  ctx: Ctx,
  type: ObjectType,
  input: ListInput,
  trashed: boolean,
): ListQuery {
  const { principal } = ctx;
  checkRead(principal, type);
  const sort = readSort(type, principal.rights, input.sort);
  return {
    type,
    filter: readFilter(type, principal.rights, parseFilterText(input.filter)),
    sort,
    limit: input.limit ?? defaultPageSize,
    rowLimit: limitOf(principal, type, "read"),
    after: decodeCursor(input.cursor, sortText(sort)),
    trashed,
  };
}

const sortText = (sort: ListQuery["sort"]) => `${sort.descending ? "-" : ""}${sort.field.key}`;

/** A cursor made for another type of value is the client's fault, not the server's. */
function cursorFault(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? "";
  if (!code.startsWith("22")) return error;
  return invalid(
    "records.bad_cursor",
    "This cursor does not belong to this list. Start again without one.",
  );
}

export async function listRecords(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  input: ListInput,
  trashed = false,
): Promise<RecordPage> {
  const tx = deps.db.reader(ctx);
  const type = await deps.schema.objectType(tx, object);
  const query = listQuery(ctx, type, input, trashed);
  const [rows, total] = await Promise.all([
    listRows(tx, query),
    input.total === "true" ? countRows(tx, query) : undefined,
  ]).catch((error: unknown) => {
    throw input.cursor === undefined ? error : cursorFault(error);
  });
  const titles =
    input.include === "titles" ? await titlesOf(deps, tx, ctx, type, rows.records) : undefined;
  return {
    data: rows.records.map((record) => project(record, type, ctx.principal)),
    nextCursor: rows.next ? encodeCursor(sortText(query.sort), rows.next) : null,
    ...(total ? { total } : {}),
    ...(titles ? { titles } : {}),
  };
}

/** Titles of the records that these point at, by id: one query a type of target, however many rows. */
export async function titlesOf(
  deps: { schema: SchemaCache },
  tx: Reader,
  ctx: Ctx,
  type: ObjectType,
  records: readonly StoredRecord[],
): Promise<Record<string, string>> {
  const wanted = new Map<string, Set<string>>();
  for (const [key, field] of type.fields) {
    if (field.type !== "reference" || field.refObject === undefined) continue;
    if (ctx.principal.rights.field(type.key, key) === "none") continue;
    const ids = wanted.get(field.refObject) ?? new Set<string>();
    wanted.set(field.refObject, ids);
    for (const record of records) {
      const value = field.customId === null ? record[key] : record.custom[field.key];
      if (typeof value === "string") ids.add(value);
    }
  }
  const titles: Record<string, string> = {};
  for (const [object, ids] of wanted) {
    const target = await deps.schema.findObjectType(tx, object);
    if (!target || ids.size === 0 || ctx.principal.rights.object(object).read === "none") continue;
    const found = await visibleRecords(tx, target, limitOf(ctx.principal, target, "read"), [
      ...ids,
    ]);
    for (const record of found) titles[record.id] = titleOf(record, target, ctx.principal);
  }
  return titles;
}

/** The live record, whole, if the caller may see it; for the room's own use. */
export async function findRecord(
  tx: Reader,
  ctx: Ctx,
  type: ObjectType,
  id: string,
): Promise<StoredRecord> {
  checkRead(ctx.principal, type);
  const [row] = isId(id) ? await tx.query(byIdSql(type), [tx.workspaceId, id]) : [];
  if (!row) throw missing(type);
  const record = asRecord(type, row);
  if (record.deletedAt !== null || !mayTouch(limitOf(ctx.principal, type, "read"), record))
    throw missing(type);
  return record;
}

/** The record within the caller's rights, beside its whole version and time for the ETag. */
export async function readRecord(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  id: string,
): Promise<StoredRecord> {
  const tx = deps.db.reader(ctx);
  const type = await deps.schema.objectType(tx, object);
  return project(await findRecord(tx, ctx, type, id), type, ctx.principal);
}
