// Triggers, conditions and steps in words, for the log, the command line and the API. Pure: names of stages,
// members and choices come from outside.
import type { FieldDefinition, Step, Trigger } from "@rapport/contracts";
import type { ObjectShape, TestedPart } from "./deps.ts";
import type { TriggerFact } from "./rule.ts";

export interface Words {
  type: ObjectShape | undefined;
  /** Names of stages, pipelines, members and teams by id. */
  names: ReadonlyMap<string, string>;
  /** Of fields that are gone, by path. */
  labels: Readonly<Record<string, string>>;
}

const systemLabels: Readonly<Record<string, string>> = {
  createdAt: "Created",
  updatedAt: "Last change",
  createdBy: "Created by",
  id: "Id",
};

export function labelOf(field: string, { type, labels }: Words): string {
  return type?.fields.get(field)?.label ?? systemLabels[field] ?? labels[field] ?? field;
}

const mostLetters = 80;

/** No longer than that, and never with half of a pair (an emoji's) at its end, which the database refuses as JSON. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > mostLetters ? `${cut(line, mostLetters).trimEnd()}…` : line;
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === "";

export function valueWords(
  value: unknown,
  field: FieldDefinition | undefined,
  names: ReadonlyMap<string, string>,
): string {
  if (isEmpty(value)) return "empty";
  if (Array.isArray(value)) {
    return value.map((item) => valueWords(item, field, names)).join(", ") || "empty";
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object" && value !== null) return rangeWords(value);
  const known = field?.options?.find(({ key }) => key === value)?.label ?? names.get(String(value));
  return known ?? plainWords(value, field?.type);
}

function plainWords(value: unknown, type: FieldDefinition["type"] | undefined): string {
  if (type === "money" && typeof value === "number") return (value / 100).toFixed(2);
  if (type === "datetime") return String(value).slice(0, 16).replace("T", " ");
  if (type === "member") return "a member who is no longer active";
  if (type === "reference") return "a record";
  return shortened(String(value));
}

const rangeWords = (value: object) =>
  "range" in value ? String(value.range).replaceAll("-", " ") : JSON.stringify(value);

const operators: Readonly<Record<string, string>> = {
  eq: "is",
  ne: "is not",
  in: "is any of",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
  startsWith: "starts with",
  within: "is",
};

const timeOperators: Readonly<Record<string, string>> = {
  gte: "is on or after",
  gt: "is after",
  lt: "is before",
  lte: "is on or before",
};

function operatorWords(op: string, field: FieldDefinition | undefined): string {
  const isTime = field?.type === "date" || field?.type === "datetime";
  return (isTime ? timeOperators[op] : undefined) ?? operators[op] ?? op;
}

function testWords(path: string, op: string, value: unknown, words: Words): string {
  const field = words.type?.fields.get(path);
  const label = labelOf(path, words);
  if (op === "empty") return `${label} is ${value === false ? "not " : ""}empty`;
  const said = typeof value === "string" && op === "within" ? value.replaceAll("-", " ") : null;
  return `${label} ${operatorWords(op, field)} ${said ?? valueWords(value, field, words.names)}`;
}

/** "Status is Won; it was Open". */
export function partWords(part: TestedPart, words: Words): string {
  const field = words.type?.fields.get(part.field);
  const test = testWords(part.field, part.op, part.value, words);
  return `${test}; it was ${valueWords(part.actual, field, words.names)}`;
}

/** A filter as one sentence. */
export function filterWords(filter: unknown, words: Words): string {
  if (typeof filter !== "object" || filter === null) return "";
  const parts = Object.entries(filter).flatMap(([key, condition]) => {
    if ((key === "and" || key === "or") && Array.isArray(condition)) {
      const inner = condition.map((item) => filterWords(item, words)).filter(Boolean);
      return inner.length > 1 ? [`(${inner.join(` ${key} `)})`] : inner;
    }
    const isPlain = typeof condition !== "object" || condition === null || Array.isArray(condition);
    const tests = isPlain ? { eq: condition } : (condition as Record<string, unknown>);
    return Object.entries(tests).map(([op, value]) => testWords(key, op, value, words));
  });
  return parts.join(" and ").replace(/^\((.*)\)$/s, "$1");
}

