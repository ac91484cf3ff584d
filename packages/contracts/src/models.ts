// Models of customer data as they travel over the API: what there is, its releases with their evaluation, which of them
// is in force, and the scores of records with their reasons.
import { z } from "zod";
import { estimateSchema, modelEvaluationSchema } from "./model-evaluations.ts";
import { idSchema } from "./records.ts";

export const modelEntities = ["people", "companies", "deals", "tickets"] as const;
export type ModelEntity = (typeof modelEntities)[number];

/** `chance`: two outcomes. `classes`: one of several. */
export const modelTasks = ["chance", "classes"] as const;
export type ModelTask = (typeof modelTasks)[number];

/** From the best to the plainest: learned from many, from few, rules. */
export const modelRungs = ["learned", "few-examples", "rules"] as const;
export type ModelRung = (typeof modelRungs)[number];

export const modelKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .describe("Key of the model, such as lead-score.");

const setRefSchema = z.object({
  set: z.string(),
  /** Its version. */
  hash: z.string(),
  /** Those of its features that the model reads. */
  features: z.array(z.string()),
});
export type ModelSetRef = z.infer<typeof setRefSchema>;

export const modelManifestSchema = z.object({
  query: z.string(),
  asOf: z.iso.datetime(),
  rows: z.int(),
  records: z.int(),
  digest: z.string(),
  seed: z.int(),
  featureHash: z.string(),
  /** Sets of features that it learned from, and reads for as long as it is in force. */
  sets: z.array(setRefSchema),
  definitionHash: z.string(),
  withoutConsent: z.int(),
  feedback: z.int(),
});
export type ModelManifest = z.infer<typeof modelManifestSchema>;

export const modelReleaseSchema = z.object({
  id: idSchema,
  model: modelKeySchema,
  number: z.int(),
  createdAt: z.iso.datetime(),
  rung: z.enum(modelRungs),
  /** Why it stands on this rung, in words. */
  why: z.string(),
  /** Whether it passed the gates. */
  passed: z.boolean(),
  refusals: z.array(z.string()),
  codeVersion: z.string(),
  artefactDigest: z.string().nullable(),
  artefactBytes: z.int(),
  manifest: modelManifestSchema,
  evaluation: modelEvaluationSchema.nullable(),
});
export type ModelRelease = z.infer<typeof modelReleaseSchema>;

const listedReleaseSchema = modelReleaseSchema.extend({
  evaluation: modelEvaluationSchema.nullable().describe("Of the newest one only."),
  /** What its model is measured by. */
  metric: estimateSchema.nullable(),
});

export const pointerRoles = ["champion", "shadow", "canary"] as const;
export type PointerRole = (typeof pointerRoles)[number];

const pointerSchema = z.object({
  role: z.enum(pointerRoles),
  releaseId: idSchema.nullable(),
  number: z.int().nullable(),
  /** Of customers, for a canary. */
  share: z.number().nullable(),
  at: z.iso.datetime(),
  by: z.string(),
  why: z.string(),
});
export type ModelPointer = z.infer<typeof pointerSchema>;

export const modelRunStates = ["waiting", "running", "done", "refused", "failed"] as const;

