// A segment while it is being written: rules as texts of fields, and whether they can be asked yet.
import type { SegmentDefinition } from "@rapport/sdk";

type Rule = SegmentDefinition["rules"][number];
type Op = Extract<Rule, { kind: "feature" }>["op"];

export interface DraftRule {
  id: number;
  kind: "feature" | "event";
  /** Key of the feature, or name of the event. */
  what: string;
  op: Op;
  value: string;
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

export const opsFor = (kind: "number" | "text"): { value: Op; label: string }[] => {
  const ops = kind === "text" ? textOps : (Object.keys(opWords) as Op[]);
  return ops.map((value) => ({ value, label: opWords[value] }));
};

type KindOf = (key: string) => "number" | "text";

/** Null: not a number yet. */
function numberOf(text: string): number | null {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? number : null;
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
  const base = { kind: "feature" as const, feature: draft.what, op: draft.op };
  if (draft.op === "exists") return base;
  const isText = kindOf(draft.what) === "text";
  const value = isText ? draft.value || null : numberOf(draft.value);
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
    const what = rule.kind === "feature" ? rule.feature : rule.field;
    return { ...draft, what, op: rule.op, value: String(rule.value ?? "") };
  });
}
