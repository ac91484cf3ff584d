// What a card tells of fields that a workspace added goes to those who may read them: for others they are not there.
import type { ModelEvaluation } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import { ownFieldPrefix, type RecordFeature } from "./define-model.ts";
import { isReadable } from "./describe-scores.ts";

export type Reach = (feature: string) => boolean;

export const reachOf =
  (principal: Principal, features: readonly RecordFeature[]): Reach =>
  (key) =>
    !key.startsWith(ownFieldPrefix) ||
    isReadable(
      principal,
      features.find((feature) => feature.key === key),
    );

export function evaluationWithin<T extends ModelEvaluation | null>(reach: Reach, evaluation: T): T {
  if (evaluation === null) return evaluation;
  const kept = <E extends { feature: string }>(entries: readonly E[]): E[] =>
    entries.filter(({ feature }) => reach(feature));
  return {
    ...evaluation,
    used: evaluation.used.filter(reach),
    leftOut: kept(evaluation.leftOut),
    leaks: kept(evaluation.leaks),
    segments: kept(evaluation.segments),
    importance: kept(evaluation.importance),
  };
}
