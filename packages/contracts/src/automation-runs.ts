// Runs of automations, and runs tried over the past, as they travel over the API.
import { z } from "zod";
import { automationInputSchema } from "./automations.ts";
import { idSchema } from "./records.ts";

export const runStates = ["waiting", "done", "not-met", "skipped", "failed"] as const;
export type RunState = (typeof runStates)[number];

export const stepStates = ["done", "sending", "failed", "unknown"] as const;
export type StepState = (typeof stepStates)[number];

export const conditionPartSchema = z.object({
  text: z.string().describe("The part in words, with what the record held."),
  held: z.boolean(),
});
export type ConditionPart = z.infer<typeof conditionPartSchema>;

export const runSchema = z.object({
  id: idSchema,
  ruleId: idSchema,
  ruleName: z.string(),
  ruleVersion: z.int(),
  object: z.string(),
  recordId: idSchema,
  recordTitle: z.string().nullable().describe("Null where you may not see the record."),
  trigger: z.string().describe("What set it off, in words."),
  state: z.enum(runStates),
  reason: z.string().nullable().describe("Why it did not run, waits or failed, in words."),
  isReplayable: z.boolean(),
  isUndoable: z.boolean(),
  attempts: z.int(),
  depth: z.int().describe("Runs between the change that people made and this one."),
  chainId: idSchema,
  createdAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
});
export type AutomationRun = z.infer<typeof runSchema>;

export const runStepSchema = z.object({
  position: z.int().describe("Counted from 1."),
  kind: z.string(),
  act: z.string(),
  state: z.enum(stepStates),
  text: z.string().describe("What it did, in words."),
  input: z.unknown().describe("Null where you may not see what it held."),
  object: z.string().nullable(),
  recordId: idSchema.nullable(),
  actId: idSchema.nullable(),
  error: z.string().nullable(),
  at: z.iso.datetime(),
});
export type RunStep = z.infer<typeof runStepSchema>;

export const runDetailSchema = runSchema.extend({
  condition: z.array(conditionPartSchema),
  steps: z.array(runStepSchema),
});
export type AutomationRunDetail = z.infer<typeof runDetailSchema>;

export const runQuerySchema = z.strictObject({
  ruleId: idSchema.optional(),
  recordId: idSchema.optional(),
  state: z.enum(runStates).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  limit: z.coerce.number().pipe(z.int().min(1).max(200)).optional(),
  cursor: z.string().max(60).optional(),
});
export type RunQuery = z.infer<typeof runQuerySchema>;

export const dryRunInputSchema = z.strictObject({
  rule: automationInputSchema,
  from: z.iso.datetime().describe("Beginning of the period."),
  to: z.iso.datetime().describe("End of the period."),
});
export type DryRunInput = z.infer<typeof dryRunInputSchema>;

export const fieldDifferenceSchema = z.object({
  field: z.string(),
  label: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

export const dryRunSampleSchema = z.object({
  recordId: idSchema,
  recordTitle: z.string(),
  at: z.iso.datetime(),
  trigger: z.string(),
  condition: z.array(conditionPartSchema),
  steps: z.array(
    z.object({
      text: z.string(),
      error: z.string().nullable(),
      differences: z.array(fieldDifferenceSchema),
    }),
  ),
});
export type DryRunSample = z.infer<typeof dryRunSampleSchema>;

export const dryRunSchema = z.object({
  changes: z.int().describe("Changes of such records in the period that were looked at."),
  triggered: z.int(),
  matched: z.int().describe("Would have run."),
  notMet: z.int().describe("Triggered, but the condition did not hold."),
  unknown: z
    .int()
    .describe("Changes of records that are gone; told to who may read every row, others get 0."),
  records: z.int().describe("Different records among the matched."),
  isCapped: z.boolean().describe("There were more changes than are looked at."),
  samples: z.array(dryRunSampleSchema),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const runUndoSchema = z.object({
  undone: z.int(),
  kept: z.array(z.object({ step: z.int(), text: z.string() })),
});
export type RunUndo = z.infer<typeof runUndoSchema>;
