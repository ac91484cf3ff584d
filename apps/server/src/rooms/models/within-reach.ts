// Who may see a feature: whoever may read what it is made of. What a card tells of fields that a workspace added goes to
// those who may read them: for others they are not there.
import type { ModelEvaluation } from "@rapport/contracts";
import type { Principal, Rights } from "../../platform/context.ts";
import { ownFieldPrefix, type RecordFeature } from "./define-model.ts";

/** Fields that every record has for everyone who sees it. */
const systemFields = new Set(["createdAt", "id"]);

function mayRead(rights: Rights, path: string): boolean {
  const [object = "", ...rest] = path.split(".");
  const field = rest.join(".");
  if (rights.object(object).read === "none") return false;
  return systemFields.has(field) || rights.field(object, field) !== "none";
}

/** What the present definition does not know any more is out of everybody's reach. */
export function isReadable(principal: Principal, feature: RecordFeature | undefined): boolean {
  if (feature === undefined) return false;
  if (feature.mayRead) return feature.mayRead(principal);
  return feature.reads.every((path) => mayRead(principal.rights, path));
}

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
