// Imports as the API tells them, with what a person should look at before a run: that depends on what may be written to
// now, which is read once, however many imports there are. A kind of record that is gone has no fields, and what was
// imported into it is told all the same.
import type { ImportDescription } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { ObjectType } from "../records/index.ts";
import { describeImport } from "./describe-import.ts";
import { missingImport } from "./errors.ts";
import { importFields } from "./import-fields.ts";
import type { ImportRow } from "./import-row.ts";
import type { Toolbox } from "./imports-deps.ts";

export async function describeRows(
  tools: Toolbox,
  ctx: Ctx,
  rows: readonly ImportRow[],
): Promise<ImportDescription[]> {
  const { types, purposes } = await allowing(
    tools,
    ctx,
    rows.filter(({ status }) => status === "ready"),
  );
  const nowMs = tools.clock.nowMs();
  return rows.map((row) => {
    const type = types.get(row.object);
    return describeImport(row, { fields: type ? importFields(ctx, type) : [], purposes }, nowMs);
  });
}

export async function describeRow(
  tools: Toolbox,
  ctx: Ctx,
  row: ImportRow,
): Promise<ImportDescription> {
  const [description] = await describeRows(tools, ctx, [row]);
  if (!description) throw missingImport();
  return description;
}

interface Allowing {
  types: ReadonlyMap<string, ObjectType>;
  purposes: ReadonlySet<string>;
}

/** Only imports that are yet to run have something to be looked at. */
async function allowing(tools: Toolbox, ctx: Ctx, ready: readonly ImportRow[]): Promise<Allowing> {
  if (ready.length === 0) return { types: new Map(), purposes: new Set() };
  return tools.db.tenant(ctx, async (tx) => {
    const known = await tools.records.objectTypes(tx);
    const areKnown = ready.every(({ object }) => known.has(object));
    const types = areKnown ? known : await tools.records.objectTypes(tx, "now");
    return { types, purposes: await tools.openPurposes(tx) };
  });
}
