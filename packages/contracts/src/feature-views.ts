// Feature sets and features as the API shows them.
import { z } from "zod";
import { featureDefinitionSchema, featureEntitySchema, featureValueSchema } from "./features.ts";
import { idSchema } from "./records.ts";

const count = z.int().min(0);
const time = z.string();
const share = z.number().min(0).max(1);

/** A set by its key, or one version of it by its hash. */
export const featureSetKeySchema = z.string().regex(/^[a-z0-9][a-z0-9_]{1,79}$/);

export const featureStatusSchema = z.enum(["good", "warning", "failing", "empty", "unknown"]);
export type FeatureStatus = z.infer<typeof featureStatusSchema>;

export const featureSummarySchema = z.object({
  key: z.string(),
  title: z.string(),
  kind: z.enum(["number", "text"]),
  /** Where it comes from and what is made of it, in a sentence. */
  sentence: z.string(),
  status: featureStatusSchema,
});
export type FeatureSummary = z.infer<typeof featureSummarySchema>;

export const featureUserSchema = z.object({
  kind: z.string(),
  key: z.string(),
  title: z.string(),
  link: z.string().nullable(),
});
export type FeatureUserView = z.infer<typeof featureUserSchema>;

export const featureVersionSchema = z.object({
  hash: z.string(),
  firstSeenAt: time,
  /** Null while its values are computed for the first time. */
  filledAt: time.nullable(),
  retiredAt: time.nullable(),
  isCurrent: z.boolean(),
});
export type FeatureVersion = z.infer<typeof featureVersionSchema>;

export const featureFreshnessSchema = z.object({
  /** Entities with kept values. */
  rows: count,
  /** Live entities. */
  entities: count,
  oldestAt: time.nullable(),
  newestAt: time.nullable(),
  /** Rows whose time to be computed again is past by more than a minute. */
  overdue: count,
  /** Changes that wait. */
  waiting: count,
});
export type FeatureFreshness = z.infer<typeof featureFreshnessSchema>;

export const parityResultSchema = z.object({
  /** Values compared, of kept rows and of what was served. */
  compared: count,
  equal: count,
  /** Served a moment before what had come already was written. */
  late: count,
  wrong: count,
  examples: z.array(
    z.object({
      entityId: idSchema,
      feature: z.string(),
      online: featureValueSchema,
      offline: featureValueSchema,
    }),
  ),
});
export type ParityResult = z.infer<typeof parityResultSchema>;

export const featureSetSummarySchema = z.object({
  key: z.string(),
  title: z.string(),
  entity: featureEntitySchema,
  hash: z.string(),
  features: z.array(featureSummarySchema),
  users: z.array(featureUserSchema),
  versions: z.array(featureVersionSchema),
  freshness: featureFreshnessSchema,
  parity: z.object({ checkedAt: time, result: parityResultSchema }).nullable(),
});
export type FeatureSetSummary = z.infer<typeof featureSetSummarySchema>;

export const distributionSchema = z.object({
  sampled: count,
  nulls: count,
  /** Of numbers. */
  least: z.number().nullable(),
  median: z.number().nullable(),
  greatest: z.number().nullable(),
  mean: z.number().nullable(),
  /** Bins of numbers (`from` up to `to`), or the most frequent texts. */
  bins: z.array(
    z.object({ label: z.string(), from: z.number().nullable(), to: z.number().nullable(), count }),
  ),
});
export type Distribution = z.infer<typeof distributionSchema>;

export const qualityFindingSchema = z.object({
  feature: z.string(),
  status: featureStatusSchema,
  nullShare: share,
  psi: z.number().nullable(),
  /** What chance and a usual week may show. */
  psiLimit: z.number().nullable(),
  outOfRange: share.nullable(),
  /** What is wrong, in words; none when all is well. */
  notes: z.array(z.string()),
});
export type QualityFinding = z.infer<typeof qualityFindingSchema>;

export const lineageSchema = z.object({
  /** Objects and fields, or names of events, that are read. */
  sources: z.array(z.object({ kind: z.enum(["events", "field", "object"]), label: z.string() })),
  users: z.array(featureUserSchema),
});
export type Lineage = z.infer<typeof lineageSchema>;

export const featureViewSchema = featureSummarySchema.extend({
  set: z.string(),
  setTitle: z.string(),
  entity: featureEntitySchema,
  hash: z.string(),
  definition: featureDefinitionSchema,
  distribution: distributionSchema,
  quality: z.array(z.object({ checkedAt: time, finding: qualityFindingSchema })),
  lineage: lineageSchema,
  versions: z.array(featureVersionSchema),
  freshness: featureFreshnessSchema,
});
export type FeatureView = z.infer<typeof featureViewSchema>;

export const entityValuesSchema = z.object({
  entityId: idSchema,
  hash: z.string(),
  computedAt: time,
  values: z.record(z.string(), featureValueSchema),
});
export type EntityValues = z.infer<typeof entityValuesSchema>;

export const asOfRequestSchema = z.strictObject({
  rows: z
    .array(z.strictObject({ entityId: idSchema, asOf: z.iso.datetime({ offset: true }) }))
    .min(1)
    .max(500),
});
export type AsOfRequest = z.infer<typeof asOfRequestSchema>;

export const asOfResultSchema = z.object({
  hash: z.string(),
  digest: z.string(),
  rows: z.array(
    z.object({
      entityId: idSchema,
      asOf: time,
      values: z.record(z.string(), featureValueSchema),
    }),
  ),
});
export type AsOfResult = z.infer<typeof asOfResultSchema>;

export const leakFindingSchema = z.object({
  feature: z.string(),
  /** `leaks`: holds what was not known; `trusted`: what is said to have been known; `proven`: only what was seen. */
  verdict: z.enum(["leaks", "trusted", "proven"]),
  rows: count,
  differing: count,
  changedShare: share.nullable(),
});
export type LeakFindingView = z.infer<typeof leakFindingSchema>;

export const featureCheckSchema = z.object({
  checkedAt: time,
  parity: parityResultSchema,
  quality: z.array(qualityFindingSchema),
  leaks: z.array(leakFindingSchema),
});
export type FeatureCheck = z.infer<typeof featureCheckSchema>;

export const featureBackfillSchema = z.object({
  hash: z.string(),
  /** False: it was under way already. */
  isNew: z.boolean(),
});
export type FeatureBackfill = z.infer<typeof featureBackfillSchema>;
