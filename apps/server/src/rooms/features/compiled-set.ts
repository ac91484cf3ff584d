// A set as it is computed: features that read the same rows the same way share one group, so that an entity's events
// are gone through once for all of them. What a database aggregates are cells; `finish` makes values of them, the same
// for training sets and for online values.
import type { FeatureDefinition } from "@rapport/contracts";
import type { FeatureSet } from "./define-feature.ts";
import { windowUs } from "./definition.rules.ts";
import { type Link, linkOfEntity, ownerOf } from "./fact-fields.rules.ts";

/** By which id of the entity rows are found: its own, or that of the company or person that it belongs to. */
export type SpineKey = "self" | "company" | "person";

export interface GroupSource {
  relation: "events" | "facts" | "stages";
  spineKey: SpineKey;
  /** The column of the relation that holds that id. */
  column: "person_id" | "company_id" | "deal_id" | "ticket_id" | "record_id";
  /** For facts: of which records. */
  object: string | null;
  /** For facts: the time of the record at which each stands; null: since when it is known. */
  at: string | null;
  /** What was brought in counts as known from its own time. */
  isTrusted: boolean;
}

export interface Group {
  source: GroupSource;
  features: FeatureDefinition[];
}

export interface CompileOptions {
  /** Nothing is taken on trust: what was known is what had been seen. */
  strict?: boolean;
}

const columnOf = (link: Link) => `${link}_id` as const;

export function sourceOf(feature: FeatureDefinition, strict: boolean): GroupSource {
  const { source, entity } = feature;
  if (source.kind === "stages")
    return {
      relation: "stages",
      spineKey: "self",
      column: "deal_id",
      object: null,
      at: null,
      isTrusted: false,
    };
  if (source.kind === "record") {
    const isSeen = source.knownFrom === "seen" || strict;
    return {
      relation: "facts",
      spineKey: source.through ?? "self",
      column: "record_id",
      object: ownerOf(feature),
      at: source.knownFrom === "seen" ? null : source.knownFrom,
      isTrusted: !isSeen,
    };
  }
  const link = source.through ?? linkOfEntity[entity];
  const common = {
    spineKey: source.through ?? ("self" as const),
    column: columnOf(link),
    isTrusted: source.knownFrom === "happened" && !strict,
  };
  return source.kind === "events"
    ? { ...common, relation: "events", object: null, at: null }
    : { ...common, relation: "facts", object: source.object, at: source.at };
}

export function groupsOf(set: Pick<FeatureSet, "features">, options: CompileOptions = {}): Group[] {
  const groups = new Map<string, Group>();
  for (const feature of set.features) {
    const source = sourceOf(feature, options.strict === true);
    const key = JSON.stringify(source);
    const group = groups.get(key) ?? { source, features: [] };
    group.features.push(feature);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The time field whose value `timeSince` of an own field counts from. */
export const timeFieldOf = ({ source, aggregation }: FeatureDefinition): string | null =>
  source.kind === "record" && aggregation === "timeSince" ? source.field : null;

/** The longest look back of a group in microseconds; null: all of the past. */
export function reachUs({ features }: Group): number | null {
  const windows = features.map(({ window }) => (window === undefined ? null : windowUs(window)));
  return windows.some((one) => one === null) ? null : Math.max(...windows.map(Number));
}

export function windowsOf({ features }: Group): number[] {
  return [
    ...new Set(features.flatMap(({ window }) => (window === undefined ? [] : [windowUs(window)]))),
  ];
}
