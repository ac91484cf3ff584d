// What can be searched, and what of it. Values of a removed custom field stay in records and so in their
// documents, for the day on which the field comes back; until then they are as a field that may not be read.
import { standardObjectKeys } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import { customPrefix } from "./document.rules.ts";

export interface SearchedObject {
  /** Custom fields under `custom.<key>`; removed ones are none. */
  fields: { has(key: string): boolean };
  hasRemovedFields: boolean;
}

/** By key, standard ones first. */
export type SearchedObjects = ReadonlyMap<string, SearchedObject>;

export const standardAlone: SearchedObjects = new Map(
  standardObjectKeys.map((key) => [key, { fields: { has: () => true }, hasRemovedFields: false }]),
);

export type FieldSight = Pick<Rights, "field" | "allFields">;

/** What the caller may read of the fields that there are. */
export function fieldSight(rights: Rights, objects: SearchedObjects): FieldSight {
  return {
    allFields: (object) =>
      rights.allFields(object) && objects.get(object)?.hasRemovedFields !== true,
    field: (object, key) => {
      const isRemoved =
        key.startsWith(customPrefix) && objects.get(object)?.fields.has(key) === false;
      return isRemoved ? "none" : rights.field(object, key);
    },
  };
}
