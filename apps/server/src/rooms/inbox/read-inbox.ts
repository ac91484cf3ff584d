// What routes of the inbox read, and the one thing that a member says of themselves.
import type { InboxView, Macro } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { InboxDeps } from "./deps.ts";
import { needsMember } from "./errors.ts";
import { awayMembers, correctionCounts, setAway } from "./inbox.store.ts";
import { listMacros, listViews } from "./kept.store.ts";
import { viewFor } from "./kept-acts.ts";

function memberOf(ctx: Ctx): string {
  const { memberId } = ctx.principal;
  if (memberId === null) throw needsMember();
  return memberId;
}

export const corrections = ({ db }: InboxDeps, ctx: Ctx) => db.tenant(ctx, correctionCounts);

export const keptMacros = ({ db }: InboxDeps, ctx: Ctx): Promise<Macro[]> =>
  db.tenant(ctx, listMacros);

export const keptViews = async ({ db }: InboxDeps, ctx: Ctx): Promise<InboxView[]> => {
  const found = await db.tenant(ctx, (tx) => listViews(tx, ctx.principal.memberId));
  return found.map((view) => viewFor(ctx, view));
};

export async function isAvailable({ db }: InboxDeps, ctx: Ctx): Promise<boolean> {
  const memberId = memberOf(ctx);
  return !(await db.tenant(ctx, awayMembers)).includes(memberId);
}

export async function changeAvailability(
  { db, clock }: InboxDeps,
  ctx: Ctx,
  available: boolean,
): Promise<void> {
  const memberId = memberOf(ctx);
  await db.tenant(ctx, (tx) => setAway(tx, memberId, available ? null : nowIso(clock)));
}
