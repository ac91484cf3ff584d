// The registry for those who look after events.
import type {
  EventName,
  EventNameKey,
  EventSchemaSpec,
  EventSchemaVersion,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import { missingName } from "./errors.ts";
import { proposedSchema } from "./propose-schema.rules.ts";
import { allNames, schemasOf } from "./schemas.store.ts";

export function listNames(db: Database, ctx: Ctx): Promise<EventName[]> {
  return db.tenant(ctx, allNames);
}

export function versionsOf(
  db: Database,
  ctx: Ctx,
  key: EventNameKey,
): Promise<EventSchemaVersion[]> {
  return db.tenant(ctx, (tx) => schemasOf(tx, key));
}

export async function proposeSchema(
  db: Database,
  ctx: Ctx,
  { type, name }: EventNameKey,
): Promise<EventSchemaSpec> {
  const names = await db.tenant(ctx, allNames);
  const found = names.find((one) => one.type === type && one.name === name);
  if (!found) throw missingName();
  return proposedSchema(found.properties, found.count);
}
