// Which lists an asker sees is another room's matter; the engine asks before it filters by one.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { FilterNode } from "./filter.rules.ts";
import { listIdsIn, withVisibleLists } from "./list-filter.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";

/** Those of the ids that are lists of this object and that the caller sees. */
export type VisibleLists = (
  tx: Reader,
  ctx: Ctx,
  asked: { object: string; ids: readonly string[] },
) => Promise<ReadonlySet<string>>;

export interface ListSource {
  visible: VisibleLists;
}

export async function resolveLists<Q extends { type: ObjectType; filter: FilterNode | null }>(
  { lists }: { lists: ListSource },
  tx: Reader,
  ctx: Ctx,
  query: Q,
): Promise<Q> {
  const { filter, type } = query;
  const ids = listIdsIn(filter);
  if (filter === null || ids.length === 0) return query;
  const visible = await lists.visible(tx, ctx, { object: type.key, ids });
  return { ...query, filter: withVisibleLists(filter, visible) };
}
