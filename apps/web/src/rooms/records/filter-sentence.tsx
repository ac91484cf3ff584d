// A filter as a sentence: "City is Paris", "Owner is any of Ada, Sam".
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import { formatDate, formatMoney } from "../../ui/format.rules.ts";
import { useMembers } from "../access/session.ts";
import { useLists } from "../views/list-queries.ts";
import { SYSTEM_FIELDS } from "./columns.rules.ts";
import { type FilterItem, type FilterRule, isComplete, operatorWords } from "./filter.rules.ts";
import { usePipelines } from "./pipeline-queries.ts";
import { rangeOf, rangeWords } from "./relative-range.rules.ts";
import { fieldPath } from "./schema.ts";
import { useTitle } from "./titles.ts";

/** Membership in a list by hand: no field, but filtered by like one. */
const LIST_FIELD: SchemaField = {
  key: "list",
  label: "List",
  type: "reference",
  refObject: "lists",
  required: false,
  readOnly: true,
  custom: false,
  access: "read",
  sortable: false,
  filterable: true,
};

/** Every field that can be filtered, by path. */
export const filterFields = (object: SchemaObject): SchemaField[] => [
  ...object.fields.filter((field) => field.filterable),
  LIST_FIELD,
  ...SYSTEM_FIELDS,
];

export const fieldOfRule = (object: SchemaObject, rule: FilterRule): SchemaField | undefined =>
  filterFields(object).find((field) => fieldPath(field) === rule.field);

const RefTitle = ({ object, id }: { object: string; id: string }) => {
  const title = useTitle(object, id);
  return <>{title ?? "…"}</>;
};

/** Names of what an id or a key stands for, where the field has a closed set. */
const useNames = (field: SchemaField): Map<string, string> => {
  const members = useMembers();
  const pipelines = usePipelines();
  const lists = useLists().data;
  if (field.refObject === "lists") return new Map(lists?.map(({ id, name }) => [id, name]));
  if (field.type === "member")
    return new Map([
      ["me", "me"],
      ...members.map(({ id, name, email }) => [id, name || email] as const),
    ]);
  if (field.refObject === "pipelines") return new Map(pipelines.map(({ id, name }) => [id, name]));
  if (field.refObject === "stages") {
    const stages = pipelines.flatMap((pipeline) => pipeline.stages);
    return new Map(stages.map(({ id, name }) => [id, name]));
  }
  return new Map((field.options ?? []).map(({ key, label }) => [key, label]));
};

const plainWords = (field: SchemaField, value: unknown): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field.type === "money" && typeof value === "number") return formatMoney(value, null);
  if ((field.type === "date" || field.type === "datetime") && typeof value === "string") {
    return formatDate(value);
  }
  return String(value);
};

/** A list that is gone, or not shared, has no name here. */
const unnamed = (field: SchemaField, value: unknown): string =>
  field.refObject === "lists" ? "a list you cannot see" : plainWords(field, value);

const ValueWords = ({ field, value }: { field: SchemaField; value: unknown }) => {
  const names = useNames(field);
  const values = Array.isArray(value) ? value : [value];
  const isRecord = field.type === "reference" && field.refObject !== "lists" && names.size === 0;
  return (
    <b>
      {values.map((one, index) => (
        <span key={String(one)}>
          {index > 0 ? ", " : ""}
          {isRecord ? (
            <RefTitle object={field.refObject ?? ""} id={String(one)} />
          ) : (
            (names.get(String(one)) ?? unnamed(field, one))
          )}
        </span>
      ))}
    </b>
  );
};

const LeftSentence = ({ field, value }: { field: SchemaField; value: unknown[] }) => {
  const [stage, from, to] = value;
  return (
    <>
      {field.label} <ValueWords field={field} value={stage} /> was left
      {from ? ` from ${formatDate(String(from))}` : ""}
      {to ? ` until ${formatDate(String(to))}` : ""}
    </>
  );
};

const RuleSentence = ({ object, rule }: { object: SchemaObject; rule: FilterRule }) => {
  const field = fieldOfRule(object, rule);
  if (!field) return <>A field you cannot see</>;
  if (rule.op === "empty") {
    return (
      <>
        {field.label} {rule.value === false ? "is not empty" : "is empty"}
      </>
    );
  }
  const range = rule.op === "within" ? rangeOf(rule.value) : null;
  if (range !== null) {
    return (
      <>
        {field.label} is <b>{rangeWords(range)}</b>
      </>
    );
  }
  if (rule.op === "left" && Array.isArray(rule.value)) {
    return <LeftSentence field={field} value={rule.value} />;
  }
  return (
    <>
      {field.label} {operatorWords(rule.op, field.type)}{" "}
      {isComplete(rule) ? <ValueWords field={field} value={rule.value} /> : "…"}
    </>
  );
};

export const FilterSentence = ({ object, item }: { object: SchemaObject; item: FilterItem }) => {
  if (item.kind === "rule") return <RuleSentence object={object} rule={item} />;
  if (item.items.length === 0) return <>Empty group</>;
  return (
    <>
      {item.items.map((part, index) => (
        <span key={part.id}>
          {index > 0 ? ` ${item.join} ` : ""}
          {part.kind === "group" ? "(" : ""}
          <FilterSentence object={object} item={part} />
          {part.kind === "group" ? ")" : ""}
        </span>
      ))}
    </>
  );
};
