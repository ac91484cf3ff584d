// When something last happened around records: the newest activity, note or task that points at each, of those that
// the caller may see.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { lastTouchedRows } from "./last-touched.store.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";

const kinds = ["activities", "notes", "tasks"];

/** By record id, in milliseconds since 1970. */
export async function lastTouched(
  deps: { schema: SchemaCache },
  tx: Reader,
  ctx: Ctx,
  field: "dealId" | "ticketId",
  ids: readonly string[],
): Promise<Map<string, number>> {
  const touched = new Map<string, number>();
  if (ids.length === 0) return touched;
  const { principal } = ctx;
  const types = await deps.schema.all(tx);
  for (const kind of kinds) {
    const type = types.get(kind);
    const isSeen = principal.rights.object(kind).read !== "none";
    if (!type || !isSeen || principal.rights.field(kind, field) === "none") continue;
    const limit = limitOf(principal, type, "read");
    for (const { id, at } of await lastTouchedRows(tx, type, limit, { field, ids }))
      touched.set(id, Math.max(touched.get(id) ?? 0, Date.parse(at)));
  }
  return touched;
}
