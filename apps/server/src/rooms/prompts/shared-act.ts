// What the room's acts have in common.
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { systemUserId } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { requireSetting } from "../access/index.ts";
import type { RoomDeps } from "./ports.ts";

export function sharedAct({ inForce }: Pick<RoomDeps, "inForce">) {
  return {
    permission: "ai.manage",
    effect: "internal",
    check: (ctx: Ctx) => requireSetting(ctx, "ai.manage"),
    committed: (ctx: Ctx) => inForce.forget(ctx.workspaceId),
  } as const;
}

type Image = Record<string, unknown> | null;

/** Versions are named by key and number, and have the workspace's place in the log; others their own. */
export function noted(tx: Tx, act: Act, object: string, before: Image, after: Image) {
  const id = String((after ?? before)?.id ?? systemUserId);
  const left = after === null ? "purge" : "update";
  const op = before === null ? "create" : left;
  return act.changed(tx, [{ object, id, op, before, after, record: null }]);
}
