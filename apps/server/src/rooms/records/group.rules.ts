// By which fields records are grouped, and which are summed.
import { type AppError, invalid } from "../../platform/errors.ts";
import type { Field } from "./object-type.rules.ts";

const closedTypes = new Set(["select", "boolean", "member", "reference"]);
const summedTypes = new Set(["money", "integer", "number"]);

/** Fields with a closed set of values, and the short texts that each type of object has. */
export function isGroupable(field: Field): boolean {
  if (closedTypes.has(field.type)) return field.key !== "id" && field.key !== "createdBy";
  return field.type === "text" && field.customId === null;
}

export function checkGroupable(field: Field, key: string): void {
  if (isGroupable(field)) return;
  throw refused(`"${key}" makes no groups. Choose a field with a set of values, such as a status.`);
}

export function checkSummed(field: Field, key: string): void {
  if (summedTypes.has(field.type)) return;
  throw refused(`"${key}" cannot be summed. Choose an amount or a number.`);
}

function refused(message: string): AppError {
  return invalid("records.bad_group", message);
}
