// Past merges, within the caller's rows: a merge is told to those who may see its survivor, with those of the
// other records that the caller may see, in the trash too.
import type { Merge, Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { AppError, invalid, notFound } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import { mergedInto, type PastMerge, readMerges } from "./merges.store.ts";

const defaultPageSize = 60;
const longestChain = 20;

interface Deps {
  db: Database;
  records: Pick<Records, "readVisible">;
}

export interface ListMerges {
  object?: string | undefined;
  recordId?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export async function listMerges(deps: Deps, ctx: Ctx, query: ListMerges): Promise<Page<Merge>> {
  const { object, recordId, cursor, limit = defaultPageSize } = query;
  if (cursor !== undefined && !isId(cursor)) {
    throw invalid("duplicates.bad_cursor", "This cursor is not one of this list. Start again.");
  }
  const reader = deps.db.reader(ctx);
  const beforeId = cursor ?? null;
  const rows = await readMerges(reader, { object, recordId, beforeId, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const data = await shown(deps, reader, ctx, page);
  return { data, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

export async function readMerge(deps: Deps, ctx: Ctx, actId: string): Promise<Merge> {
  const reader = deps.db.reader(ctx);
  const rows = await readMerges(reader, { actId, beforeId: null, limit: 1 });
  const [merge] = await shown(deps, reader, ctx, rows);
  if (!merge) throw notFound("merge");
  return merge;
}

/** Throws unless it stands and the caller may know of it. */
export async function requireStanding(deps: Deps, ctx: Ctx, actId: string): Promise<void> {
  const { undoneAt } = await readMerge(deps, ctx, actId);
  if (undoneAt === null) return;
  throw new AppError(
    "conflict",
    "duplicates.already_undone",
    "This merge was undone already. Reload to see the records as they are.",
  );
}

async function shown(
  { records }: Deps,
  reader: Reader,
  ctx: Ctx,
  rows: readonly PastMerge[],
): Promise<Merge[]> {
  const visible = new Map<string, Merge["records"][number]>();
  for (const object of new Set(rows.map((row) => row.object))) {
    if (ctx.principal.rights.object(object).read === "none") continue;
    const own = rows.filter((row) => row.object === object);
    const ids = [...new Set(own.flatMap((row) => [row.survivorId, ...row.loserIds]))];
    const found = await records.readVisible(reader, ctx, { object, ids, withTrash: true });
    for (const record of found) visible.set(record.id, record);
  }
  return rows.flatMap((row) => {
    const survivor = visible.get(row.survivorId);
    if (!survivor) return [];
    const losers = row.loserIds.flatMap((id) => visible.get(id) ?? []);
    const loserIds = losers.map((record) => record.id);
    return [{ ...row, loserIds, records: [survivor, ...losers] }];
  });
}

/** The record at the end of the chain, by id of one that was merged away. */
export async function successorsOf(
  tx: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let asked = ids.length === 0 ? new Map<string, string>() : await mergedInto(tx, ids);
  for (const [id, into] of asked) found.set(id, into);
  for (let step = 0; step < longestChain && asked.size > 0; step += 1) {
    asked = await mergedInto(tx, [...new Set(found.values())]);
    for (const [id, into] of found) found.set(id, asked.get(into) ?? into);
  }
  return found;
}
