// What a person asks of an import: try it out, run it, stop it, undo it, delete it.
import type { Performed } from "../../platform/acts.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { wrongState } from "./errors.ts";
import { requestWork, requireRunnable } from "./import-acts.ts";
import { type ImportRow, runAsOf } from "./import-row.ts";
import { deleteImport, updateImport } from "./imports.store.ts";
import type { Toolbox } from "./imports-deps.ts";
import type { ColumnMapping } from "./mapping.rules.ts";
import { createField, fieldInput, rehearseFields } from "./rehearse-fields.ts";
import { visibleImport } from "./visible-import.ts";

/** Counts what a run would do, without writing. New fields are not made; their columns are checked alike. */
export async function startCheck(tools: Toolbox, ctx: Ctx, id: string): Promise<ImportRow> {
  const asked = await tools.db.tenant(ctx, (tx) => visibleImport(tx, ctx, id));
  if (asked.status === "ready") await rehearseFields(tools, ctx, asked);
  return tools.db.tenant(ctx, async (tx) => {
    const row = await visibleImport(tx, ctx, id, "FOR UPDATE");
    if (row.status !== "ready")
      throw wrongState(`This import cannot be tried out: it is ${row.status}.`);
    const fields = await requireRunnable(tools, tx, ctx, row);
    const runAs = runAsOf(ctx.principal);
    const started = {
      status: "checking" as const,
      attempt: row.attempt + 1,
      runAs,
      fields,
      dryRun: null,
      error: null,
    };
    await updateImport(tx, id, started);
    requestWork(tools, tx, ctx, { importId: id, kind: "check", attempt: started.attempt });
    return { ...row, ...started };
  });
}

export async function startRun(
  tools: Toolbox,
  ctx: Ctx,
  id: string,
): Promise<Performed<ImportRow>> {
  await makeNewFields(tools, ctx, id);
  return tools.acts.perform<ImportRow>(ctx, "imports.run", { importId: id });
}

export async function startUndo(
  tools: Toolbox,
  ctx: Ctx,
  id: string,
): Promise<Performed<ImportRow>> {
  return tools.acts.perform<ImportRow>(ctx, "imports.undo", { importId: id });
}

export async function cancelImport(tools: Toolbox, ctx: Ctx, id: string): Promise<ImportRow> {
  return tools.db.tenant(ctx, async (tx) => {
    const row = await visibleImport(tx, ctx, id, "FOR UPDATE");
    if (row.status !== "running" && row.status !== "checking") {
      throw wrongState(`There is nothing to stop: this import is ${row.status}.`);
    }
    const isRun = row.status === "running";
    const stopped = isRun
      ? { status: "cancelled" as const, finishedAt: nowIso(tools.clock) }
      : { status: "ready" as const };
    await updateImport(tx, id, stopped);
    return { ...row, ...stopped };
  });
}

const busy = new Set(["running", "checking", "undoing"]);

export async function removeImport(tools: Toolbox, ctx: Ctx, id: string): Promise<void> {
  const fileKey = await tools.db.tenant(ctx, async (tx) => {
    const row = await visibleImport(tx, ctx, id, "FOR UPDATE");
    if (busy.has(row.status))
      throw wrongState(`Stop the import before deleting it: it is ${row.status}.`);
    await deleteImport(tx, id);
    return row.fileKey;
  });
  await tools.blobs.delete(fileKey);
}

interface MadeField {
  key: string;
}

/** Each new field is an act of its own, under the rights of who asks; a second try finds it made. */
async function makeNewFields(tools: Toolbox, ctx: Ctx, id: string): Promise<void> {
  const row = await tools.db.tenant(ctx, (tx) => visibleImport(tx, ctx, id));
  await rehearseFields(tools, ctx, row);
  const mapping = [...row.mapping];
  for (const [at, { column, target }] of mapping.entries()) {
    if (target.kind !== "newField") continue;
    const input = fieldInput(row.object, target);
    const { result } = await tools.acts.perform<MadeField>(ctx, createField, input);
    mapping[at] = { column, target: { kind: "field", field: `custom.${result.key}` } };
    await saveMapping(tools, ctx, id, mapping);
  }
}

function saveMapping(
  tools: Toolbox,
  ctx: Ctx,
  id: string,
  mapping: ColumnMapping[],
): Promise<void> {
  return tools.db.tenant(ctx, (tx) => updateImport(tx, id, { mapping }));
}
