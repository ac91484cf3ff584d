// Routes of every object type. Standard types get one path each; all custom types share one with the type's
// key in it.
import {
  customObjectFields,
  type ObjectDefinition,
  standardObject,
  standardObjects,
} from "@rapport/contracts";
import { z } from "zod";
import { notFound } from "../../platform/errors.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { collectionRoutes } from "./collection-routes.ts";
import { itemRoutes, storyRoutes } from "./item-routes.ts";
import type { Paths, RecordRouteDeps } from "./record-paths.ts";

const customDefinition: ObjectDefinition = {
  key: "records",
  label: "Record",
  labelPlural: "Records of a custom object",
  schemaName: "CustomRecord",
  titleFields: ["name"],
  subtitleFields: [],
  fields: customObjectFields,
};

/** Standard types have addresses of their own, and other fields than the document says here. */
function customKey(key: string): string {
  if (standardObject(key)) throw notFound("kind of record");
  return key;
}

export function recordRoutes(deps: RecordRouteDeps): AnyRoute[] {
  const standard = standardObjects.flatMap((definition) =>
    routesOf(deps, {
      base: `/${definition.key}`,
      tag: definition.labelPlural,
      name: definition.key.charAt(0).toUpperCase() + definition.key.slice(1),
      params: {},
      objectOf: () => definition.key,
      definition,
    }),
  );
  const custom = routesOf(deps, {
    base: "/records/:object",
    tag: "Custom objects",
    name: "CustomRecords",
    params: { object: z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/) },
    objectOf: (request) => customKey(request.params.object ?? ""),
    definition: customDefinition,
  });
  return [...standard, ...custom];
}

function routesOf(deps: RecordRouteDeps, paths: Paths): AnyRoute[] {
  return [
    ...collectionRoutes(deps, paths),
    ...itemRoutes(deps, paths),
    ...storyRoutes(deps, paths),
  ];
}
