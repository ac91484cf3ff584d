// Lists as their readers get them: own ones and those shared with them, of objects that they may see.
import type { RecordList } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { isOwn } from "../../platform/sharing.rules.ts";
import type { Records, VisibleLists } from "../records/index.ts";
import { missingList } from "./errors.ts";
import { listsByIds, listsFor, readList, type StoredList } from "./lists.store.ts";
import { mayChange, maySee } from "./view-rights.rules.ts";

export interface ListReadDeps {
  db: Database;
  records: Pick<Records, "reach" | "members">;
}

export function describedList({ principal }: Ctx, stored: StoredList): RecordList {
  return {
    ...stored,
    isOwn: isOwn(principal, stored),
    mayChange: mayChange(principal, stored),
  };
}

export async function visibleList(
  tx: Tx,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredList> {
  const stored = isId(id) ? await readList(tx, id, lock) : null;
  if (!stored || !maySee(ctx.principal, stored)) throw missingList();
  return stored;
}

export function getList({ db }: ListReadDeps, ctx: Ctx, id: string): Promise<RecordList> {
  return db.tenant(ctx, async (tx) => describedList(ctx, await visibleList(tx, ctx, id)));
}

export interface ListsAsked {
  object?: string | undefined;
  recordId?: string | undefined;
}

/** By name; with a record, those that it is in. */
export function allLists(
  deps: ListReadDeps,
  ctx: Ctx,
  { object, recordId }: ListsAsked,
): Promise<RecordList[]> {
  const { principal } = ctx;
  const { memberId, teamMemberIds } = principal;
  return deps.db.tenant(ctx, async (tx) => {
    const asked = { object: object ?? null, memberId, teamMemberIds };
    const found =
      recordId === undefined
        ? await listsFor(tx, asked)
        : await listsWith(deps, tx, ctx, { object: asked.object, recordId });
    return found.filter((list) => maySee(principal, list)).map((list) => describedList(ctx, list));
  });
}

/** None of a record out of sight, whether it is in any or not. */
async function listsWith(
  { records }: ListReadDeps,
  tx: Reader,
  ctx: Ctx,
  { object, recordId }: { object: string | null; recordId: string },
): Promise<StoredList[]> {
  const found = await listsByIds(
    tx,
    (await records.members.of(tx, [recordId])).map(({ listId }) => listId),
  );
  const own = found.filter((list) => object === null || list.object === object);
  const [first] = own;
  if (!first) return [];
  const seen = await records.reach(tx, ctx, first.object, [recordId]);
  return seen.has(recordId) ? own : [];
}

/** For filters that name lists. */
export const visibleLists: VisibleLists = async (tx, { principal }, { object, ids }) => {
  const found = await listsByIds(tx, ids);
  const seen = found.filter((list) => list.object === object && maySee(principal, list));
  return new Set(seen.map(({ id }) => id));
};
