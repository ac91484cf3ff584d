// What checks of rules share: whether a field can be read by the rule's owner, and whether a value that the rule
// names can still be held. Each answer is in words, or null.
import type { FieldDefinition } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import type { ObjectShape, RoomDeps } from "./deps.ts";
import type { Facts } from "./facts.ts";
import type { StoredRule } from "./rule.ts";
import type { Texts } from "./rule-fields.rules.ts";
import { cut } from "./words.rules.ts";

export interface Checked {
  rule: Pick<StoredRule, "object" | "trigger" | "condition" | "steps" | "labels" | "ownerId">;
  principal: Principal | null;
  facts: Facts;
  texts: Texts;
}

export type CheckDeps = Pick<RoomDeps, "records" | "acts">;

const systemFields = new Set(["id", "createdAt", "updatedAt", "createdBy"]);

/** Null where the field can be read by the owner; else what is wrong with it, in words. */
export function fieldReason(
  path: string,
  type: ObjectShape,
  { principal, rule }: Checked,
): string | null {
  if (systemFields.has(path)) return null;
  const isHidden = principal?.rights.field(type.key, path) === "none";
  if (type.fields.has(path) && !isHidden) return null;
  const records = type.labelPlural.toLowerCase();
  const label = rule.labels[`${type.key}.${path}`];
  // The same of one that is hidden and one that never was: whether there is one is not the owner's to know.
  if (isHidden || label === undefined)
    return `${records} have no field "${cut(path, 100)}" that its owner may see`;
  return `the field "${label}" of ${records} was removed`;
}

/** A choice, stage or member that a field can no longer hold. */
export function goneValue(
  value: unknown,
  path: string,
  type: ObjectShape,
  { facts }: Pick<Checked, "facts">,
): string | null {
  const field = type.fields.get(path);
  if (!field || typeof value !== "string" || value === "me") return null;
  if (field.options && field.options.length > 0) {
    const isThere = field.options.some(({ key }) => key === value);
    return isThere ? null : `"${field.label}" has no choice "${cut(value, 60)}" any more`;
  }
  return gonePointer(value, field, facts);
}

const unlisted: Readonly<Record<string, string>> = { stages: "stage", pipelines: "pipeline" };

function gonePointer(id: string, field: FieldDefinition, facts: Facts): string | null {
  const what = unlisted[field.refObject ?? ""];
  if (what !== undefined && !facts.stages.has(id)) {
    return `a ${what} that "${field.label}" names was removed`;
  }
  if (field.type === "member" && !facts.members.has(id)) {
    return `a member that "${field.label}" names is no longer active`;
  }
  return null;
}
