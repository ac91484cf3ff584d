// Following and muting one record: a member's own mark, neither audited nor undone, on a record that they may see.
import type { Attention } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { notFound } from "../../platform/errors.ts";
import { memberOf } from "./list-items.ts";
import type { NotificationsDeps, Ref } from "./notifications-deps.ts";
import { attentionTo, setAttention } from "./wishes.store.ts";

type Deps = Pick<NotificationsDeps, "db" | "window">;

export async function requireVisible(deps: Deps, tx: Reader, ctx: Ctx, ref: Ref): Promise<void> {
  if (!(await deps.window.show(tx, ctx, [ref])).has(ref.id)) throw notFound();
}

export async function readAttention(deps: Deps, ctx: Ctx, ref: Ref): Promise<Attention> {
  const memberId = memberOf(ctx);
  const reader = deps.db.reader(ctx);
  await requireVisible(deps, reader, ctx, ref);
  const own = (await attentionTo(reader, [ref.id])).find((row) => row.memberId === memberId);
  return { state: own?.state === "following" || own?.state === "muted" ? own.state : "none" };
}

export function changeAttention(
  deps: Deps,
  ctx: Ctx,
  ref: Ref,
  { state }: Attention,
): Promise<Attention> {
  const memberId = memberOf(ctx);
  return deps.db.tenant(ctx, async (tx) => {
    await requireVisible(deps, tx, ctx, ref);
    await setAttention(tx, { object: ref.object, recordId: ref.id, memberId, state });
    return { state };
  });
}
