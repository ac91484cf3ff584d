// What AI models are told, as it travels: versions of prompts, examples that judge them, evaluations over the examples, and
// trials of a version on a share of the real work. Money is in millionths of a US dollar.
import { z } from "zod";
import { lineText, paragraphs } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const aiPromptKeys = ["answer", "draft", "summary", "triage", "translate"] as const;
export type AiPromptKey = (typeof aiPromptKeys)[number];

/** Those of which it is known whether what they led to was used. */
export const aiTriedPromptKeys = ["answer", "draft", "summary"] as const;

export const aiPromptTrialStates = ["open", "promoted", "rolled-back", "stopped"] as const;
export type AiPromptTrialState = (typeof aiPromptTrialStates)[number];

export const aiPromptEvaluationStates = ["running", "done", "failed"] as const;
export type AiPromptEvaluationState = (typeof aiPromptEvaluationStates)[number];

/** Of one prompt. */
export const maxAiPromptExamples = 200;

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(paragraphs, { message: "Must be text without control characters." });
const version = z.int().min(0).max(10_000).describe("0: the one that Rapport ships.");

const aiPromptArmSchema = z.object({
  version,
  uses: z.int().describe("Answers of a model that it led to."),
  kept: z.int().describe("Of these: used as they were or edited, or carried by their sources."),
  dropped: z.int().describe("Rejected by a member, or not carried by their sources."),
});
export type AiPromptArm = z.infer<typeof aiPromptArmSchema>;

export const aiPromptTrialSchema = z.object({
  id: idSchema,
  key: z.enum(aiPromptKeys),
  version,
  against: version.describe("The version that was in force when it began."),
  share: z.number().describe("Of the work that the tried version gets."),
  state: z.enum(aiPromptTrialStates),
  arms: z.array(aiPromptArmSchema).describe("The version in force, then the tried one."),
  better: z
    .number()
    .describe("Evidence that the tried version is better, as an e-value: 100 promotes it."),
  worse: z.number().describe("Evidence that it is worse: 100 rolls it back."),
  words: z.string().describe("How it stands, in words."),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type AiPromptTrial = z.infer<typeof aiPromptTrialSchema>;

export const aiPromptSchema = z.object({
  key: z.enum(aiPromptKeys),
  inForce: version,
  text: z.string(),
  shipped: z.string(),
  versions: z.array(
    z.object({
      version: z.int(),
      text: z.string(),
      note: z.string().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ),
  examples: z.int().describe("How many there are to evaluate it with."),
  trial: aiPromptTrialSchema.nullable().describe("The one that runs; null: none."),
});
export type AiPrompt = z.infer<typeof aiPromptSchema>;

export const aiPromptInputSchema = z.strictObject({
  text: text(8000).describe("What the model is told before it sees anything else."),
  note: lineText(200).nullable().optional(),
});
export const aiPromptUseSchema = z.strictObject({ version });

export const aiPromptTrialInputSchema = z.strictObject({
  version,
  share: z.number().min(0.01).max(0.5).describe("Of the work; 0.5 decides soonest."),
});

const phrases = (what: string) => z.array(text(200)).max(20).describe(what);

export const aiPromptExpectationsSchema = z.strictObject({
  has: phrases("Each must stand in the answer, whatever its case.").default([]),
  hasNot: phrases("None may stand in it.").default([]),
  maxWords: z.int().min(1).max(2000).nullable().default(null),
  declines: z
    .boolean()
    .default(false)
    .describe("The passages do not say it: the answer must be that there is none."),
});
export type AiPromptExpectations = z.infer<typeof aiPromptExpectationsSchema>;

const exampleFields = {
  text: text(4000).describe("What is asked, or is to be worked on."),
  passages: z
    .array(text(4000))
    .max(10)
    .describe("What the answer must rest on: every sentence is held against them."),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable()
    .describe("Of the answer."),
};

export const aiPromptExampleInputSchema = z.strictObject({
  ...exampleFields,
  passages: exampleFields.passages.default([]),
  language: exampleFields.language.default(null),
  expects: aiPromptExpectationsSchema,
});
export type AiPromptExampleInput = z.input<typeof aiPromptExampleInputSchema>;

export const aiPromptExamplesInputSchema = z.strictObject({
  examples: z.array(aiPromptExampleInputSchema).min(1).max(maxAiPromptExamples),
});

export const aiPromptExampleSchema = z.object({
  id: idSchema,
  key: z.enum(aiPromptKeys),
  ...exampleFields,
  expects: z.object({
    has: z.array(z.string()),
    hasNot: z.array(z.string()),
    maxWords: z.int().nullable(),
    declines: z.boolean(),
  }),
  createdAt: z.iso.datetime(),
});
export type AiPromptExample = z.infer<typeof aiPromptExampleSchema>;

export const aiPromptResultSchema = z.object({
  exampleId: idSchema,
  text: z.string().describe("What was asked."),
  passed: z.boolean(),
  faults: z.array(z.string()).describe("What was not as expected, in words."),
  answer: z.string().nullable().describe("Null: no model answered."),
  rung: z.string().nullable(),
  latencyMs: z.int(),
  costMicros: z.int(),
});
export type AiPromptResult = z.infer<typeof aiPromptResultSchema>;

export const aiPromptEvaluationSchema = z.object({
  id: idSchema,
  key: z.enum(aiPromptKeys),
  version,
  state: z.enum(aiPromptEvaluationStates),
  total: z.int(),
  done: z.int(),
  passed: z.int(),
  costMicros: z.int(),
  error: z.string().nullable().describe("Why it failed, in words."),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type AiPromptEvaluation = z.infer<typeof aiPromptEvaluationSchema>;

export const aiPromptEvaluationWholeSchema = z.object({
  ...aiPromptEvaluationSchema.shape,
  results: z.array(aiPromptResultSchema).describe("Those that failed first."),
});
export type AiPromptEvaluationWhole = z.infer<typeof aiPromptEvaluationWholeSchema>;
