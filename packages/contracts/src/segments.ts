// Segments: records that belong together by what is known of them, kept current while that changes.
import { z } from "zod";
import { featureEntitySchema } from "./features.ts";
import { idSchema } from "./records.ts";

const nameSchema = z.string().trim().min(1).max(120);

/** A feature of the entity's set, compared with a value. Text features know `eq`, `ne` and `exists`. */
const featureRuleSchema = z.strictObject({
  kind: z.literal("feature"),
  feature: z.string().regex(/^[a-z][a-z0-9_]{1,79}$/),
  op: z.enum(["eq", "ne", "gt", "gte", "lt", "lte", "exists"]),
  value: z.union([z.number(), z.string().max(200)]).optional(),
});

/** So many events of a name in the last days; `times` 0: none at all. */
const eventRuleSchema = z.strictObject({
  kind: z.literal("event"),
  name: z.string().min(1).max(200),
  withinDays: z.int().min(1).max(3650),
  op: z.enum(["gte", "lt"]),
  times: z.int().min(0).max(100_000),
});

/** A field of the record, as it is now. */
const fieldRuleSchema = z.strictObject({
  kind: z.literal("field"),
  field: z.string().min(1).max(120),
  op: z.enum(["eq", "ne", "gt", "gte", "lt", "lte", "exists"]),
  value: z.union([z.number(), z.string().max(200), z.boolean()]).optional(),
});

export const segmentRuleSchema = z.discriminatedUnion("kind", [
  featureRuleSchema,
  eventRuleSchema,
  fieldRuleSchema,
]);
export type SegmentRule = z.infer<typeof segmentRuleSchema>;

export const segmentDefinitionSchema = z.strictObject({
  entity: featureEntitySchema,
  match: z.enum(["all", "any"]),
  rules: z.array(segmentRuleSchema).min(1).max(12),
});
export type SegmentDefinition = z.infer<typeof segmentDefinitionSchema>;

export const segmentInputSchema = z.strictObject({
  name: nameSchema,
  definition: segmentDefinitionSchema,
});
export type SegmentInput = z.infer<typeof segmentInputSchema>;

export const segmentChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  definition: segmentDefinitionSchema.optional(),
});
export type SegmentChange = z.infer<typeof segmentChangeSchema>;

const time = z.string();

export const segmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  definition: segmentDefinitionSchema,
  /** The rules in words. */
  sentence: z.string(),
  /** Those that you may see; null while membership is computed for the first time. */
  members: z.int().min(0).nullable(),
  ownerId: idSchema.nullable(),
  version: z.int(),
  createdAt: time,
  updatedAt: time,
});
export type Segment = z.infer<typeof segmentSchema>;

export const segmentPreviewSchema = z.object({
  count: z.int().min(0),
  outOf: z.int().min(0),
  sentence: z.string(),
  examples: z.array(z.object({ id: idSchema, title: z.string() })),
});
export type SegmentPreview = z.infer<typeof segmentPreviewSchema>;

const share = z.number().min(0).max(1);

/** A group that records fall into by themselves, told as rules. */
export const segmentSuggestionSchema = z.object({
  definition: segmentDefinitionSchema,
  sentence: z.string(),
  /** Records of the group, among those looked at. */
  size: z.int().min(0),
  outOf: z.int().min(0),
  /** Share of the group that the rules take. */
  captured: share,
  /** Share, of those that the rules take, that are of the group. */
  precise: share,
});
export type SegmentSuggestion = z.infer<typeof segmentSuggestionSchema>;

/** Records outside a segment that are most like those within. */
export const lookAlikesSchema = z.object({
  members: z.int().min(0),
  outOf: z.int().min(0),
  /** What members have in common beside the rules; null: nothing that stands out. */
  inCommon: z.string().nullable(),
  data: z.array(z.object({ id: idSchema, title: z.string(), likeness: share })),
});
export type LookAlikes = z.infer<typeof lookAlikesSchema>;

export const segmentMemberSchema = z.object({
  id: idSchema,
  title: z.string(),
  enteredAt: time,
  leftAt: time.nullable(),
});
export type SegmentMember = z.infer<typeof segmentMemberSchema>;
