// What is measured, in words.
import type { ReportMeasure } from "@rapport/contracts";
import type { ObjectType } from "../records/index.ts";

const endings = {
  sum: "total",
  average: "average",
  median: "median",
  weighted: "weighted by stage",
  "median-time": "median",
  "average-time": "average",
} as const;

const systemLabels: Record<string, string> = { createdAt: "created", updatedAt: "changed" };

export function measureWords(measure: ReportMeasure, type: ObjectType): string {
  const name = (key: string) => type.fields.get(key)?.label ?? systemLabels[key] ?? key;
  if (measure.fn === "count") return `Number of ${type.labelPlural.toLowerCase()}`;
  if (measure.fn === "share") return `Share of ${type.labelPlural.toLowerCase()}`;
  const ending = endings[measure.fn];
  if ("field" in measure) return `${name(measure.field)}, ${ending}`;
  return `Time from ${name(measure.from).toLowerCase()} to ${name(measure.to).toLowerCase()}, ${ending}`;
}
