// What a writer sent → values by field, checked against the type and the writer's field rights. All
// faults are reported at once. A field that the writer may not read is refused as one that is not there.
import type { Rights } from "../../platform/context.ts";
import { AppError, type FieldError, forbidden } from "../../platform/errors.ts";
import { cutText } from "./fold.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";
import { readValue, type StoredValue } from "./values.rules.ts";

/** Values by field key; custom ones under `custom.<key>`. Only what was sent. */
export type Values = Map<string, StoredValue>;

export interface ValidateOptions {
  mode: "create" | "update";
  rights: Rights;
  /** The server's own writers may set read-only fields and `createdAt`. */
  trusted: boolean;
  /** Whoever brings records in from elsewhere may say when they began and ended there; nothing later than this. */
  broughtUntil?: string | null;
}

const createdAtField: Field = {
  key: "createdAt",
  label: "Created",
  type: "datetime",
  required: false,
  sortable: true,
  filterable: true,
  customId: null,
};

/** One reading of what was sent: what it is read against, and what came out so far. */
interface Reading {
  type: ObjectType;
  options: ValidateOptions;
  values: Values;
  faults: FieldError[];
}

/** More would tell nobody anything; the answer lists 50. */
const maxFaults = 1000;

function fault({ faults }: Reading, path: string, message: string, code = "records.bad_value") {
  if (faults.length < maxFaults) faults.push({ path: cutText(path, 120), message, code });
}

const systemKeys = new Set([
  "id",
  "object",
  "version",
  "createdAt",
  "updatedAt",
  "createdBy",
  "deletedAt",
]);

function readField(reading: Reading, key: string, raw: unknown): void {
  const { type, options, values } = reading;
  const field = type.fields.get(key);
  const access = field === undefined ? "none" : options.rights.field(type.key, key);
  if (field === undefined || access === "none") return unknown(reading, key);
  if (access === "read") {
    fault(reading, key, "Your role may not change this field.", "records.read_only_field");
    return;
  }
  const isBrought = bringsTime(options, type.key, key);
  if (field.readOnly === true && !options.trusted && !isBrought) return setByServer(reading, key);
  const result = readValue(field, raw);
  if (result.ok) values.set(key, result.value);
  else fault(reading, key, `${field.label} ${result.message}.`);
  if (isBrought) notLater(reading, key, field.label);
}

/** Times that a record may bring along beside that of its creation: when it came to its end. */
export const endOf: Readonly<Record<string, string>> = {
  deals: "closedAt",
  tickets: "resolvedAt",
  tasks: "completedAt",
};

const bringsTime = ({ broughtUntil }: ValidateOptions, object: string, key: string): boolean =>
  typeof broughtUntil === "string" && endOf[object] === key;

function notLater(reading: Reading, key: string, label: string): void {
  const { values, options } = reading;
  const value = values.get(key);
  const isLater = typeof value === "string" && value > (options.broughtUntil ?? value);
  if (isLater) fault(reading, key, `${label} must not lie in the future.`);
}

function unknown(reading: Reading, key: string): void {
  if (systemKeys.has(key)) return setByServer(reading, key);
  fault(reading, key, "There is no such field.", "records.unknown_field");
}

function setByServer(reading: Reading, key: string): void {
  fault(reading, key, "This field is set by the server.", "records.read_only_field");
}

function readCustom(reading: Reading, raw: unknown): void {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    fault(reading, "custom", "Must be an object of values by key of the custom field.");
    return;
  }
  for (const [key, value] of Object.entries(raw)) readField(reading, `custom.${key}`, value);
}

/** Creation carries its own time in the id, which can tell no time before 1970. */
function readCreatedAt(reading: Reading, raw: unknown): void {
  const result = readValue(createdAtField, raw);
  const isTime = result.ok && typeof result.value === "string" && result.value >= "1970";
  if (isTime) reading.values.set("createdAt", result.value);
  else fault(reading, "createdAt", "Must be a time since 1970, such as 2026-01-31T09:30:00Z.");
  if (isTime && !reading.options.trusted) notLater(reading, "createdAt", createdAtField.label);
}

/** A record that ended before it began would tell of neither. */
function checkOrder({ type, options, values, faults }: Reading): void {
  const end = endOf[type.key];
  if (typeof options.broughtUntil !== "string" || end === undefined) return;
  const [began, ended] = [values.get("createdAt"), values.get(end)];
  if (typeof began !== "string" || typeof ended !== "string" || ended >= began) return;
  const label = type.fields.get(end)?.label ?? end;
  faults.push({
    path: end,
    message: `${label} must not lie before Created.`,
    code: "records.bad_value",
  });
}

const maySayCreated = ({ trusted, broughtUntil }: ValidateOptions): boolean =>
  trusted || typeof broughtUntil === "string";

function readEntry(reading: Reading, key: string, raw: unknown): void {
  if (key === "custom") readCustom(reading, raw);
  else if (key === "createdAt" && maySayCreated(reading.options)) readCreatedAt(reading, raw);
  else if (key.startsWith("custom."))
    fault(reading, key, "Put custom fields under `custom`.", "records.unknown_field");
  else readField(reading, key, raw);
}

const requiredOf = new WeakMap<ObjectType, readonly (readonly [string, Field])[]>();

function requiredFields(type: ObjectType): readonly (readonly [string, Field])[] {
  const known = requiredOf.get(type);
  if (known) return known;
  const required = [...type.fields].filter(([, field]) => field.required);
  requiredOf.set(type, required);
  return required;
}

function checkRequired(reading: Reading): void {
  const { type, values, options, faults } = reading;
  for (const [key, field] of requiredFields(type)) {
    // One that the writer may not fill is missing also where they tried: the answer must not tell.
    const isTold = faults.some((entry) => entry.path === key);
    if (isTold && options.rights.field(type.key, key) === "write") continue;
    const isMissing = values.has(key) ? values.get(key) === null : options.mode === "create";
    if (isMissing) requireField(reading, key, field);
  }
}

/** A field that the writer may not fill is not named: it may be one that the role must not know. */
function requireField(reading: Reading, key: string, field: Field): void {
  const { type, options } = reading;
  if (options.rights.field(type.key, key) === "write") {
    fault(reading, key, `${field.label} is required.`, "records.required");
    return;
  }
  throw forbidden(
    `Your role may not create ${type.labelPlural.toLowerCase()}: something that they require is not yours to fill. An administrator can allow it.`,
  );
}

type Sent = Record<string, unknown>;

export function readValues(type: ObjectType, data: unknown, options: ValidateOptions): Values {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new AppError(
      "invalid",
      "records.not_an_object",
      "Send the record as a JSON object of fields.",
    );
  }
  const reading: Reading = { type, options, values: new Map(), faults: [] };
  for (const key of Object.keys(data)) readEntry(reading, key, (data as Sent)[key]);
  checkRequired(reading);
  checkOrder(reading);
  if (reading.faults.length > 0) throw invalidRecord(type, reading.faults);
  return reading.values;
}

/** What a record that is about to be made still lacks; for upserts, which are read as changes. */
export function checkComplete(type: ObjectType, values: Values, rights: Rights): void {
  const options: ValidateOptions = { mode: "create", rights, trusted: false };
  const reading: Reading = { type, options, values, faults: [] };
  checkRequired(reading);
  if (reading.faults.length > 0) throw invalidRecord(type, reading.faults);
}

export function invalidRecord(type: ObjectType, faults: readonly FieldError[]): AppError {
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
