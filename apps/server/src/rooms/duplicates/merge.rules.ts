// What the survivor of a merge holds: of each field its own value unless that is empty, then the first one
// that has any; lists of options together; or what a person picked. Pure.
import type { FieldValue, MergeField } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import { invalid } from "../../platform/errors.ts";
import type { Field, LockedMerge, StoredRecord, Values } from "../records/index.ts";

/** By path of the field: the record whose value is kept. */
export type Picks = Readonly<Record<string, string>>;

interface Choice {
  path: string;
  field: Field;
  value: FieldValue;
  from: string | null;
  rule: MergeField["rule"];
}

export interface MergedFields {
  /** What changes of the survivor. */
  values: Values;
  choices: Choice[];
}

const maxOptions = 100;

export function mergeFields(merge: LockedMerge, picks: Picks, rights: Rights): MergedFields {
  checkPicks(merge, picks, rights);
  const records = [merge.survivor, ...merge.losers];
  const choices = fieldsOf(merge).map(([path, field]) => choose(records, path, field, picks[path]));
  followMoney(records, choices, picks);
  const values: Values = new Map();
  for (const { path, value } of choices) {
    if (!isSame(value, valueAt(merge.survivor, path))) values.set(path, value);
  }
  return { values, choices };
}

/** Those that a person could have written, and removed custom ones, whose values wait for them to come back. */
function fieldsOf({ type }: LockedMerge): [string, Field][] {
  const shown = [...type.fields].filter(([, field]) => field.readOnly !== true);
  const removed = type.indexedFields
    .map((field): [string, Field] => [`custom.${field.key}`, field])
    .filter(([path]) => !type.fields.has(path));
  return [...shown, ...removed];
}

function checkPicks(merge: LockedMerge, picks: Picks, rights: Rights): void {
  const ids = new Set([merge.survivor.id, ...merge.losers.map((loser) => loser.id)]);
  for (const [path, id] of Object.entries(picks)) {
    const field = merge.type.fields.get(path);
    const access = field ? rights.field(merge.type.key, path) : "none";
    if (!field || access === "none") throw badPick(path, "There is no such field.");
    if (access === "read" || field.readOnly === true) {
      throw badPick(path, "Your role may not change this field.");
    }
    if (!ids.has(id)) throw badPick(path, "Pick the value of one of the records that are merged.");
  }
}

function badPick(path: string, message: string) {
  const errors = [{ path: `picks.${path}`.slice(0, 120), message, code: "duplicates.bad_pick" }];
  return invalid("duplicates.bad_pick", message, errors);
}

function valueAt(record: StoredRecord, path: string): FieldValue {
  const value = path.startsWith("custom.") ? record.custom[path.slice(7)] : record[path];
  return (value ?? null) as FieldValue;
}

const isEmpty = (value: FieldValue) => value === null || value === "";

function isSame(a: FieldValue, b: FieldValue): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => item === b[at]);
  return a === b;
}

function choose(
  records: readonly StoredRecord[],
  path: string,
  field: Field,
  picked: string | undefined,
): Choice {
  const [survivor] = records;
  const own = survivor ? valueAt(survivor, path) : null;
  const taken = (record: StoredRecord, rule: Choice["rule"]): Choice => {
    return { path, field, value: valueAt(record, path), from: record.id, rule };
  };
  const pick = records.find((record) => record.id === picked);
  if (pick) return taken(pick, "picked");
  if (field.type === "multiSelect") return union(records, path, field);
  const first = records.find((record) => !isEmpty(valueAt(record, path)));
  if (first && isEmpty(own)) return taken(first, "filled");
  const others = records.slice(1).map((record) => valueAt(record, path));
  const isAgreed = others.every((value) => isEmpty(value) || isSame(value, own));
  return {
    path,
    field,
    value: own,
    from: survivor?.id ?? null,
    rule: isAgreed ? "same" : "survivor",
  };
}

function union(records: readonly StoredRecord[], path: string, field: Field): Choice {
  const lists = records.map((record) => valueAt(record, path));
  const own = lists[0] ?? null;
  const all = [...new Set(lists.flatMap((list) => (Array.isArray(list) ? list : [])))];
  const value = all.length === 0 ? null : all.slice(0, maxOptions);
  if (isSame(value, own)) return { path, field, value, from: records[0]?.id ?? null, rule: "same" };
  return { path, field, value, from: null, rule: "union" };
}

/** An amount means nothing without its currency: that follows unless it was picked itself. */
function followMoney(records: readonly StoredRecord[], choices: Choice[], picks: Picks): void {
  const currency = choices.find(({ path }) => path === "currency");
  const money = choices.find(({ field }) => field.type === "money" && field.customId === null);
  if (!currency || !money || picks.currency !== undefined) return;
  const source = records.find((record) => record.id === money.from);
  if (!source || (money.rule !== "filled" && money.rule !== "picked")) return;
  const value = valueAt(source, "currency");
  if (isEmpty(value) || isSame(value, currency.value)) return;
  Object.assign(currency, { value, from: source.id, rule: "follows" });
}

/** What of it the caller may see: fields of which some record has a value. */
export function previewFields(
  merge: LockedMerge,
  { choices }: MergedFields,
  rights: Rights,
): MergeField[] {
  const records = [merge.survivor, ...merge.losers];
  return choices.flatMap(({ path, field, value, from, rule }) => {
    const access = rights.field(merge.type.key, path);
    const values = records.map((record) => [record.id, valueAt(record, path)] as const);
    const isShown = merge.type.fields.has(path) && access !== "none";
    if (!isShown || values.every(([, one]) => isEmpty(one))) return [];
    const { label, type } = field;
    const canPick = access === "write";
    return [
      { key: path, label, type, values: Object.fromEntries(values), value, from, rule, canPick },
    ];
  });
}
