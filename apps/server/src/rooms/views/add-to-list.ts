// Adds to a list by ids, or all that a filter finds for this caller. The filter is read first, in short
// transactions of its own; then one act adds what it found.
import { type ListAddition, type ListChanged, maxListChange } from "@rapport/contracts";
import type { Acts, Performed } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { getList } from "./describe-list.ts";
import { tooManyFound } from "./errors.ts";
import type { ListDeps } from "./list-acts.ts";

async function found(
  deps: ListDeps,
  ctx: Ctx,
  object: string,
  filter: Record<string, unknown>,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of deps.records.stream(ctx, object, { filter: JSON.stringify(filter) })) {
    ids.push(...page.map((record) => record.id));
    if (ids.length > maxListChange) throw tooManyFound(maxListChange);
  }
  return ids;
}

export async function addToList(
  deps: ListDeps & { acts: Acts },
  ctx: Ctx,
  id: string,
  what: ListAddition,
): Promise<Performed<ListChanged>> {
  const { object } = await getList(deps, ctx, id);
  const recordIds =
    "recordIds" in what ? what.recordIds : await found(deps, ctx, object, what.filter);
  return deps.acts.perform<ListChanged>(ctx, "views.list.add", { id, recordIds });
}
