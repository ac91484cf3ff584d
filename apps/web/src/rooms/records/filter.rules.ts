// Filters as a tree that people edit, and as the JSON that the API and the address carry. Unfinished rules stay in
// the tree but never reach the JSON. Pure.
import type { FieldType, SchemaField } from "@rapport/contracts";
import type { Filter } from "@rapport/sdk";
import { FIRST_RANGE, rangeOf } from "./relative-range.rules.ts";

export type Operator =
  | "eq"
  | "ne"
  | "in"
  | "gt"
  | "gte"
  | "lt"
  | "lte"
  | "contains"
  | "startsWith"
  | "empty"
  | "within"
  | "reached"
  | "left";

export interface FilterRule {
  kind: "rule";
  id: string;
  field: string;
  op: Operator;
  value: unknown;
}

export interface FilterGroup {
  kind: "group";
  id: string;
  join: "and" | "or";
  items: FilterItem[];
}

export type FilterItem = FilterRule | FilterGroup;

const TEXT_OPERATORS: Operator[] = ["contains", "eq", "ne", "startsWith", "in", "empty"];
const NUMBER_OPERATORS: Operator[] = ["eq", "ne", "gt", "gte", "lt", "lte", "empty"];
const TIME_OPERATORS: Operator[] = ["within", "gte", "lt", "eq", "empty"];
const CHOICE_OPERATORS: Operator[] = ["in", "ne", "empty"];

const OPERATORS: Record<FieldType, Operator[]> = {
  text: TEXT_OPERATORS,
  longText: ["contains", "empty"],
  email: TEXT_OPERATORS,
  phone: TEXT_OPERATORS,
  url: TEXT_OPERATORS,
  number: NUMBER_OPERATORS,
  integer: NUMBER_OPERATORS,
  money: NUMBER_OPERATORS,
  boolean: ["eq", "empty"],
  date: TIME_OPERATORS,
  datetime: ["within", "gte", "lt", "empty"],
  select: CHOICE_OPERATORS,
  multiSelect: ["in", "empty"],
  reference: CHOICE_OPERATORS,
  member: CHOICE_OPERATORS,
};

/** The operators of a field, the usual one first. Stages are also asked for by the way that a deal went. */
export const operatorsOf = (field: Pick<SchemaField, "type" | "refObject">): Operator[] => {
  const own = OPERATORS[field.type];
  return field.refObject === "stages" ? [...own, "reached"] : own;
};

const WORDS: Record<Operator, string> = {
  eq: "is",
  ne: "is not",
  in: "is any of",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  contains: "contains",
  startsWith: "starts with",
  empty: "is empty",
  within: "is",
  reached: "has reached",
  left: "was left, in a span:",
};

const isTime = (type: FieldType): boolean => type === "date" || type === "datetime";

/** An operator in the words of its field's type. */
export const operatorWords = (op: Operator, type: FieldType): string => {
  if (isTime(type) && op === "gte") return "is on or after";
  if (isTime(type) && op === "lt") return "is before";
  if (type === "multiSelect" && op === "in") return "includes any of";
  return WORDS[op];
};

let lastId = 0;
const newId = (): string => {
  lastId += 1;
  return `filter-${lastId}`;
};

const startOf = (op: Operator): unknown => {
  if (op === "within") return FIRST_RANGE;
  return op === "in" ? [] : null;
};

export const newRule = (field: string, type: FieldType): FilterRule => {
  const op = OPERATORS[type][0] ?? "eq";
  return { kind: "rule", id: newId(), field, op, value: startOf(op) };
};

export const newGroup = (join: "and" | "or", items: FilterItem[] = []): FilterGroup => ({
  kind: "group",
  id: newId(),
  join,
  items,
});

/** Changes the operator and keeps the value where it still makes sense. */
export const withOperator = (rule: FilterRule, op: Operator): FilterRule => {
  if (op === "empty") return { ...rule, op, value: true };
  if (op === "reached") return { ...rule, op, value: null };
  if (op === "in") return { ...rule, op, value: Array.isArray(rule.value) ? rule.value : [] };
  if (op === "within") return { ...rule, op, value: FIRST_RANGE };
  const single = Array.isArray(rule.value) ? (rule.value[0] ?? null) : rule.value;
  return { ...rule, op, value: keepsValue(rule) ? single : null };
};

const keepsValue = ({ op }: FilterRule): boolean => op !== "empty" && op !== "within";

/** Whether a rule says enough to be asked. */
export const isComplete = (rule: FilterRule): boolean => {
  if (rule.op === "empty") return typeof rule.value === "boolean";
  if (rule.op === "in") return Array.isArray(rule.value) && rule.value.length > 0;
  if (rule.op === "within") return rangeOf(rule.value) !== null;
  return rule.value !== null && rule.value !== undefined && rule.value !== "";
};

const ruleToFilter = (rule: FilterRule): Filter | undefined => {
  if (!isComplete(rule)) return undefined;
  return { [rule.field]: rule.op === "eq" ? rule.value : { [rule.op]: rule.value } };
};

const itemToFilter = (item: FilterItem): Filter | undefined =>
  item.kind === "rule" ? ruleToFilter(item) : groupToFilter(item);

/** The JSON of a tree; undefined when nothing is asked. */
export const groupToFilter = (group: FilterGroup): Filter | undefined => {
  const parts = group.items.map(itemToFilter).filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return parts.length === 1 ? parts[0] : { [group.join]: parts };
};

const OPERATOR_KEYS = new Set(Object.keys(WORDS));

const rulesOfField = (field: string, condition: unknown): FilterRule[] => {
  if (condition === null) return [{ kind: "rule", id: newId(), field, op: "empty", value: true }];
  if (typeof condition !== "object" || Array.isArray(condition)) {
    return [{ kind: "rule", id: newId(), field, op: "eq", value: condition }];
  }
  return Object.entries(condition as Record<string, unknown>)
    .filter(([op]) => OPERATOR_KEYS.has(op))
    .map(([op, value]) => ({ kind: "rule", id: newId(), field, op: op as Operator, value }));
};

const isObject = (value: unknown): value is Filter =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const itemsOf = (filter: Filter): FilterItem[] =>
  Object.entries(filter).flatMap(([key, value]): FilterItem[] => {
    if (key !== "and" && key !== "or") return rulesOfField(key, value);
    if (!Array.isArray(value)) return [];
    return [
      newGroup(
        key,
        value.filter(isObject).flatMap((part) => foldedItems(part)),
      ),
    ];
  });

/** One part of a list: several conditions in one object are an "and" of their own. */
const foldedItems = (part: Filter): FilterItem[] => {
  const items = itemsOf(part);
  return items.length > 1 ? [newGroup("and", items)] : items;
};

/** The tree of a JSON filter. Unknown operators are dropped. */
export const filterToGroup = (filter: Filter | undefined): FilterGroup => {
  const items = itemsOf(filter ?? {});
  const [only] = items;
  return items.length === 1 && only?.kind === "group" ? only : newGroup("and", items);
};

/** A copy of the tree with one item replaced, or taken out with null. */
export const replaceItem = (
  group: FilterGroup,
  id: string,
  next: FilterItem | null,
): FilterGroup => ({
  ...group,
  items: group.items.flatMap((item) => {
    if (item.id === id) return next ? [next] : [];
    return item.kind === "group" ? [replaceItem(item, id, next)] : [item];
  }),
});
