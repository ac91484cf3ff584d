// What a writer sent → values by field, checked against the type and the writer's field rights. All
// faults are reported at once. A field that the writer may not read is refused as one that is not there.
import type { Rights } from "../../platform/context.ts";
import { AppError, type FieldError } from "../../platform/errors.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { readValue, type StoredValue } from "./values.rules.ts";

/** Values by field key; custom ones under `custom.<key>`. Only what was sent. */
export type Values = Map<string, StoredValue>;

export interface ValidateOptions {
  mode: "create" | "update";
  rights: Rights;
  /** The server's own writers may set read-only fields and `createdAt`. */
  trusted: boolean;
}

type Faults = FieldError[];

function fault(faults: Faults, path: string, message: string, code = "records.bad_value"): void {
  faults.push({ path: path.slice(0, 120), message, code });
}

function readField(
  type: ObjectType,
  key: string,
  raw: unknown,
  options: ValidateOptions,
  values: Values,
  faults: Faults,
) {
  const field = type.fields.get(key);
  const access = field === undefined ? "none" : options.rights.field(type.key, key);
  if (field === undefined || access === "none") {
    fault(faults, key, "There is no such field.", "records.unknown_field");
    return;
  }
  if (access === "read" || (field.readOnly === true && !options.trusted)) {
    const why =
      access === "read"
        ? "Your role may not change this field."
        : "This field is set by the server.";
    fault(faults, key, why, "records.read_only_field");
    return;
  }
  const result = readValue(field, raw);
  if (!result.ok) fault(faults, key, `${field.label} ${result.message}.`);
  else values.set(key, result.value);
}

function readCustom(
  type: ObjectType,
  raw: unknown,
  options: ValidateOptions,
  values: Values,
  faults: Faults,
): void {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    fault(faults, "custom", "Must be an object of values by key of the custom field.");
    return;
  }
  for (const [key, value] of Object.entries(raw))
    readField(type, `custom.${key}`, value, options, values, faults);
}

function isMissing(field: Field, key: string, values: Values, mode: "create" | "update"): boolean {
  if (!field.required) return false;
  return values.has(key) ? values.get(key) === null : mode === "create";
}

function checkRequired(
  type: ObjectType,
  options: ValidateOptions,
  values: Values,
  faults: Faults,
): void {
  const reported = new Set(faults.map((entry) => entry.path));
  for (const [key, field] of type.fields) {
    if (!isMissing(field, key, values, options.mode) || reported.has(key)) continue;
    fault(faults, key, `${field.label} is required.`, "records.required");
  }
}

function readEntry(
  type: ObjectType,
  key: string,
  raw: unknown,
  options: ValidateOptions,
  values: Values,
  faults: Faults,
) {
  if (key === "custom") readCustom(type, raw, options, values, faults);
  else if (key === "createdAt" && options.trusted) values.set(key, raw as string);
  else if (key.startsWith("custom."))
    fault(faults, key, "Put custom fields under `custom`.", "records.unknown_field");
  else readField(type, key, raw, options, values, faults);
}

export function readValues(type: ObjectType, data: unknown, options: ValidateOptions): Values {
  const values: Values = new Map();
  const faults: Faults = [];
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new AppError(
      "invalid",
      "records.not_an_object",
      "Send the record as a JSON object of fields.",
    );
  }
  for (const [key, raw] of Object.entries(data)) readEntry(type, key, raw, options, values, faults);
  checkRequired(type, options, values, faults);
  if (faults.length > 0) throw invalidRecord(type, faults);
  return values;
}

export function invalidRecord(type: ObjectType, faults: Faults): AppError {
  const first = faults[0];
  const detail = `${first?.path}: ${first?.message}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ""}`;
  return new AppError(
    "invalid",
    "records.invalid",
    `This ${type.label.toLowerCase()} is not valid. ${detail}`,
    {
      errors: faults.slice(0, 50),
    },
  );
}
