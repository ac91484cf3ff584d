// What AI models cost, as it travels: budgets, calls, forecasts. Money is in millionths of a US dollar.
import { z } from "zod";
import { aiDataClasses, aiPurposes } from "./ai.ts";
import { paragraphs } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

export const aiBudgetScopes = ["workspace", "team", "agent", "run", "purpose"] as const;
export type AiBudgetScope = (typeof aiBudgetScopes)[number];

export const aiBudgetPeriods = ["day", "month", "total"] as const;
export type AiBudgetPeriod = (typeof aiBudgetPeriods)[number];

/** `unknown`: it was cut off, and is counted at the price that was reserved. `refused`: a budget did not allow it. */
export const aiCallStates = [
  "reserved",
  "answered",
  "failed",
  "unknown",
  "refused",
  "cached",
] as const;
export type AiCallState = (typeof aiCallStates)[number];

export const maxAiBudgets = 50;

const longText = z
  .string()
  .trim()
  .min(1)
  .max(8000)
  .regex(paragraphs, { message: "Must be text without control characters." });

export const aiBudgetSchema = z.object({
  id: idSchema,
  scope: z.enum(aiBudgetScopes),
  subject: z.string().describe("Which team, agent, run or purpose; `*`: each by itself."),
  period: z.enum(aiBudgetPeriods),
  limitMicros: z.int(),
  spentMicros: z.int().describe("In the period that runs, by whoever spent most."),
  reservedMicros: z.int().describe("Of calls under way."),
  forecastMicros: z
    .int()
    .nullable()
    .describe("At the end of the period, if it goes on like this; null: too early to tell."),
  version: z.int(),
});
export type AiBudget = z.infer<typeof aiBudgetSchema>;

const budgetLimit = z.int().min(0).max(1_000_000_000_000);
export const aiBudgetInputSchema = z.strictObject({
  scope: z.enum(aiBudgetScopes),
  subject: z
    .string()
    .regex(/^(\*|[\w.:-]{1,100})$/)
    .optional()
    .describe("`*` unless told: each by itself."),
  period: z.enum(aiBudgetPeriods),
  limitMicros: budgetLimit,
});
export type AiBudgetInput = z.input<typeof aiBudgetInputSchema>;
export const aiBudgetChangeSchema = z.strictObject({ limitMicros: budgetLimit });

export const aiCallSchema = z.object({
  id: idSchema,
  askId: idSchema.describe("The same for all tries of one question."),
  at: z.iso.datetime(),
  purpose: z.enum(aiPurposes),
  state: z.enum(aiCallStates),
  provider: z.string(),
  model: z.string(),
  rung: z.int().describe("Place in the ladder, from 1."),
  by: z.string().describe("Who asked: `user`, `api-key`, `system`, `customer` or `agent`."),
  dataClass: z.enum(aiDataClasses),
  reservedMicros: z.int(),
  costMicros: z.int(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  audioMs: z
    .int()
    .nullable()
    .describe(
      "How long the recording was that it listened to; null: it read text, or nobody knows.",
    ),
  latencyMs: z.int().nullable(),
  firstTokenMs: z.int().nullable(),
  priceVersion: z.int().nullable(),
  prompt: z.string().nullable(),
  error: z.string().nullable(),
});
export type AiCall = z.infer<typeof aiCallSchema>;

export const aiCallsQuerySchema = z.object({
  ...pageQuerySchema.shape,
  purpose: z.enum(aiPurposes).optional().describe("Of this purpose only."),
  state: z.enum(aiCallStates).optional().describe("In this state only."),
});

export const aiForecastInputSchema = z.strictObject({
  purpose: z.enum(aiPurposes),
  callsPerDay: z.int().min(0).max(10_000_000).optional(),
  inputTokens: z.int().min(0).max(1_000_000).optional().describe("Of one call."),
  outputTokens: z.int().min(0).max(16_000).optional().describe("Of one call."),
  audioSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .describe("Length of one recording; for `transcribe`, where no tokens count."),
});
export type AiForecastInput = z.input<typeof aiForecastInputSchema>;

export const aiForecastSchema = z.object({
  purpose: z.enum(aiPurposes),
  callsPerDay: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  audioSeconds: z
    .number()
    .nullable()
    .describe("Length of one recording; null: the purpose reads text."),
  basis: z.string().describe("Where these numbers come from."),
  rungs: z.array(
    z.object({
      modelId: idSchema,
      model: z.string(),
      provider: z.string(),
      perCallMicros: z.int(),
      perDayMicros: z.int(),
      perMonthMicros: z.int(),
    }),
  ),
  why: z.string().nullable().describe("Why no model would be asked; null: one would."),
  budgetEndsAfterDays: z
    .number()
    .nullable()
    .describe(
      "When the tightest budget of a month would be spent at the first model's price; null: never.",
    ),
});
export type AiForecast = z.infer<typeof aiForecastSchema>;

export const aiTryInputSchema = z.strictObject({
  purpose: z.enum(aiPurposes),
  text: longText,
});

export const aiTrySchema = z.object({
  kind: z.enum(["answered", "unavailable"]),
  text: z.string().nullable(),
  reason: z.string().nullable(),
  rung: z.string().describe("Which model, or `rules`."),
  costMicros: z.int(),
  latencyMs: z.int(),
  minimised: z
    .int()
    .describe("How many names, addresses and numbers were taken out before the call."),
});
export type AiTry = z.infer<typeof aiTrySchema>;
