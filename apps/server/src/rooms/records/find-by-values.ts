// Finds records by what they hold, for those who refer to them by name, domain or e-mail. Answers only
// what the caller may see: a field or row out of reach finds nothing, as if it did not exist.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { indexValue, recordPlace } from "./filter-sql.store.ts";
import { foldKey } from "./fold.rules.ts";
import { type EachHeld, recordsHolding, recordsHoldingEach } from "./lookup.store.ts";
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

export interface EachQuery extends ValueQuery {
  /** A standard text field that holds a text too: one beside each of the values, or none at all. */
  also?: { field: string; values: readonly string[] | null };
  /** So many of each value are told at most. */
  mostOfEach: number;
}

export interface Finding {
  /** Live records that hold one of the values, within the caller's rights. */
  find(tx: Tx, ctx: Ctx, query: ValueQuery): Promise<StoredRecord[]>;
  /** The same, some of each value, and which values name as many or more: for what must name one record alone. */
  findEach(tx: Tx, ctx: Ctx, query: EachQuery): Promise<EachHeld>;
}

export const createFinding = (schema: SchemaCache): Finding => ({
  find: (tx, ctx, query) => findByValues(schema, tx, ctx, query),
  findEach: (tx, ctx, query) => findEach(schema, tx, ctx, query),
});

async function findByValues(
  schema: SchemaCache,
  tx: Tx,
  ctx: Ctx,
  query: ValueQuery,
): Promise<StoredRecord[]> {
  const type = await schema.findObjectType(tx, query.object);
  const field = type?.fields.get(query.field);
  if (!type || !field || ctx.principal.rights.field(type.key, query.field) === "none") return [];
  const forms = query.values.map((value) => storedForm(type, field, value));
  const values = [...new Set(forms.filter((form) => form !== null))];
  const limit = limitOf(ctx.principal, type, "read");
  return recordsHolding(tx, type, { field, values, limit, max: maxFound });
}

async function findEach(
  schema: SchemaCache,
  tx: Tx,
  ctx: Ctx,
  { object, field: key, values, also, mostOfEach }: EachQuery,
): Promise<EachHeld> {
  const type = await schema.findObjectType(tx, object);
  const visible = (path: string) =>
    type && ctx.principal.rights.field(type.key, path) !== "none"
      ? type.fields.get(path)
      : undefined;
  const field = visible(key);
  const second = also && visible(also.field);
  if (!type || !field || (also && !second)) return { records: [], crowded: new Set() };
  const limit = limitOf(ctx.principal, type, "read");
  // A null equals nothing: places stay those of the values as they were given.
  const forms = (of: Field, texts: readonly string[]) =>
    texts.map((text) => storedForm(type, of, text));
  const query = {
    field,
    values: forms(field, values),
    limit,
    ...(second && {
      also: { field: second, values: also.values && forms(second, also.values) },
    }),
  };
  return recordsHoldingEach(tx, type, query, mostOfEach);
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
