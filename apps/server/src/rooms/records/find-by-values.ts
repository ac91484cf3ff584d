// Finds records by what they hold, for those who refer to them by name, domain or e-mail. Answers only
// what the caller may see: a field or row out of reach finds nothing, as if it did not exist.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { indexValue, recordPlace } from "./filter-sql.store.ts";
import { foldKey } from "./fold.rules.ts";
import { recordsHolding } from "./lookup.store.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { limitOf } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import { readValue } from "./values.rules.ts";

const maxFound = 10_000;

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
  const forms = query.values.map((value) => storedForm(type, field, value));
  const values = [...new Set(forms.filter((form) => form !== null))];
  const limit = limitOf(ctx.principal, type, "read");
  return recordsHolding(tx, type, { field, values, limit, max: maxFound });
}

const textTypes = new Set(["text", "longText", "phone", "url"]);
const numberTypes = new Set(["number", "integer", "money"]);

/** The form in which the index holds the value; null for a text that is no value of this field. */
function storedForm(type: ObjectType, field: Field, text: string): unknown {
  const value = textTypes.has(field.type) ? text.trim() : readable(field, rawOf(field, text));
  if (value === null || value === "") return null;
  if (field.customId !== null) return indexValue(field, value);
  return recordPlace(type, field).isFolded ? foldKey(String(value)) : value;
}

function rawOf(field: Field, text: string): unknown {
  if (field.type === "boolean") return text === "true";
  return numberTypes.has(field.type) && text.trim() !== "" ? Number(text) : text;
}

function readable(field: Field, raw: unknown): unknown {
  const read = readValue(field, raw);
  return read.ok ? read.value : null;
}
