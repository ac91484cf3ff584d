// Marks lines of the member as read or not read, and moves the bell if any changed.
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { markItems, moveBells } from "./items.store.ts";
import { memberOf } from "./list-items.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";

/** Null: all of them. */
export async function markLines(
  deps: Pick<NotificationsDeps, "db" | "clock">,
  ctx: Ctx,
  ids: readonly string[] | null,
  read: boolean,
): Promise<void> {
  const memberId = memberOf(ctx);
  await deps.db.tenant(ctx, async (tx) => {
    const at = nowIso(deps.clock);
    if ((await markItems(tx, { memberId, ids, read, at })) > 0) moveBells(tx, [memberId]);
  });
}
