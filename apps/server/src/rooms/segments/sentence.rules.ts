// A segment's rules in the words of whoever reads them: titles of features, labels of fields and of their choices,
// shares as percentages, money without its minor units.
import type { FeatureDefinition, SegmentDefinition, SegmentRule } from "@rapport/contracts";

export interface FieldWords {
  label: string;
  type: string;
  options?: readonly { key: string; label: string }[] | undefined;
}

export interface Words {
  feature(key: string): FeatureDefinition | null;
  field(path: string): FieldWords | null;
}

type RuleOf<K extends SegmentRule["kind"]> = Extract<SegmentRule, { kind: K }>;
type Op = RuleOf<"field">["op"];

const isWords: Record<Op, string> = {
  eq: "is",
  ne: "is not",
  gt: "is above",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  exists: "is known",
};

const countWords: Partial<Record<Op, string>> = {
  eq: "exactly",
  gt: "more than",
  gte: "at least",
  lt: "fewer than",
  lte: "at most",
};

const inText = (title: string) => title.charAt(0).toLowerCase() + title.slice(1);

/** With as many digits as a reader needs, in groups of three. */
export function numberWords(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : 2;
  const [whole = "0", part] = String(Number(value.toFixed(digits))).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${grouped}.${part}` : grouped;
}

const isShare = ({ title, aggregation }: FeatureDefinition) =>
  aggregation === "ratio" || /\bshare\b/i.test(title);

function isMoney({ source, of }: FeatureDefinition): boolean {
  return (source.kind === "record" ? source.field : (of ?? "")).endsWith("Minor");
}

function valueWords(feature: FeatureDefinition, value: number | string): string {
  if (typeof value === "string") return value;
  if (isShare(feature)) return `${numberWords(value * 100)} %`;
  return numberWords(isMoney(feature) ? value / 100 : value);
}

const counting = new Set(["count", "distinct"]);

/** An amount of something, told in front of it; null: it is none. */
function amountWords(feature: FeatureDefinition, op: Op, value: number | string): string | null {
  const many = countWords[op];
  if (many === undefined || typeof value !== "number") return null;
  const name = inText(feature.title);
  const shown = numberWords(value);
  if (name.startsWith("days since ")) return `it is ${many} ${shown} ${name}`;
  if (!counting.has(feature.aggregation)) return null;
  if (value === 0 && (op === "eq" || op === "lte")) return `there are no ${name}`;
  if (value === 1 && op === "gte") return `there are any ${name}`;
  return `there are ${many} ${shown} ${name}`;
}

function featureRule({ feature: key, op, value }: RuleOf<"feature">, words: Words): string {
  const feature = words.feature(key);
  const name = inText(feature?.title ?? key);
  if (op === "exists" || value === undefined) return `${name} is known`;
  if (!feature) return `${name} ${isWords[op]} ${value}`;
  return amountWords(feature, op, value) ?? `${name} ${isWords[op]} ${valueWords(feature, value)}`;
}

function eventRule({ name, op, times, withinDays }: RuleOf<"event">): string {
  const over = `in ${withinDays} ${withinDays === 1 ? "day" : "days"}`;
  if (op === "lt" && times === 1) return `“${name}” did not happen ${over}`;
  const count = `${times} ${times === 1 ? "time" : "times"}`;
  return `“${name}” happened ${op === "gte" ? "at least" : "fewer than"} ${count} ${over}`;
}

function fieldRule({ field: path, op, value }: RuleOf<"field">, words: Words): string {
  const field = words.field(path);
  const name = inText(field?.label ?? path.replace(/^custom\./, ""));
  if (op === "exists" || value === undefined) return `${name} is known`;
  const choice = field?.options?.find(({ key }) => key === value)?.label;
  if (choice) return `${name} ${isWords[op]} ${choice}`;
  if (typeof value === "boolean") return `${name} ${isWords[op]} ${value ? "yes" : "no"}`;
  if (typeof value === "string") return `${name} ${isWords[op]} ${value}`;
  return `${name} ${isWords[op]} ${numberWords(field?.type === "money" ? value / 100 : value)}`;
}

function ruleWords(rule: SegmentRule, words: Words): string {
  if (rule.kind === "event") return eventRule(rule);
  return rule.kind === "feature" ? featureRule(rule, words) : fieldRule(rule, words);
}

const subjects = {
  people: "People",
  companies: "Companies",
  deals: "Deals",
  tickets: "Tickets",
} as const;

export function sentenceOf({ entity, match, rules }: SegmentDefinition, words: Words): string {
  const told = rules.map((rule) => ruleWords(rule, words));
  const last = told.at(-1) ?? "";
  const join = match === "all" ? "and" : "or";
  const listed = told.length < 2 ? last : `${told.slice(0, -1).join(", ")} ${join} ${last}`;
  return `${subjects[entity]} where ${listed}.`;
}
