// How good a model is, as it travels over the API: metrics with intervals, plots, segments, what was left out and why.
import { z } from "zod";

export const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type ModelEstimate = z.infer<typeof estimateSchema>;

const metricsSchema = z.record(z.string(), estimateSchema);

const segmentSchema = z.object({
  feature: z.string(),
  title: z.string(),
  segment: z.string(),
  rows: z.int(),
  positives: z.int().nullable(),
  rocAuc: estimateSchema.nullable(),
  /** Mean probability less the rate that came. */
  calibrationGap: z.number().nullable(),
});
export type ModelSegment = z.infer<typeof segmentSchema>;

export const probabilityStates = ["served", "corrected", "withdrawn", "base_rate"] as const;

export const modelEvaluationSchema = z.object({
  rows: z.object({
    train: z.int(),
    test: z.int(),
    trainRate: z.number().nullable(),
    testRate: z.number().nullable(),
    trainUntil: z.iso.datetime().nullable(),
    testFrom: z.iso.datetime().nullable(),
  }),
  learner: z.object({ name: z.string(), why: z.string() }),
  used: z.array(z.string()),
  leftOut: z.array(
    z.object({ feature: z.string(), title: z.string().optional(), why: z.string() }),
  ),
  leaks: z.array(
    z.object({
      feature: z.string(),
      title: z.string().optional(),
      reasons: z.array(z.string()),
    }),
  ),
  signal: z.object({ found: z.boolean(), words: z.string() }),
  probabilities: z.object({
    status: z.enum(probabilityStates),
    method: z.string(),
    words: z.string(),
  }),
  /** On later rows than those that were learned from. 95 % intervals, by records rather than by rows. */
  metrics: metricsSchema,
  baseline: z.object({ words: z.string(), metrics: metricsSchema }),
  champion: z.object({ release: z.int(), metrics: metricsSchema }).nullable(),
  calibration: z.array(
    z.object({ weight: z.number(), predicted: z.number(), observed: z.number() }),
  ),
  gains: z.array(
    z.object({
      depth: z.number(),
      rows: z.number(),
      positives: z.number(),
      rate: z.number(),
      lift: z.number(),
      gain: z.number(),
    }),
  ),
  segments: z.array(segmentSchema),
  importance: z.array(z.object({ feature: z.string(), title: z.string(), share: z.number() })),
});
export type ModelEvaluation = z.infer<typeof modelEvaluationSchema>;
