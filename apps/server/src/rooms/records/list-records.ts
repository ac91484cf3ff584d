// A page of records, and their count; always within the caller's rows and fields.
import type { Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { parseFilterText, readFilter, readSort, sortText } from "./filter.rules.ts";
import { checkRead, type ReadDeps } from "./find-record.ts";
import { countRows, type ListQuery, listRows } from "./list.store.ts";
import { type CursorList, cursorFault, decodeCursor, encodeCursor } from "./list-cursor.ts";
import { resolveLists } from "./list-source.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project } from "./project.rules.ts";
import { titlesOf } from "./record-titles.ts";
import { limitOf } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";

export interface ListInput {
  limit?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
  filter?: string | undefined;
  total?: "true" | "false" | undefined;
  include?: "titles" | undefined;
}

export const defaultPageSize = 60;

export type RecordPage = Page<StoredRecord> & { titles?: Record<string, string> };

export function listQuery(
  ctx: Ctx,
  type: ObjectType,
  input: ListInput,
  { trashed, nowMs }: { trashed: boolean; nowMs: number },
): ListQuery {
  const { principal } = ctx;
  checkRead(principal, type);
  const sort = readSort(type, principal.rights, input.sort);
  const asker = { nowMs, memberId: principal.memberId };
  return {
    type,
    filter: readFilter(type, principal.rights, parseFilterText(input.filter), asker),
    sort,
    limit: input.limit ?? defaultPageSize,
    rowLimit: limitOf(principal, type, "read"),
    after: decodeCursor(input.cursor, cursorList({ type, sort, trashed }, input)),
    trashed,
  };
}

function cursorList(
  { type, sort, trashed }: Pick<ListQuery, "type" | "sort" | "trashed">,
  { filter }: ListInput,
): CursorList {
  return { object: type.key, trashed, sort: sortText(sort), filter: parseFilterText(filter) };
}

/** A field that is not known may be new, made by another process a moment ago. */
export async function freshQuery<Q>(
  { schema }: Pick<ReadDeps, "schema">,
  reader: Reader,
  object: string,
  read: (type: ObjectType) => Q,
): Promise<Q> {
  try {
    return read(await schema.objectType(reader, object));
  } catch (error) {
    if (!isAppError(error, "records.unknown_field")) throw error;
    schema.forget(reader.workspaceId);
    return read(await schema.objectType(reader, object));
  }
}

export async function listRecords(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  input: ListInput,
  trashed = false,
): Promise<RecordPage> {
  const reader = deps.db.reader(ctx);
  const asked = await freshQuery(deps, reader, object, (type) =>
    listQuery(ctx, type, input, { trashed, nowMs: deps.clock.nowMs() }),
  );
  const query = await resolveLists(deps, reader, ctx, asked);
  const { type } = query;
  const [rows, total] = await Promise.all([
    listRows(reader, query),
    input.total === "true" ? countRows(reader, query) : undefined,
  ]).catch((error: unknown) => {
    throw input.cursor === undefined ? error : cursorFault(error);
  });
  const wantsTitles = input.include === "titles";
  const titles = wantsTitles ? await titlesOf(deps, reader, ctx, type, rows.records) : undefined;
  return {
    data: rows.records.map((record) => project(record, type, ctx.principal)),
    nextCursor: rows.next ? encodeCursor(cursorList(query, input), rows.next) : null,
    ...(total ? { total } : {}),
    ...(titles ? { titles } : {}),
  };
}
