// Lists as groups: by which fields, into which columns, and what a move does to counts and sums. Pure.
import type { RapportRecord, SchemaField, SchemaObject } from "@rapport/contracts";
import type { Filter, Pipeline, RecordGroups } from "@rapport/sdk";
import { formatMoney } from "../../ui/format.rules.ts";

export type GroupValue = string | boolean | null;
export type Group = RecordGroups["groups"][number];
export type Sum = Group["sums"][number];

export interface BoardColumn {
  /** Of the value, as text; empty for "no value". */
  key: string;
  value: GroupValue;
  label: string;
  /** Of a stage. */
  kind: "open" | "won" | "lost" | null;
  count: number;
  sums: Sum[];
}

const CLOSED = new Set<SchemaField["type"]>(["select", "boolean", "member", "reference"]);

/** Whether the server makes groups by the field. */
export const isGroupable = (field: SchemaField): boolean =>
  CLOSED.has(field.type) || (field.type === "text" && !field.custom);

/** Whether its values can be the columns of a kanban: a set that is known and can be named. */
export const isBoardField = (field: SchemaField): boolean =>
  ["select", "boolean", "member"].includes(field.type) || field.refObject === "stages";

/** What a kanban shows unless told: the stage, the status, the first choice. */
export const boardField = (object: SchemaObject, group: string | undefined): SchemaField | null => {
  const able = object.fields.filter(isBoardField);
  const asked = able.find((field) => field.key === group);
  const usual =
    able.find(({ key }) => key === "stageId") ?? able.find(({ key }) => key === "status");
  return asked ?? usual ?? able[0] ?? null;
};

/** The amount that groups are summed by. */
export const summedField = (object: SchemaObject): SchemaField | null =>
  object.fields.find((field) => field.type === "money") ?? null;

export const keyOf = (value: GroupValue): string => (value === null ? "" : String(value));

/** The list's filter and, with it, one value of the group's field. */
export const withinGroup = (
  filter: Filter | undefined,
  field: SchemaField,
  value: GroupValue,
): Filter => {
  const condition = { [field.key]: value === null ? { empty: true } : value };
  return filter ? { and: [filter, condition] } : condition;
};

/** The pipeline that the filter asks for with an equality of its own; undefined: none. */
export const pipelineIn = (filter: Filter | undefined): string | undefined => {
  const parts = [filter, ...(Array.isArray(filter?.and) ? (filter.and as Filter[]) : [])];
  const found = parts.map((part) => part?.pipelineId).find((id) => typeof id === "string");
  return found as string | undefined;
};

/** The filter with another pipeline asked for. */
export const withPipeline = (filter: Filter | undefined, id: string): Filter => {
  const rest = (filter && Array.isArray(filter.and) ? (filter.and as Filter[]) : [filter ?? {}])
    .map(({ pipelineId: _former, ...part }) => part)
    .filter((part) => Object.keys(part).length > 0);
  return rest.length === 0 ? { pipelineId: id } : { and: [{ pipelineId: id }, ...rest] };
};

export interface Names {
  members: ReadonlyMap<string, string>;
  pipelines: readonly Pipeline[];
}

type Slot = Pick<BoardColumn, "value" | "label" | "kind">;

const slotsOf = (
  field: SchemaField,
  groups: readonly Group[],
  pipeline: Pipeline | undefined,
  { members }: Names,
): Slot[] => {
  const plain = (value: GroupValue, label: string): Slot => ({ value, label, kind: null });
  if (field.refObject === "stages") {
    return (pipeline?.stages ?? []).map(({ id, name, kind }) => ({ value: id, label: name, kind }));
  }
  if (field.type === "boolean") return [plain(true, "Yes"), plain(false, "No")];
  if (field.type === "select") {
    return (field.options ?? []).map(({ key, label }) => plain(key, label));
  }
  return groups
    .map(({ value }) => value)
    .filter((value) => typeof value === "string")
    .map((id) => plain(id, members.get(id) ?? "Former member"));
};

/** The columns of a kanban in their order; records without a value come last, if there are any. */
export const boardColumns = (
  field: SchemaField,
  groups: readonly Group[],
  pipeline: Pipeline | undefined,
  names: Names,
): BoardColumn[] => {
  const byKey = new Map(groups.map((group) => [keyOf(group.value), group]));
  const slots = slotsOf(field, groups, pipeline, names);
  if (byKey.has("") && field.refObject !== "stages") {
    slots.push({ value: null, label: `No ${field.label.toLowerCase()}`, kind: null });
  }
  return slots.map((slot) => {
    const key = keyOf(slot.value);
    const group = byKey.get(key);
    return { ...slot, key, count: group?.count ?? 0, sums: group?.sums ?? [] };
  });
};

/** "€3,405 · US$11,304"; empty where nothing is summed. */
export const sumWords = (sums: readonly Sum[]): string =>
  sums
    .filter(({ sum }) => sum !== 0)
    .map(({ currency, sum }) => formatMoney(sum, currency))
    .join(" · ");

const withAmount = (sums: readonly Sum[], currency: string | null, amount: number): Sum[] => {
  const isKnown = sums.some((sum) => sum.currency === currency);
  const all = isKnown ? sums : [...sums, { currency, sum: 0 }];
  return all.map((sum) => (sum.currency === currency ? { ...sum, sum: sum.sum + amount } : sum));
};

interface Move {
  record: RapportRecord;
  from: GroupValue;
  to: GroupValue;
  summed: SchemaField | null;
}

/** Counts and sums as they will be once the record is in the other group. */
export const movedGroups = (
  groups: RecordGroups,
  { record, from, to, summed }: Move,
): RecordGroups => {
  const currency = (record.currency as string | null | undefined) ?? null;
  const amount = summed ? Number(record[summed.key] ?? 0) : 0;
  const change = (group: Group, by: 1 | -1): Group => ({
    ...group,
    count: Math.max(0, group.count + by),
    sums: summed ? withAmount(group.sums, currency, by * amount) : group.sums,
  });
  const isKnown = groups.groups.some(({ value }) => value === to);
  const all = isKnown ? groups.groups : [...groups.groups, { value: to, count: 0, sums: [] }];
  const next = all.map((group) => {
    if (group.value === to) return change(group, 1);
    return group.value === from ? change(group, -1) : group;
  });
  return { ...groups, groups: next };
};
