// Makes the new fields that a mapping asks for and takes them back: what would refuse them at the run (a
// missing right, a label that is taken, a choice without options) refuses the dry run in the same words,
// and a run makes either all of them or none.
import type { Ctx } from "../../platform/context.ts";
import type { ImportRow } from "./import-row.ts";
import type { Toolbox } from "./imports-deps.ts";
import type { ColumnTarget } from "./mapping.rules.ts";

export const createField = "records.field.create";

/** What the act that makes a field is given. */
export function fieldInput(object: string, target: Extract<ColumnTarget, { kind: "newField" }>) {
  const { label, type, options } = target;
  return { object, label, type, ...(options ? { options } : {}) };
}

class TakeBack extends Error {}

export async function rehearseFields(
  tools: Toolbox,
  ctx: Ctx,
  { object, mapping }: Pick<ImportRow, "object" | "mapping">,
): Promise<void> {
  const targets = mapping.flatMap(({ target }) => (target.kind === "newField" ? [target] : []));
  if (targets.length === 0) return;
  try {
    await tools.db.tenant(ctx, async (tx) => {
      for (const target of targets)
        await tools.acts.within(tx, ctx, createField, fieldInput(object, target));
      throw new TakeBack();
    });
  } catch (error) {
    if (!(error instanceof TakeBack)) throw error;
  } finally {
    // What the act keeps in memory may have seen a field that was taken back.
    tools.acts
      .list()
      .find(({ name }) => name === createField)
      ?.committed?.(ctx);
  }
}
