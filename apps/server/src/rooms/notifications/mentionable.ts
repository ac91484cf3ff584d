// Members who can be mentioned beside a record, and whether each would see it: said while writing, not afterwards.
import type { Mentionable } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { memberNames, membersWithRights } from "../access/index.ts";
import { requireVisible } from "./attention.ts";
import type { NotificationsDeps, Ref } from "./notifications-deps.ts";

const shownMost = 8;

const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** By the beginning of a name's words or of the address; nearer ones first. */
function rank(member: { name: string; email: string }, asked: string): number {
  const name = folded(member.name);
  if (name.startsWith(asked)) return 0;
  if (name.split(/\s+/).some((word) => word.startsWith(asked))) return 1;
  return folded(member.email).startsWith(asked) ? 2 : 3;
}

export async function mentionable(
  deps: Pick<NotificationsDeps, "db" | "window">,
  ctx: Ctx,
  query: Ref & { q: string },
): Promise<Mentionable[]> {
  const reader = deps.db.reader(ctx);
  const ref = { object: query.object, id: query.id };
  await requireVisible(deps, reader, ctx, ref);
  const asked = folded(query.q.trim());
  const nearest = (await memberNames(reader))
    .map((member) => ({ member, rank: rank(member, asked) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.member.name.localeCompare(b.member.name))
    .slice(0, shownMost)
    .map(({ member }) => member);
  // Rights only of those who are shown: they are dear to work out.
  const ids = nearest.map(({ id }) => id);
  const byId = new Map(
    (await membersWithRights(deps.db, ctx.workspaceId, ids)).map((member) => [member.id, member]),
  );
  const members = ids.flatMap((id) => byId.get(id) ?? []);
  const principals = members.map(({ principal }) => principal);
  const seen = await deps.window.seenBy(reader, ctx, ref, principals);
  return members.map(({ id, name, email }, at) => ({ id, name, email, maySee: seen[at] === true }));
}
