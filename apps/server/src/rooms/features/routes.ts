// Routes of feature sets, for those who manage features; what they show follows the rights on records.
import {
  asOfRequestSchema,
  asOfResultSchema,
  entityValuesSchema,
  featureBackfillSchema,
  featureCheckSchema,
  featureSetKeySchema,
  featureSetSummarySchema,
  featureViewSchema,
  idSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { backfillSet } from "./backfill.ts";
import {
  listSets,
  summariseSet,
  viewFeature,
  visibleFeatures,
  visibleSet,
} from "./describe-sets.ts";
import { entityValues, leaksOf, valuesAsOf } from "./read-values.ts";
import { type CheckDeps, runCheck } from "./run-checks.ts";

const shared = {
  permission: { setting: "features.manage" },
  limit: "standard",
  tag: "Features",
} as const;
const setKey = featureSetKeySchema.describe("Key of the set, or the hash of one of its versions.");
const setParams = z.object({ set: setKey });
const missing = { 404: { description: "There is no such thing, or you may not see it." } };

export function featureRoutes(deps: CheckDeps): AnyRoute[] {
  const { db } = deps;
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/feature-sets",
      operationId: "listFeatureSets",
      summary: "List feature sets with their features, in words, and how fresh and sound they are",
      responses: {
        200: {
          description: "Sets with those of their features that you may see.",
          schema: z.object({ data: z.array(featureSetSummarySchema) }),
        },
      },
      handler: async ({ ctx }) => ({
        status: 200,
        body: { data: await db.tenant(ctx, (tx) => listSets(deps, tx, ctx)) },
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/feature-sets/:set",
      operationId: "getFeatureSet",
      summary: "Read one feature set, by its key or by the hash of a version",
      params: setParams,
      responses: { 200: { description: "The set.", schema: featureSetSummarySchema }, ...missing },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: await db.tenant(ctx, async (tx) =>
          summariseSet(deps, tx, ctx, await visibleSet(deps, tx, ctx, params.set)),
        ),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/feature-sets/:set/features/:feature",
      operationId: "getFeature",
      summary: "Read one feature: definition, distribution, freshness, quality, lineage, versions",
      params: z.object({
        set: setKey,
        feature: featureSetKeySchema.describe("Key of the feature."),
      }),
      responses: { 200: { description: "The feature.", schema: featureViewSchema }, ...missing },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: await db.tenant(ctx, (tx) => viewFeature(deps, tx, ctx, params)),
      }),
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/feature-sets/:set/values/:id",
      operationId: "getFeatureValues",
      summary: "Read what is known of one record now",
      params: z.object({ set: setKey, id: idSchema }),
      responses: {
        200: { description: "Values by feature.", schema: entityValuesSchema },
        ...missing,
      },
      handler: async ({ ctx, params }) => ({
        status: 200,
        body: await entityValues(deps, ctx, params.set, params.id),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/feature-sets/:set/as-of",
      operationId: "getFeatureValuesAsOf",
      summary: "Compute what was known of records at past times",
      params: setParams,
      body: asOfRequestSchema,
      responses: {
        200: { description: "Values by row, in the order asked.", schema: asOfResultSchema },
        ...missing,
      },
      handler: async ({ ctx, params, body }) => ({
        status: 200,
        body: await valuesAsOf(deps, ctx, params.set, body.rows),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/feature-sets/:set/check",
      operationId: "checkFeatureSet",
      summary:
        "Check a set now: served against computed values, quality, and what is taken on trust",
      params: setParams,
      responses: {
        200: { description: "What was found.", schema: featureCheckSchema },
        ...missing,
      },
      handler: async ({ ctx, params }) => {
        const set = await visibleSet(deps, db.reader(ctx), ctx, params.set);
        const seen = new Set(visibleFeatures(ctx.principal, set).map(({ key }) => key));
        const found = await runCheck(deps, ctx, set);
        const isSeen = ({ feature }: { feature: string }) => seen.has(feature);
        const body = {
          checkedAt: found.checkedAt,
          parity: { ...found.parity, examples: found.parity.examples.filter(isSeen) },
          quality: found.quality.filter(isSeen),
          leaks: (await leaksOf(deps, ctx, set)).filter(isSeen),
        };
        return { status: 200, body };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/feature-sets/:set/backfill",
      operationId: "backfillFeatureSet",
      summary: "Compute all values of a set anew, from the log and the events, in spare time",
      keyed: false,
      params: setParams,
      responses: {
        202: {
          description: "It is under way; what is kept is served until then.",
          schema: featureBackfillSchema,
        },
        ...missing,
      },
      handler: async ({ ctx, params }) => {
        const body = await db.tenant(ctx, async (tx) => {
          const set = await visibleSet(deps, tx, ctx, params.set);
          const isNew = await backfillSet(tx, set);
          return { hash: set.hash, isNew };
        });
        return { status: 202, body };
      },
    }),
  ];
}
