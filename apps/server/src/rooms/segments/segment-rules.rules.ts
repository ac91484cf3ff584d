// What a segment's rules are: each looks at one feature, so that one way of computing, and of keeping current, serves
// features, events and fields alike.
import {
  type FeatureDefinition,
  type FeatureValue,
  featureDefinitionSchema,
  type SegmentDefinition,
  type SegmentRule,
} from "@rapport/contracts";

/** Null: there is no such feature. */
type FindFeature = (key: string) => FeatureDefinition | null;

/** Deals and tickets have no events of their own: those of their company. */
const ofCompany = new Set(["deals", "tickets"]);

function definitionOf(rule: SegmentRule, entity: SegmentDefinition["entity"], find: FindFeature) {
  if (rule.kind === "feature") return find(rule.feature);
  if (rule.kind === "event") {
    const through = ofCompany.has(entity) ? { through: "company" as const } : {};
    return {
      source: { kind: "events" as const, names: [rule.name], ...through },
      aggregation: "count" as const,
      window: `${rule.withinDays}d`,
      default: 0,
    };
  }
  const isNumber = typeof rule.value === "number" || typeof rule.value === "boolean";
  return {
    source: { kind: "record" as const, field: rule.field, knownFrom: "seen" },
    aggregation: "last" as const,
    ...(isNumber ? {} : { type: "text" as const }),
    default: null,
  };
}

/** One feature a rule, in their order; a rule's number where there is none. */
export function featuresOf(
  { entity, rules }: SegmentDefinition,
  find: FindFeature,
): FeatureDefinition[] | number {
  const made: FeatureDefinition[] = [];
  for (const [at, rule] of rules.entries()) {
    const parts = definitionOf(rule, entity, find);
    if (!parts) return at;
    const named = { ...parts, key: `rule_${at + 1}`, title: `Rule ${at + 1}`, entity };
    made.push(featureDefinitionSchema.parse(named));
  }
  return made;
}

const wantedOf = (rule: SegmentRule): FeatureValue => {
  if (rule.kind === "event") return rule.times;
  if (typeof rule.value === "boolean") return rule.value ? 1 : 0;
  return rule.value ?? null;
};

function compares(rule: SegmentRule, value: FeatureValue): boolean {
  const wanted = wantedOf(rule);
  if (rule.op === "exists") return value !== null;
  if (rule.op === "ne") return value !== wanted;
  if (rule.op === "eq") return value === wanted;
  if (typeof value !== "number" || typeof wanted !== "number") return false;
  if (rule.op === "gt") return value > wanted;
  if (rule.op === "gte") return value >= wanted;
  return rule.op === "lt" ? value < wanted : value <= wanted;
}

/** @param values one a rule, in their order */
export function matches(
  { match, rules }: SegmentDefinition,
  values: readonly FeatureValue[],
): boolean {
  const passes = (rule: SegmentRule, at: number) => compares(rule, values[at] ?? null);
  return match === "all" ? rules.every(passes) : rules.some(passes);
}

/** A rule that cannot be asked: a comparison by size without a number, or one without a value. */
export function faultOfRule(rule: SegmentRule): string | null {
  if (rule.kind === "event" || rule.op === "exists") return null;
  if (rule.value === undefined) return "It needs a value.";
  const bySize = ["gt", "gte", "lt", "lte"].includes(rule.op);
  return bySize && typeof rule.value !== "number"
    ? "It compares sizes, so its value must be a number."
    : null;
}