function days(count: number): string {
  return `${Math.abs(count)} ${Math.abs(count) === 1 ? "day" : "days"}`;
}

const oneOf = (values: readonly unknown[], field: FieldDefinition | undefined, words: Words) =>
  values.map((value) => valueWords(value, field, words.names)).join(" or ");

function watchedWords(trigger: Extract<Trigger, { kind: "changed" }>, words: Words): string {
  if (trigger.fields.length === 0) return "is changed";
  const parts = trigger.fields.map(({ field, from, to }) => {
    const definition = words.type?.fields.get(field);
    const label = labelOf(field, words);
    const before = from ? ` from ${oneOf(from, definition, words)}` : "";
    return to
      ? `${label} becomes ${oneOf(to, definition, words)}${before && `,${before}`}`
      : `${label} changes${before}`;
  });
  return `is changed and ${parts.join(" or ")}`;
}

export function triggerWords(trigger: Trigger, words: Words): string {
  const one = `a ${(words.type?.label ?? "record").toLowerCase()}`;
  if (trigger.kind === "created") return `When ${one} is created`;
  if (trigger.kind === "changed") return `When ${one} ${watchedWords(trigger, words)}`;
  if (trigger.kind === "unchanged")
    return `When ${one} has been unchanged for ${days(trigger.days)}`;
  const side = trigger.days < 0 ? "before" : "after";
  const when = trigger.days === 0 ? "On" : `${days(trigger.days)} ${side}`;
  return `${when} ${labelOf(trigger.field, words)} of ${one}, at ${trigger.at} ${trigger.zone}`;
}

/** What set one run off. */
export function factWords(fact: TriggerFact, words: Words): string {
  const one = words.type?.label ?? "Record";
  if (fact.kind === "created") return `${one} was created`;
  if (fact.kind === "unchanged") return `${one} was left unchanged`;
  if (fact.kind === "due") {
    const [change] = fact.changes;
    return `${labelOf(change?.field ?? "", words)} fell due`;
  }
  const parts = fact.changes.map(({ field, before, after }) => {
    const definition = words.type?.fields.get(field);
    const label = labelOf(field, words);
    if (before === null && after === null) return label;
    const said = (value: unknown) => valueWords(value, definition, words.names);
    return `${label}: ${said(before)} → ${said(after)}`;
  });
  return parts.length > 0
    ? `${one} was changed (${parts.slice(0, 6).join("; ")})`
    : `${one} was changed`;
}

export function stepWords(
  step: Step,
  words: Words,
  types: ReadonlyMap<string, ObjectShape>,
): string {
  if (step.kind === "update") {
    const fields = Object.keys(step.set).map((path) => labelOf(path, words));
    return `change ${fields.join(", ")}`;
  }
  if (step.kind === "create") {
    return `create a ${(types.get(step.object)?.label ?? step.object).toLowerCase()}`;
  }
  if (step.kind === "assign") return `assign it ${step.teamId ? "to a team in turn" : "in turn"}`;
  if (step.kind === "relate") return `link it as "${step.label}"`;
  if (step.kind === "notify") return `notify members: "${step.title}"`;
  return "send an e-mail";
}

export function ruleWords(
  rule: { trigger: Trigger; condition: unknown; steps: readonly Step[] },
  words: Words,
  types: ReadonlyMap<string, ObjectShape>,
): string {
  const condition = rule.condition ? filterWords(rule.condition, words) : "";
  const steps = rule.steps.map((step) => stepWords(step, words, types)).join(", then ");
  return `${triggerWords(rule.trigger, words)}${condition && `, if ${condition}`}: ${steps}.`;
}
