// What kinds of values the properties of a name have had: counts by type, never a value.
import { hasRealDay } from "./time.rules.ts";

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
    return mayBeTime && timeShape.test(value) && hasRealDay(value) ? "time" : "string";
  }
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  return Array.isArray(value) ? "list" : "object";
}

/** Where a property's kinds are counted; null: it is not told apart. */
function countsOf(seen: Map<string, TypeCounts>, key: string): TypeCounts | null {
  const known = seen.get(key);
  if (known !== undefined) return known;
  if (seen.size >= maxProperties || key.length > maxKeyLength || !key.isWellFormed()) return null;
  if (key.includes("\u0000")) return null;
  const counts: TypeCounts = {};
  seen.set(key, counts);
  return counts;
}

/** Adds one event's properties to what was seen, in place. */
export function countProperties(
  seen: Map<string, TypeCounts>,
  properties: Record<string, unknown>,
): void {
  for (const key in properties) {
    const counts = countsOf(seen, key);
    if (counts === null) continue;
    const type = propertyType(properties[key]);
    counts[type] = (counts[type] ?? 0) + 1;
  }
}

/** Adds what was seen elsewhere, in place. */
export function addCounts(
  seen: Map<string, TypeCounts>,
  more: ReadonlyMap<string, TypeCounts>,
): void {
  for (const [key, added] of more) {
    const counts = countsOf(seen, key);
    if (counts === null) continue;
    for (const type in added) {
      const kind = type as PropertyType;
      counts[kind] = (counts[kind] ?? 0) + (added[kind] ?? 0);
    }
  }
}
