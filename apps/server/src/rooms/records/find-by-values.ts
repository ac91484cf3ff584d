// Finds records by what they hold, for those who refer to them by name, domain or e-mail. Answers only
// what the caller may see: a field or row out of reach finds nothing, as if it did not exist.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { indexPlace, indexValue, recordPlace } from "./filter-sql.store.ts";
import { fold } from "./fold.rules.ts";
import { recordsHolding } from "./lookup.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import type { StoredRecord } from "./records.store.ts";
import { limitOf } from "./row-rights.rules.ts";
import type { SchemaCache } from "./schema-cache.ts";

export interface ValueQuery {
  object: string;
  /** Key of the field; a custom one as `custom.<key>`. */
  field: string;
  values: readonly string[];
}

export async function findByValues(
  deps: { schema: SchemaCache },
  tx: Tx,
  ctx: Ctx,
  query: ValueQuery,
): Promise<StoredRecord[]> {
  const type = await deps.schema.findObjectType(tx, query.object);
  const field = type?.fields.get(query.field);
  if (!type || !field || ctx.principal.rights.field(type.key, query.field) === "none") return [];
  const values = [...new Set(query.values.map((value) => storedForm(type, field, value)))];
  return recordsHolding(tx, type, { field, values, limit: limitOf(ctx.principal, type, "read") });
}

/** The form in which the index holds the value. */
function storedForm(type: ObjectType, field: Field, value: string): unknown {
  if (field.customId !== null)
    return indexPlace(field).sqlType === "text" ? indexValue(field, value) : value;
  return recordPlace(type, field).isFolded ? fold(value) : value;
}
