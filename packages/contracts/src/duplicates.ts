// Duplicates and merges as they travel over the API: pairs that may be the same with their reasons, the check
// of a draft, the preview of a merge, the merge itself and the list of past ones.
import { z } from "zod";
import { fieldTypes } from "./field-types.ts";
import { pageQuerySchema } from "./lists.ts";
import { fieldValueSchema, idSchema } from "./records.ts";

/** Objects whose records are looked at for duplicates, and can be merged. */
export const mergeableObjects = ["people", "companies"] as const;
export type MergeableObject = (typeof mergeableObjects)[number];

export const maxMergedAtOnce = 10;

export const duplicateBands = ["high", "medium", "low"] as const;
export type DuplicateBand = (typeof duplicateBands)[number];

const mergeableObjectSchema = z.enum(mergeableObjects);
const recordSchema = z.looseObject({ id: idSchema });

export const duplicateReasonSchema = z.object({
  rule: z.string().describe("Stable name of the rule, such as `email-same`."),
  text: z.string().describe("The same in words."),
});

const likenessShape = {
  score: z.number().min(0).max(1),
  band: z
    .enum(duplicateBands)
    .describe("high: very likely the same; medium: likely; low: possibly."),
  reasons: z.array(duplicateReasonSchema),
};

export const duplicatePairSchema = z.object({
  object: z.string(),
  ids: z.array(idSchema),
  ...likenessShape,
  records: z.array(recordSchema).describe("Both, as you may see them."),
  suggestedSurvivorId: idSchema.describe("The fuller one; of two equally full ones the older."),
});
export type DuplicatePair = z.infer<typeof duplicatePairSchema>;

export const duplicatesQuerySchema = pageQuerySchema.extend({
  object: mergeableObjectSchema,
  band: z.enum(duplicateBands).optional().describe("Pairs of this confidence only."),
  recordId: idSchema.optional().describe("Pairs of this record only."),
});

export const duplicateCheckSchema = z.strictObject({
  object: mergeableObjectSchema,
  data: z.record(z.string(), z.unknown()).describe("The draft's fields."),
  exceptId: idSchema.optional().describe("The record that is being changed, if any."),
});

export const duplicateMatchSchema = z.object({ record: recordSchema, ...likenessShape });

export const duplicateCheckAnswerSchema = z.object({
  data: z.array(duplicateMatchSchema),
  hidden: z
    .enum(["none", "match", "not-looked"])
    .describe(
      "Whether a record that you may not see has this very e-mail address; looked at only for roles that may know.",
    ),
});
export type DuplicateCheckAnswer = z.infer<typeof duplicateCheckAnswerSchema>;

export const dismissSchema = z.strictObject({
  object: mergeableObjectSchema,
  ids: z.array(idSchema).length(2),
});

const picksSchema = z
  .record(z.string().max(120), idSchema)
  .describe("By field (custom ones as `custom.<key>`): the record whose value is kept.");

const mergeShape = {
  object: mergeableObjectSchema,
  survivorId: idSchema,
  loserIds: z
    .array(idSchema)
    .min(1)
    .max(maxMergedAtOnce - 1),
  picks: picksSchema.optional(),
};

export const mergePreviewRequestSchema = z.strictObject(mergeShape);
export type MergePreviewRequest = z.infer<typeof mergePreviewRequestSchema>;

export const mergeRequestSchema = z.strictObject({
  ...mergeShape,
  versions: z
    .record(idSchema, z.string().max(100))
    .optional()
    .describe("ETag of each record as previewed: 412 when one changed since."),
});
export type MergeRequest = z.infer<typeof mergeRequestSchema>;

export const mergeRules = ["same", "survivor", "filled", "union", "picked", "follows"] as const;

export const mergeFieldSchema = z.object({
  key: z.string(),
  label: z.string(),
  type: z.enum(fieldTypes),
  values: z.record(z.string(), fieldValueSchema).describe("By record."),
  value: fieldValueSchema.describe("What the survivor will have."),
  from: idSchema.nullable().describe("The record that it comes from; null for a union."),
  rule: z.enum(mergeRules),
  canPick: z.boolean(),
});
export type MergeField = z.infer<typeof mergeFieldSchema>;

export const mergePreviewSchema = z.object({
  object: z.string(),
  survivorId: idSchema,
  records: z.array(recordSchema).describe("The survivor first."),
  versions: z.record(idSchema, z.string()),
  fields: z.array(mergeFieldSchema),
  related: z
    .array(
      z.object({
        object: z.string(),
        label: z.string(),
        count: z.int(),
        isCapped: z.boolean(),
      }),
    )
    .describe("What will point at the survivor, of what you may see; the rest moves too."),
});
export type MergePreview = z.infer<typeof mergePreviewSchema>;

export const mergesQuerySchema = pageQuerySchema.extend({
  object: mergeableObjectSchema.optional(),
  recordId: idSchema.optional().describe("Merges that this record had a part in."),
});

export const mergeSchema = z.object({
  id: idSchema.describe("Of the act; `POST /undo/{id}` takes it too."),
  object: z.string(),
  survivorId: idSchema,
  loserIds: z.array(idSchema),
  records: z.array(recordSchema).describe("Those that you may see, also in the trash."),
  mergedAt: z.iso.datetime(),
  mergedBy: z.string(),
  undoneAt: z.iso.datetime().nullable(),
});
export type Merge = z.infer<typeof mergeSchema>;

export const mergedSchema = z.object({ id: idSchema, object: z.string(), record: recordSchema });
