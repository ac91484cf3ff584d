// A schema made from what was seen of a name: each property with its type if it had one only, required if it was
// always there. A start for people, who know better.
import type { EventSchemaSpec } from "@rapport/contracts";
import type { PropertyType, SeenProperties, TypeCounts } from "./property-types.rules.ts";

type Spec = EventSchemaSpec["properties"][string];

const typeOf: Partial<Record<PropertyType, Spec["type"]>> = {
  string: "string",
  number: "number",
  boolean: "boolean",
  time: "time",
  object: "object",
  list: "array",
};

const mostProperties = 100;

/** A text that sometimes reads like a time is a text. */
function typeSeen(kinds: readonly PropertyType[]): Spec["type"] {
  const [only, other] = kinds;
  if (only === undefined) return undefined;
  if (other === undefined) return typeOf[only];
  const isText = kinds.length === 2 && kinds.includes("string") && kinds.includes("time");
  return isText ? "string" : undefined;
}

function specOf(counts: TypeCounts, total: number): Spec {
  const seen = Object.entries(counts) as [PropertyType, number][];
  const times = seen.reduce((sum, [, count]) => sum + count, 0);
  const type = typeSeen(seen.map(([kind]) => kind).filter((kind) => kind !== "null"));
  return {
    ...(type ? { type } : {}),
    ...(times >= total && total > 0 ? { required: true } : {}),
  };
}

export function proposedSchema(seen: SeenProperties, total: number): EventSchemaSpec {
  const properties = Object.entries(seen)
    .filter(([name]) => name.trim() === name && name !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostProperties)
    .map(([name, counts]) => [name, specOf(counts, total)]);
  return { properties: Object.fromEntries(properties) };
}
