// Whether a part of a kept question (a column, a condition, a sort, a group) can still be asked by someone:
// fields are removed, rights change, choices go. Who keeps questions (saved views) asks here.
import type { Rights } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { readFilter, readSort, systemFields } from "./filter.rules.ts";
import { isGroupable } from "./group.rules.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { readValue } from "./values.rules.ts";

/** Whether a question makes sense does not depend on who asks it, and when. */
const anyone = { nowMs: 0, memberId: null };

/** Removed from the object; not for this principal to read; there, but not meaningful any more. */
export type PartFault = "removed" | "not-visible" | "not-valid";

export function fieldFault(type: ObjectType, rights: Rights, key: string): PartFault | null {
  if (systemFields.has(key)) return null;
  if (rights.field(type.key, key) === "none") return "not-visible";
  return type.fields.has(key) ? null : "removed";
}

export function conditionFault(
  type: ObjectType,
  rights: Rights,
  key: string,
  condition: unknown,
): PartFault | null {
  const fault = key === "list" ? null : fieldFault(type, rights, key);
  return fault ?? refusal(() => readFilter(type, rights, { [key]: condition }, anyone));
}

/** `lastName` or `-lastName`. */
export function sortFault(type: ObjectType, rights: Rights, sort: string): PartFault | null {
  return (
    fieldFault(type, rights, sort.replace(/^-/, "")) ?? refusal(() => readSort(type, rights, sort))
  );
}

export function groupFault(type: ObjectType, rights: Rights, key: string): PartFault | null {
  const fault = fieldFault(type, rights, key);
  if (fault !== null) return fault;
  const field = type.fields.get(key);
  return field && isGroupable(field) ? null : "not-valid";
}

/** The whole filter, as lists would refuse it; throws. */
export function checkFilter(type: ObjectType, rights: Rights, filter: unknown): void {
  readFilter(type, rights, filter, anyone);
}

function refusal(read: () => unknown): "not-valid" | null {
  try {
    read();
    return null;
  } catch (error) {
    if (isAppError(error)) return "not-valid";
    throw error;
  }
}

/** Why a field would not take a value; null when it would. */
export function valueFault(type: ObjectType, key: string, value: unknown): string | null {
  const field = type.fields.get(key);
  if (!field) return "is no field";
  const read = readValue(field, value);
  return read.ok ? null : read.message;
}
