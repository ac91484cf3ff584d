// The answer for a record that was merged into another one: where it went, for those who may see that.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { AppError } from "../../platform/errors.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { visibleRecords } from "./references.store.ts";
import { limitOf } from "./row-rights.ts";
import type { Successors } from "./successors.ts";

interface GoneDeps {
  successors: Successors;
}

/** Null when it was not merged, or into one that the caller may not see or that is in the trash itself. */
export async function gone(
  deps: GoneDeps,
  tx: Reader,
  ctx: Ctx,
  { type, id, kind }: { type: ObjectType; id: string; kind: "gone" | "conflict" },
): Promise<AppError | null> {
  const into = (await deps.successors(tx, [id])).get(id);
  if (into === undefined) return null;
  const seen = await visibleRecords(tx, type, limitOf(ctx.principal, type, "read"), [into]);
  if (seen.length === 0) return null;
  return new AppError(
    kind,
    "records.merged",
    `This ${type.label.toLowerCase()} was merged into another one, which has its place now. Open that one, or undo the merge there.`,
    { mergedInto: { object: type.key, id: into } },
  );
}
