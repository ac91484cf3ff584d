// The set of what a segment's rules look at, and who may see it.
import type { SegmentDefinition } from "@rapport/contracts";
import { isAppError } from "../../platform/errors.ts";
import { defineFeatureSet, type FeatureSet, type Features } from "../features/index.ts";
import { badRule } from "./errors.ts";
import { faultOfRule, featuresOf } from "./segment-rules.rules.ts";
import type { StoredSegment } from "./segments.store.ts";

const builtIn = (features: Features, entity: SegmentDefinition["entity"]) =>
  features.sets().find((set) => set.key === entity);

export function segmentSet(
  features: Features,
  id: string,
  definition: SegmentDefinition,
): FeatureSet {
  for (const [at, rule] of definition.rules.entries()) {
    const fault = faultOfRule(rule);
    if (fault) throw badRule(at, fault);
  }
  const known = builtIn(features, definition.entity);
  const made = featuresOf(
    definition,
    (key) => known?.features.find((one) => one.key === key) ?? null,
  );
  if (typeof made === "number") throw badRule(made, "There is no such feature.");
  const key = `own_segment_${id.replaceAll("-", "")}`;
  return defineFeatureSet({ key, entity: definition.entity, features: made });
}

/** Null where a rule looks at a feature that this version of Rapport does not have. */
export function setOrNull(
  features: Features,
  { id, definition }: StoredSegment,
): FeatureSet | null {
  try {
    return segmentSet(features, id, definition);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

export const featureOf =
  (features: Features, { entity }: SegmentDefinition) =>
  (key: string) =>
    builtIn(features, entity)?.features.find((one) => one.key === key) ?? null;