const runSchema = z.object({
  id: idSchema,
  state: z.enum(modelRunStates),
  /** What it does now, in words. */
  stage: z.string(),
  progress: z.number().min(0).max(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  releaseId: idSchema.nullable(),
  outcome: z.string().nullable(),
});
export type ModelRun = z.infer<typeof runSchema>;

const checkSchema = z.object({
  kind: z.string(),
  subject: z.string(),
  value: z.number(),
  threshold: z.number(),
  alarm: z.boolean(),
  words: z.string(),
  at: z.iso.datetime(),
});
export type ModelCheck = z.infer<typeof checkSchema>;

const canarySchema = z.object({
  releaseId: idSchema,
  number: z.int(),
  share: z.number(),
  since: z.iso.datetime(),
  decisions: z.int(),
  /** Evidence (an e-value) that it is better, and that it is worse; from 100 on it decides. */
  better: z.number(),
  worse: z.number(),
});
export type ModelCanary = z.infer<typeof canarySchema>;

export const modelSummarySchema = z.object({
  key: modelKeySchema,
  title: z.string(),
  about: z.string(),
  entity: z.enum(modelEntities),
  task: z.enum(modelTasks),
  rung: z.enum(modelRungs),
  why: z.string(),
  release: z.int().nullable(),
  metric: estimateSchema.extend({ name: z.string() }).nullable(),
  trainedAt: z.iso.datetime().nullable(),
  scored: z.int(),
  alarms: z.int(),
  canary: canarySchema.nullable(),
  run: runSchema.nullable(),
  mayManage: z.boolean(),
});
export type ModelSummary = z.infer<typeof modelSummarySchema>;

export const modelCardSchema = modelSummarySchema.extend({
  population: z.string(),
  label: z.string(),
  outcome: z.string(),
  highIs: z.enum(["good", "bad", "neutral"]),
  features: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      kind: z.enum(["number", "category", "text"]),
      levels: z.array(z.string()),
    }),
  ),
  rules: z.array(z.object({ points: z.number(), words: z.string() })),
  gates: z.record(z.string(), z.number()),
  champion: modelReleaseSchema.nullable(),
  releases: z.array(listedReleaseSchema),
  pointers: z.array(pointerSchema),
  checks: z.array(checkSchema),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

const reasonSchema = z.object({
  feature: z.string(),
  words: z.string(),
  /** What it adds to the score (log-odds; points for rules). Positive speaks for the outcome. */
  share: z.number(),
});
export type ScoreReason = z.infer<typeof reasonSchema>;

const hintSchema = z.object({
  words: z.string(),
  /** The score that the model would give then, 0 to 100. */
  score: z.number(),
});
export type ScoreHint = z.infer<typeof hintSchema>;

export const recordScoreSchema = z.object({
  model: modelKeySchema,
  title: z.string(),
  about: z.string(),
  outcome: z.string(),
  highIs: z.enum(["good", "bad", "neutral"]),
  /** 0 to 100; null where only a label is given. */
  score: z.number().nullable(),
  /** Null where chances are withdrawn or the score comes from rules. */
  chance: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  label: z.string().nullable(),
  rung: z.enum(modelRungs),
  why: z.string(),
  release: z.int().nullable(),
  scoredAt: z.iso.datetime(),
  reasons: z.array(reasonSchema),
  /** How many reasons rest on what your role may not read. */
  hiddenReasons: z.int(),
  hints: z.array(hintSchema),
  feedback: z.enum(["too-high", "too-low", "right"]).nullable(),
});
export type RecordScore = z.infer<typeof recordScoreSchema>;

export const scoreFeedbackSchema = z.strictObject({
  model: modelKeySchema,
  says: z.enum(["too-high", "too-low", "right"]),
  note: z.string().max(500).optional(),
});
export type ScoreFeedback = z.infer<typeof scoreFeedbackSchema>;

export const modelPromotionSchema = z.strictObject({
  releaseId: idSchema,
  role: z.enum(pointerRoles).default("champion"),
  share: z.number().min(0.01).max(0.5).optional().describe("Of customers, for a canary."),
});
export type ModelPromotion = z.input<typeof modelPromotionSchema>;

export const modelTrialSchema = z.strictObject({
  values: z
    .record(z.string().max(100), z.union([z.string().max(20_000), z.number(), z.null()]))
    .describe("By key of the feature; what is left out counts as missing."),
  releaseId: idSchema.optional().describe("The release in force unless told."),
});
export type ModelTrial = z.infer<typeof modelTrialSchema>;

export const modelTrialResultSchema = recordScoreSchema.omit({
  scoredAt: true,
  feedback: true,
  hiddenReasons: true,
});
export type ModelTrialResult = z.infer<typeof modelTrialResultSchema>;

export const dealForecastSchema = z.object({
  rung: z.enum(modelRungs),
  totals: z.array(
    z.object({
      currency: z.string(),
      deals: z.int(),
      openMinor: z.number(),
      expected: estimateSchema.describe("In minor units; 90 % interval."),
    }),
  ),
});
export type DealForecast = z.infer<typeof dealForecastSchema>;
