// What makes a definition a good one. A definition that could know what nobody knew at the as-of time is refused here,
// before anything is computed.
import type { FeatureCondition, FeatureDefinition, FeatureEntity } from "@rapport/contracts";
import {
  factShapes,
  isKnownAt,
  isTime,
  knowsProperty,
  linkOfEntity,
  ownerOf,
} from "./fact-fields.rules.ts";

export type Fault = { code: "bad_definition" | "knows_the_future"; message: string };

const bad = (message: string): Fault => ({ code: "bad_definition", message });
const future = (message: string): Fault => ({ code: "knows_the_future", message });

const needsOf = new Set(["sum", "mean", "min", "max"]);

type Check = (feature: FeatureDefinition) => Fault | null;

const aggregates: Check = ({ aggregation, of, window, part, source }) => {
  const isRecord = source.kind === "record";
  if (isRecord && aggregation !== "last" && aggregation !== "timeSince")
    return bad(
      "Of a field of the entity itself there is only its last value, or the time since it.",
    );
  if (isRecord && of !== undefined)
    return bad("The field says what is read; `of` is for events and other records.");
  if (needsOf.has(aggregation) && of === undefined)
    return bad(`\`${aggregation}\` needs \`of\`, the property that is aggregated.`);
  if (aggregation === "last" && !isRecord && of === undefined) return bad("`last` needs `of`.");
  if (aggregation === "rate" && window === undefined)
    return bad("`rate` is per day of a window: it needs `window`.");
  if ((aggregation === "ratio") !== (part !== undefined))
    return bad("`ratio` needs `part`, and nothing else takes it.");
  return null;
};

const values: Check = (feature) => {
  const isText = kindOf(feature) === "text";
  if (feature.default === null) return null;
  if (isText !== (typeof feature.default === "string"))
    return bad(`The default must be a ${isText ? "text" : "number"}, as the values are, or null.`);
  return null;
};

const conditions: Check = ({ source, part }) => {
  const all = [...("where" in source ? (source.where ?? []) : []), ...(part ?? [])];
  const wrong = all.find((condition) => !isWhole(condition));
  return wrong
    ? bad(`The test of \`${wrong.property}\` has no value that \`${wrong.op}\` can use.`)
    : null;
};

function isWhole({ op, value }: FeatureCondition): boolean {
  if (op === "exists") return value === undefined;
  if (op === "in") return Array.isArray(value) && value.length > 0;
  if (op === "eq" || op === "ne") return value !== undefined && !Array.isArray(value);
  return typeof value === "number";
}

/** Which links lead from an entity over its company or person. */
const ways: Readonly<Record<FeatureEntity, readonly string[]>> = {
  people: ["company"],
  companies: [],
  deals: ["company", "person"],
  tickets: ["company", "person"],
};

const reaches: Check = ({ entity, source }) => {
  if (source.kind === "stages")
    return entity === "deals" ? null : bad("Only deals have stages of their own.");
  if (source.through !== undefined && !ways[entity].includes(source.through))
    return bad(`${entity} do not belong to a ${source.through}.`);
  if (source.kind === "records") return pointsAt(entity, source);
  const isOwn = entity === "people" || entity === "companies";
  return source.kind === "record" || isOwn || source.through
    ? null
    : bad("Events belong to people and companies: say through which.");
};

type Records = Extract<FeatureDefinition["source"], { kind: "records" }>;

function pointsAt(entity: FeatureEntity, { object, through }: Records): Fault | null {
  const link = through ?? linkOfEntity[entity];
  return factShapes[object].links.includes(link)
    ? null
    : bad(`${object} do not point at a ${link}.`);
}

function ownField(feature: FeatureDefinition): Fault | null {
  const { source, aggregation } = feature;
  if (source.kind !== "record") return null;
  const entity = ownerOf(feature);
  const { field, knownFrom } = source;
  if (!knowsProperty(entity, field)) return bad(`Features do not read \`${field}\` of ${entity}.`);
  if (aggregation === "timeSince" && !isTime(entity, field))
    return bad(`\`${field}\` of ${entity} is no time to count from.`);
  if (knownFrom === "seen") return null;
  if (!isTime(entity, knownFrom)) return bad(`\`${knownFrom}\` is no time of ${entity}.`);
  if (isKnownAt(entity, field, knownFrom, source.stable === true)) return null;
  return future(
    `\`${field}\` of ${entity} may have been written after \`${knownFrom}\`: its value would tell what happened later.`,
  );
}

function childFields(feature: FeatureDefinition): Fault | null {
  const { source } = feature;
  if (source.kind !== "records") return null;
  const { object, at } = source;
  if (!isTime(object, at)) return bad(`\`${at}\` is no time of ${object}.`);
  const unknown = propertiesOf(feature).find((property) => !knowsProperty(object, property));
  if (unknown) return bad(`Features do not read \`${unknown}\` of ${object}.`);
  if (source.knownFrom !== "happened") return null;
  const early = propertiesOf(feature).find(
    (property) => !isKnownAt(object, property, at, source.stable === true),
  );
  return early === undefined
    ? null
    : future(
        `\`${early}\` of ${object} may have been written after \`${at}\`: what is counted would tell the future.`,
      );
}

const checks: readonly Check[] = [aggregates, values, conditions, reaches, ownField, childFields];

export function faultOf(feature: FeatureDefinition): Fault | null {
  for (const check of checks) {
    const fault = check(feature);
    if (fault) return fault;
  }
  return null;
}

/** Properties of events or records that a feature looks at. */
export function propertiesOf({ source, of, part }: FeatureDefinition): string[] {
  const own = source.kind === "record" ? [source.field] : [];
  const tested = "where" in source ? (source.where ?? []) : [];
  const found = [
    ...own,
    ...tested.map(({ property }) => property),
    ...(part ?? []).map(({ property }) => property),
  ];
  if (of !== undefined && of !== "$name") found.push(of);
  return [...new Set(found)];
}

export function kindOf({ aggregation, type }: FeatureDefinition): "number" | "text" {
  if (aggregation === "sequence") return "text";
  const mayBeText = aggregation === "last";
  return mayBeText && type === "text" ? "text" : "number";
}

const unitUs = { m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 } as const;

/** Microseconds. */
export function windowUs(window: string): number {
  const unit = window.slice(-1) as keyof typeof unitUs;
  return Number(window.slice(0, -1)) * unitUs[unit];
}
