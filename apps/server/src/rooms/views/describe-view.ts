// Saved views as their readers get them: reduced to what each may ask, with what was left out.
import type { SavedView } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { isOwn } from "../../platform/sharing.rules.ts";
import type { ObjectType, Records } from "../records/index.ts";
import { missingView } from "./errors.ts";
import { reduceView } from "./reduce-view.ts";
import type { StoredView } from "./saved-view.ts";
import { mayChange, maySee } from "./view-rights.rules.ts";
import { favouritesOf, listViews, readView } from "./views.store.ts";

export interface ReadDeps {
  db: Database;
  records: Pick<Records, "objectTypes">;
}

interface Reading {
  ctx: Ctx;
  types: ReadonlyMap<string, ObjectType>;
  favourites: ReadonlySet<string>;
}

/** Null for a view whose object is gone. */
function described(stored: StoredView, { ctx, types, favourites }: Reading): SavedView | null {
  const type = types.get(stored.object);
  if (!type) return null;
  const { principal } = ctx;
  const { view, missing } = reduceView(stored, type, principal.rights);
  const { labels: _labels, ...shown } = view;
  return {
    ...shown,
    isOwn: isOwn(principal, stored),
    mayChange: mayChange(principal, stored),
    favourite: favourites.has(stored.id),
    missing,
  };
}

async function readingOf(deps: ReadDeps, tx: Tx, ctx: Ctx): Promise<Reading> {
  const { memberId } = ctx.principal;
  const types = await deps.records.objectTypes(tx);
  const favourites = memberId === null ? new Set<string>() : await favouritesOf(tx, memberId);
  return { ctx, types, favourites };
}

export async function describeView(
  deps: ReadDeps,
  tx: Tx,
  ctx: Ctx,
  stored: StoredView,
): Promise<SavedView> {
  const view = described(stored, await readingOf(deps, tx, ctx));
  if (!view) throw missingView();
  return view;
}

/** The stored view, if the caller may see it; in other words for none. */
export async function visibleView(
  tx: Tx,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredView> {
  const stored = isId(id) ? await readView(tx, id, lock) : null;
  if (!stored || !maySee(ctx.principal, stored)) throw missingView();
  return stored;
}

export function getView(deps: ReadDeps, ctx: Ctx, id: string): Promise<SavedView> {
  return deps.db.tenant(ctx, async (tx) =>
    describeView(deps, tx, ctx, await visibleView(tx, ctx, id)),
  );
}

export function allViews(deps: ReadDeps, ctx: Ctx, object: string | null): Promise<SavedView[]> {
  const { memberId, teamMemberIds } = ctx.principal;
  return deps.db.tenant(ctx, async (tx) => {
    const stored = await listViews(tx, { object, memberId, teamMemberIds });
    const reading = await readingOf(deps, tx, ctx);
    return stored
      .filter((view) => maySee(ctx.principal, view))
      .map((view) => described(view, reading))
      .filter((view) => view !== null);
  });
}
