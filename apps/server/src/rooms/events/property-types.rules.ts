// What kinds of values the properties of a name have had: counts by type, never a value.

export type PropertyType = "string" | "number" | "boolean" | "time" | "object" | "list" | "null";
export type TypeCounts = Partial<Record<PropertyType, number>>;
export type SeenProperties = Record<string, TypeCounts>;

/** More than these are not told apart: a name whose keys are data would grow without end. */
export const maxProperties = 200;
const maxKeyLength = 100;

const timeShape = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/;

const hyphen = 0x2d;

export function propertyType(value: unknown): PropertyType {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") {
    const mayBeTime = value.length < 40 && value.charCodeAt(4) === hyphen;
    return mayBeTime && timeShape.test(value) ? "time" : "string";
  }
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return Array.isArray(value) ? "list" : "object";
}

/** Adds one event's properties to what was seen, in place. */
export function countProperties(
  seen: Map<string, TypeCounts>,
  properties: Record<string, unknown>,
): void {
  for (const key in properties) {
    let counts = seen.get(key);
    if (counts === undefined) {
      if (seen.size >= maxProperties || key.length > maxKeyLength || !key.isWellFormed()) continue;
      if (key.includes("\u0000")) continue;
      counts = {};
      seen.set(key, counts);
    }
    const type = propertyType(properties[key]);
    counts[type] = (counts[type] ?? 0) + 1;
  }
}
