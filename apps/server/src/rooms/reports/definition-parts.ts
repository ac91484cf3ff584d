// What a question names, and which of it one principal cannot ask now: fields that were removed or are not for them,
// conditions that no longer make sense. Nothing hidden is named.
import type { MissingReportPart, ReportDefinition, ReportMeasure } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import { conditionFault, fieldFault, type ObjectType, type PartFault } from "../records/index.ts";

type Part = MissingReportPart["part"];
type Filter = Record<string, unknown>;

interface Named {
  part: Part;
  field: string;
  /** Of a filter. */
  condition?: unknown;
}

/** Every condition of a filter, however deep. */
function conditionsOf(part: Part, filter: Filter | null): Named[] {
  return Object.entries(filter ?? {}).flatMap(([field, condition]): Named[] => {
    if (field !== "and" && field !== "or") return [{ part, field, condition }];
    const parts = Array.isArray(condition) ? condition : [];
    return parts.flatMap((inner) => conditionsOf(part, inner as Filter));
  });
}

function measureParts(measure: ReportMeasure, type: ObjectType): Named[] {
  const part = "measure";
  if (measure.fn === "share") return conditionsOf(part, measure.where);
  if ("from" in measure) return [measure.from, measure.to].map((field) => ({ part, field }));
  if (!("field" in measure)) return [];
  const isMoney = type.fields.get(measure.field)?.type === "money" && type.fields.has("currency");
  const also = [
    ...(isMoney ? ["currency"] : []),
    ...(measure.fn === "weighted" ? ["stageId"] : []),
  ];
  return [measure.field, ...also].map((field) => ({ part, field }));
}

function partsOf(definition: ReportDefinition, type: ObjectType): Named[] {
  const filter = conditionsOf("filter", definition.filter);
  if (definition.kind === "flow") {
    return [{ part: "measure", field: definition.closedField }, ...filter];
  }
  if (definition.kind !== "groups") {
    const fields = ["stageId", "pipelineId", "status"];
    return [...fields.map((field): Named => ({ part: "measure", field })), ...filter];
  }
  const { measure, groupBy, period } = definition;
  return [
    ...measureParts(measure, type),
    ...groupBy.map(({ field }): Named => ({ part: "groupBy", field })),
    ...filter,
    ...(period ? [{ part: "period" as const, field: period.field }] : []),
  ];
}

function faultOf(type: ObjectType, rights: Rights, named: Named): PartFault | null {
  const { field, condition } = named;
  if (condition === undefined) return fieldFault(type, rights, field);
  return conditionFault(type, rights, field, condition);
}

export function missingParts(
  definition: ReportDefinition,
  type: ObjectType,
  rights: Rights,
  labels: Record<string, string>,
): MissingReportPart[] {
  const missing: MissingReportPart[] = [];
  for (const named of partsOf(definition, type)) {
    const reason = faultOf(type, rights, named);
    if (reason === null) continue;
    const { part, field } = named;
    const isKnown = reason !== "not-visible";
    const label = type.fields.get(field)?.label ?? labels[field] ?? field;
    const said = { part, reason, field: isKnown ? field : null, label: isKnown ? label : null };
    if (!missing.some((one) => one.part === part && one.field === said.field)) missing.push(said);
  }
  return missing;
}

/** Names of the fields, kept so that one that is removed later can still be named. */
export function labelsOf(definition: ReportDefinition, type: ObjectType): Record<string, string> {
  const known = partsOf(definition, type).flatMap(({ field: key }) => {
    const field = type.fields.get(key);
    return field ? [[key, field.label]] : [];
  });
  return Object.fromEntries(known);
}
