// What shapes a workspace, reduced to what the caller may see: fields, custom objects, pipelines, lines.
import type { LineItem } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { findRecord, type ReadDeps } from "./find-record.ts";
import { readLineItems } from "./line-items.store.ts";
import type { CustomFieldRow, ObjectTypeRow } from "./object-type.rules.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import { readPipelines } from "./pipelines.store.ts";
import { readFieldRows, readObjectTypeRows } from "./schema.store.ts";

export async function listFields({ db }: ReadDeps, ctx: Ctx): Promise<CustomFieldRow[]> {
  const rows = await readFieldRows(db.reader(ctx));
  const { rights } = ctx.principal;
  return rows.filter(
    (row) =>
      row.removed_at === null &&
      rights.object(row.object).read !== "none" &&
      rights.field(row.object, `custom.${row.key}`) !== "none",
  );
}

export async function listObjectTypes({ db }: ReadDeps, ctx: Ctx): Promise<ObjectTypeRow[]> {
  const rows = await readObjectTypeRows(db.reader(ctx));
  return rows.filter((row) => ctx.principal.rights.object(row.key).read !== "none");
}

export async function listPipelines({ db }: ReadDeps, ctx: Ctx): Promise<Pipeline[]> {
  const { rights } = ctx.principal;
  const maySee = rights.object("deals").read !== "none" || rights.has("schema.manage");
  return maySee ? readPipelines(db.reader(ctx)) : [];
}

/** Lines tell the amount: who may not read that sees none. */
export async function listLineItems(deps: ReadDeps, ctx: Ctx, dealId: string): Promise<LineItem[]> {
  const reader = deps.db.reader(ctx);
  const deal = await findRecord(reader, ctx, await deps.schema.objectType(reader, "deals"), dealId);
  const mayRead = ctx.principal.rights.field("deals", "amountMinor") !== "none";
  return mayRead ? readLineItems(reader, deal.id) : [];
}
