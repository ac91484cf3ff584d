// What is promised of the properties of one event name, in a subset of JSON Schema, and what breaks it.

import { hasRealDay } from "./time.rules.ts";

export const specTypes = [
  "string",
  "number",
  "integer",
  "boolean",
  "time",
  "object",
  "array",
] as const;
export type SpecType = (typeof specTypes)[number];

export interface PropertySpec {
  type?: SpecType | undefined;
  required?: boolean | undefined;
  nullable?: boolean | undefined;
  enum?: (string | number | boolean)[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  maxLength?: number | undefined;
}

export interface SchemaSpec {
  properties: Record<string, PropertySpec>;
  /** Whether there may be others; yes unless told. */
  additional?: boolean | undefined;
}

export interface Violation {
  property: string;
  rule: "missing" | "type" | "enum" | "minimum" | "maximum" | "maxLength" | "additional" | "null";
}

const timeShape =
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

const isOfType: Record<SpecType, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  // What is beyond the numbers (1e400) is stored as nothing.
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  time: (value) =>
    typeof value === "string" &&
    timeShape.test(value) &&
    hasRealDay(value) &&
    !Number.isNaN(Date.parse(value)),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: (value) => Array.isArray(value),
};

function rangeRule(value: unknown, spec: PropertySpec): Violation["rule"] | null {
  const { minimum, maximum, maxLength } = spec;
  if (typeof value === "string")
    return maxLength !== undefined && value.length > maxLength ? "maxLength" : null;
  if (typeof value !== "number") return null;
  if (minimum !== undefined && value < minimum) return "minimum";
  return maximum !== undefined && value > maximum ? "maximum" : null;
}

function emptyRule(value: null | undefined, spec: PropertySpec): Violation["rule"] | null {
  if (value === undefined) return spec.required ? "missing" : null;
  return spec.nullable === false ? "null" : null;
}

function ruleBroken(value: unknown, spec: PropertySpec): Violation["rule"] | null {
  if (value === undefined || value === null) return emptyRule(value, spec);
  if (spec.type !== undefined && !isOfType[spec.type](value)) return "type";
  if (spec.enum && !spec.enum.includes(value as string)) return "enum";
  return rangeRule(value, spec);
}

const mostViolations = 20;

/** What breaks it; none if all is as promised. Own properties only, so that a name such as `toString` is no value. */
export function violations(spec: SchemaSpec, properties: Record<string, unknown>): Violation[] {
  const found: Violation[] = [];
  for (const [property, part] of Object.entries(spec.properties)) {
    const value = Object.hasOwn(properties, property) ? properties[property] : undefined;
    const rule = ruleBroken(value, part);
    if (rule) found.push({ property, rule });
  }
  if (spec.additional === false) {
    for (const property of Object.keys(properties)) {
      if (!Object.hasOwn(spec.properties, property)) found.push({ property, rule: "additional" });
    }
  }
  return found.slice(0, mostViolations);
}

const ruleWords: Record<Violation["rule"], string> = {
  missing: "is missing",
  type: "has another type",
  enum: "has a value that is not listed",
  minimum: "is too small",
  maximum: "is too large",
  maxLength: "is too long",
  additional: "is not in the schema",
  null: "is empty",
};

/** For people; names of properties, no values. */
export function violationText(found: readonly Violation[]): string {
  return found
    .map(({ property, rule }) => `${property.slice(0, 100)} ${ruleWords[rule]}`)
    .join("; ");
}
