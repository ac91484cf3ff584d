// A segment while it is being written: rules as what was typed so far, and whether they can be asked yet.
import { type FieldType, readableFields, type SchemaField } from "@rapport/contracts";
import type { SegmentDefinition } from "@rapport/sdk";

type Rule = SegmentDefinition["rules"][number];
type Op = Extract<Rule, { kind: "feature" }>["op"];

export interface DraftRule {
  id: number;
  kind: "feature" | "event" | "field";
  /** Key of the feature, name of the event, or path of the field. */
  what: string;
  op: Op;
  /** What was typed; of a field, the value itself, null while there is none. */
  value: string | number | boolean | null;
  withinDays: string;
}

export const emptyRule = (id: number): DraftRule => ({
  id,
  kind: "feature",
  what: "",
  op: "gte",
  value: "",
  withinDays: "30",
});

export const opWords: Record<Op, string> = {
  gte: "is at least",
  gt: "is above",
  lte: "is at most",
  lt: "is below",
  eq: "is",
  ne: "is not",
  exists: "is known",
};

const textOps: readonly Op[] = ["eq", "ne", "exists"];
const yesNoOps: readonly Op[] = ["eq", "exists"];

export const opsFor = (kind: "number" | "text"): { value: Op; label: string }[] => {
  const ops = kind === "text" ? textOps : (Object.keys(opWords) as Op[]);
  return ops.map((value) => ({ value, label: opWords[value] }));
};

const fieldKinds: Partial<Record<FieldType, "number" | "text" | "yesNo">> = {
  text: "text",
  email: "text",
  phone: "text",
  url: "text",
  select: "text",
  number: "number",
  integer: "number",
  money: "number",
  boolean: "yesNo",
};

/** Fields that a rule can look at: those that features read, and a workspace's own. */
export function ruleFields(
  entity: SegmentDefinition["entity"],
  fields: readonly SchemaField[],
): SchemaField[] {
  const own: readonly string[] = readableFields[entity];
  return fields.filter(
    ({ key, custom, type }) => fieldKinds[type] !== undefined && (custom || own.includes(key)),
  );
}

export function opsOfField(type: FieldType): { value: Op; label: string }[] {
  const kind = fieldKinds[type] ?? "text";
  if (kind !== "yesNo") return opsFor(kind);
  return yesNoOps.map((value) => ({ value, label: opWords[value] }));
}

type KindOf = (key: string) => "number" | "text";

/** Null: not a number yet. */
function numberOf(typed: DraftRule["value"]): number | null {
  const text = String(typed ?? "").trim();
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
}

function fieldRule({ what, op, value }: DraftRule): Rule | null {
  const base = { kind: "field" as const, field: what, op };
  if (op === "exists") return base;
  return value === null || value === "" ? null : { ...base, value };
}

function eventRule({ what, op, value, withinDays }: DraftRule): Rule | null {
  const times = numberOf(value);
  const days = Number(withinDays);
  if (times === null || times < 0 || days <= 0) return null;
  if (!Number.isInteger(times) || !Number.isInteger(days)) return null;
  return { kind: "event", name: what, withinDays: days, op: op === "lt" ? "lt" : "gte", times };
}

function ruleOf(draft: DraftRule, kindOf: KindOf): Rule | null {
  if (draft.what === "") return null;
  if (draft.kind === "event") return eventRule(draft);
  if (draft.kind === "field") return fieldRule(draft);
  const base = { kind: "feature" as const, feature: draft.what, op: draft.op };
  if (draft.op === "exists") return base;
  const isText = kindOf(draft.what) === "text";
  const value = isText ? String(draft.value ?? "") || null : numberOf(draft.value);
  return value === null ? null : { ...base, value };
}

/** Null while a rule is not whole. */
export function definitionOf(
  entity: SegmentDefinition["entity"],
  match: SegmentDefinition["match"],
  drafts: readonly DraftRule[],
  kindOf: KindOf,
): SegmentDefinition | null {
  const rules = drafts.map((draft) => ruleOf(draft, kindOf)).filter((rule) => rule !== null);
  return rules.length === drafts.length && rules.length > 0 ? { entity, match, rules } : null;
}

export function draftsOf({ rules }: SegmentDefinition): DraftRule[] {
  return rules.map((rule, at) => {
    const draft = emptyRule(at + 1);
    if (rule.kind === "event")
      return {
        ...draft,
        kind: "event",
        what: rule.name,
        op: rule.op,
        value: String(rule.times),
        withinDays: String(rule.withinDays),
      };
    if (rule.kind === "field")
      return { ...draft, kind: "field", what: rule.field, op: rule.op, value: rule.value ?? null };
    return { ...draft, what: rule.feature, op: rule.op, value: String(rule.value ?? "") };
  });
}
