// What can be measured of a list, and by what it can be grouped; checked against the caller's rights. A field that
// the caller may not read is unknown here in the words for one that does not exist, wherever it stands.
import type { ReportMeasure, ReportUnit } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import { type AppError, invalid } from "../../platform/errors.ts";
import {
  type Asker,
  type FilterNode,
  readableField,
  readFilter,
  unknownField,
} from "./filter.rules.ts";
import { isGroupable } from "./group.rules.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";

export type Measure =
  | { fn: "count" }
  | { fn: "sum" | "average" | "median" | "weighted"; field: Field }
  | { fn: "median-time" | "average-time"; from: Field; to: Field }
  | { fn: "share"; where: FilterNode };

export interface Dimension {
  field: Field;
  /** Beginnings of the pieces of time, and the end of the last; null for other values. */
  edges: readonly string[] | null;
}

export interface MeasuredRow {
  /** How many of the groups it is told by: 0 for all together. */
  depth: number;
  /** Values as texts; of a piece of time its number, from 1. */
  keys: (string | null)[];
  currency: string | null;
  count: number;
  hits: number | null;
  value: number | null;
  /** Quartiles, of medians. */
  low: number | null;
  high: number | null;
}

const numberTypes = new Set(["money", "integer", "number"]);

function refused(message: string): AppError {
  return invalid("records.bad_measure", message);
}

function numberField(type: ObjectType, rights: Rights, key: string): Field {
  const field = readableField(type, rights, key);
  if (!numberTypes.has(field.type)) {
    throw refused(`"${key}" is no number. Choose an amount or a number to measure.`);
  }
  return field;
}

function timeField(type: ObjectType, rights: Rights, key: string): Field {
  const field = readableField(type, rights, key);
  if (field.type !== "datetime") throw refused(`"${key}" is no time. Choose two times.`);
  return field;
}

export function hasCurrency(type: ObjectType, measure: Measure): boolean {
  return "field" in measure && measure.field.type === "money" && type.fields.has("currency");
}

/** Amounts are told by currency: who may not know the currency cannot measure them. */
function checkCurrency(type: ObjectType, rights: Rights, measure: Measure): void {
  if (!hasCurrency(type, measure)) return;
  if (rights.field(type.key, "currency") === "none") throw unknownField(type, "currency");
}

function read(type: ObjectType, rights: Rights, asked: ReportMeasure, asker: Asker): Measure {
  switch (asked.fn) {
    case "count":
      return { fn: "count" };
    case "share": {
      const where = readFilter(type, rights, asked.where, asker);
      if (where === null) throw refused("A share needs a condition.");
      return { fn: "share", where };
    }
    case "median-time":
    case "average-time":
      return {
        fn: asked.fn,
        from: timeField(type, rights, asked.from),
        to: timeField(type, rights, asked.to),
      };
    default:
      return { fn: asked.fn, field: numberField(type, rights, asked.field) };
  }
}

export function readMeasure(
  type: ObjectType,
  rights: Rights,
  asked: ReportMeasure,
  asker: Asker,
): Measure {
  const measure = read(type, rights, asked, asker);
  if (measure.fn === "weighted") {
    if (type.key !== "deals" || measure.field.type !== "money") {
      throw refused("Only amounts of deals are weighted, by the probability of their stages.");
    }
    readableField(type, rights, "stageId");
  }
  checkCurrency(type, rights, measure);
  return measure;
}

const isTime = (field: Field) => field.type === "date" || field.type === "datetime";

export function readDimension(
  type: ObjectType,
  rights: Rights,
  { field: key, bucket }: { field: string; bucket?: string | undefined },
): Field {
  const field = readableField(type, rights, key);
  if (isTime(field)) {
    if (bucket === undefined)
      throw refused(`"${key}" is a time: say by day, week, month or quarter.`);
    return field;
  }
  if (bucket !== undefined) throw refused(`"${key}" is no time, and has no days or months.`);
  if (!isGroupable(field) && field.type !== "text") {
    throw refused(`"${key}" makes no groups. Choose a field with a set of values, or a time.`);
  }
  return field;
}

export function readTimeField(type: ObjectType, rights: Rights, key: string): Field {
  const field = readableField(type, rights, key);
  if (isTime(field)) return field;
  throw refused(`"${key}" is no date. Choose a date or a time for the period.`);
}

const fixedUnits: Partial<Record<Measure["fn"], ReportUnit>> = {
  count: "count",
  share: "share",
  "median-time": "seconds",
  "average-time": "seconds",
};

export function unitOf(measure: Measure): ReportUnit {
  if ("field" in measure) return measure.field.type === "money" ? "money" : "number";
  return fixedUnits[measure.fn] ?? "count";
}

/** The fields that a record must have to be measured, as conditions of a filter. */
export function measuredOnly(asked: ReportMeasure): Record<string, unknown>[] {
  if (asked.fn === "median-time" || asked.fn === "average-time") {
    // Every record has the times that it was made and changed at.
    return [asked.from, asked.to]
      .filter((key) => key !== "createdAt" && key !== "updatedAt")
      .map((key) => ({ [key]: { empty: false } }));
  }
  return "field" in asked ? [{ [asked.field]: { empty: false } }] : [];
}
