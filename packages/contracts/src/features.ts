// Features: what is known of an entity at a time, defined once, as data. Definitions live in code; these schemas are
// what they are checked by, hashed from and shown as.
import { z } from "zod";

export const featureEntities = ["people", "companies", "deals", "tickets"] as const;
export const featureEntitySchema = z.enum(featureEntities);
export type FeatureEntity = z.infer<typeof featureEntitySchema>;

export const featureAggregations = [
  "count",
  "sum",
  "mean",
  "min",
  "max",
  "last",
  "distinct",
  "rate",
  "timeSince",
  "ratio",
  "sequence",
] as const;
export type FeatureAggregation = (typeof featureAggregations)[number];

const scalarSchema = z.union([z.string().max(200), z.number(), z.boolean()]);
const propertySchema = z.string().min(1).max(120);

/** One test of a property; all of a list must hold. A property that is absent passes none but `ne`. */
export const featureConditionSchema = z.strictObject({
  property: propertySchema,
  op: z.enum(["eq", "ne", "gt", "gte", "lt", "lte", "in", "exists"]),
  value: z.union([scalarSchema, z.array(scalarSchema).max(100)]).optional(),
});
export type FeatureCondition = z.infer<typeof featureConditionSchema>;

const where = z.array(featureConditionSchema).max(10).optional();
/** Whose events or records: the entity's own, or those of the company or person that it belongs to. */
const through = z.enum(["company", "person"]).optional();
/** `seen`: known since Rapport knew it. `happened`: what was brought in is taken to have been known when it happened. */
const knownFrom = z.enum(["seen", "happened"]).optional();

export const childObjects = ["deals", "tickets", "activities", "tasks", "notes", "people"] as const;
export type ChildObject = (typeof childObjects)[number];

export const featureSourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("events"),
    /** None: all events. */
    names: z.array(z.string().min(1).max(200)).max(50),
    where,
    through,
    knownFrom,
  }),
  /**
   * A field of the entity itself, or of the company or person that it belongs to. `knownFrom`: `seen`, `createdAt`, or
   * a time of the record from which it stands.
   */
  z.strictObject({
    kind: z.literal("record"),
    field: propertySchema,
    through,
    knownFrom: z.string().min(1).max(60),
    /** Says that a field of the workspace's own never changes, so that it may count as known from the start. */
    stable: z.boolean().optional(),
  }),
  /** Records that point at the entity, each at one of its times. */
  z.strictObject({
    kind: z.literal("records"),
    object: z.enum(childObjects),
    at: z.string().min(1).max(60),
    where,
    through,
    knownFrom,
    stable: z.boolean().optional(),
  }),
  /** Stages that a deal entered; of deals alone. */
  z.strictObject({ kind: z.literal("stages"), where }),
]);
export type FeatureSource = z.infer<typeof featureSourceSchema>;

/**
 * Fields that features and segments may read of a kind of record, beside those that a workspace adds: names, addresses
 * and prose are never among them.
 */
export const readableFields = {
  people: ["lifecycle", "jobTitle", "country", "region", "ownerId", "companyId"],
  companies: [
    "industry",
    "employees",
    "annualRevenueMinor",
    "currency",
    "country",
    "region",
    "ownerId",
  ],
  deals: [
    "status",
    "stageId",
    "pipelineId",
    "amountMinor",
    "currency",
    "lostReason",
    "source",
    "region",
    "ownerId",
    "companyId",
    "personId",
  ],
  tickets: ["status", "priority", "category", "region", "ownerId", "companyId", "personId"],
} as const satisfies Record<FeatureEntity, readonly string[]>;

const keySchema = z.string().regex(/^[a-z][a-z0-9_]{1,79}$/);

export const featureDefinitionSchema = z.strictObject({
  key: keySchema,
  title: z.string().min(1).max(200),
  entity: featureEntitySchema,
  source: featureSourceSchema,
  aggregation: z.enum(featureAggregations),
  /** The property that is aggregated; `$name` is the event's name. */
  of: propertySchema.optional(),
  type: z.enum(["number", "text"]).optional(),
  /** `30d`, `12h`, `15m`: the stretch that ends at the as-of time, its beginning left out. All of the past unless told. */
  window: z
    .string()
    .regex(/^[1-9]\d{0,4}[mhd]$/)
    .optional(),
  /** For `ratio`: the part of what the source gives that is counted. */
  part: z.array(featureConditionSchema).min(1).max(10).optional(),
  /** For `sequence`: how many, the newest last. */
  length: z.int().min(1).max(50).optional(),
  /** What its values must be like; no part of its version. */
  quality: z
    .strictObject({
      maxNullShare: z.number().min(0).max(1).optional(),
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .optional(),
  /** Where there is nothing. */
  default: z.union([z.number(), z.string().max(200), z.null()]),
});
export type FeatureDefinition = z.infer<typeof featureDefinitionSchema>;

export const featureValueSchema = z.union([z.number(), z.string(), z.null()]);
export type FeatureValue = z.infer<typeof featureValueSchema>;
