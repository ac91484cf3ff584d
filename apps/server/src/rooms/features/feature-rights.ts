// Who may see a feature: whoever may read all that it is made of. One who does not may see neither its values nor that it
// is there. What belongs to an entity is counted whole, so that who sees only some of it may not see the number.
import type { FeatureDefinition } from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import { propertiesOf } from "./definition.rules.ts";
import { fieldOf, ownerOf } from "./fact-fields.rules.ts";

export interface FieldRead {
  object: string;
  /** Null: that there are such records. */
  field: string | null;
}

/** What of records a feature reads; none: events. */
export function readsOf(feature: FeatureDefinition): FieldRead[] {
  const { source } = feature;
  if (source.kind === "events") return [];
  if (source.kind === "stages") return [{ object: "deals", field: "stageId" }];
  if (source.kind === "record") {
    const object = ownerOf(feature);
    return [{ object, field: fieldOf(object, source.field) }];
  }
  const { object, at } = source;
  const fields = [at, ...propertiesOf(feature)].filter((field) => field !== "createdAt");
  return [
    { object, field: null },
    ...fields.map((property) => ({ object, field: fieldOf(object, property) })),
  ];
}

export function mayRead({ rights }: Principal, feature: FeatureDefinition): boolean {
  if (feature.source.kind === "events") return rights.has("events.manage");
  const isOwn = (object: string) => object === feature.entity && feature.source.kind !== "records";
  return readsOf(feature).every(({ object, field }) => {
    const scope = rights.object(object).read;
    if (scope === "none" || (!isOwn(object) && scope !== "all")) return false;
    return field === null || rights.field(object, field) !== "none";
  });
}

/** Pictures of all entities are for those who may see all of them. */
export const maySeeAll = ({ rights }: Principal, entity: string) =>
  rights.object(entity).read === "all";
