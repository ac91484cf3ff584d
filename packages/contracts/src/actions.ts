// Next best action as it travels over the API: what one can do for a record, what that adds, and how it is known.
import { z } from "zod";
import { actionEntities } from "./action-entities.ts";
import { idSchema } from "./records.ts";

export const actionKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .describe("Key of the action, such as call-new-lead.");

const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });

/**
 * `helps`, `unclear`, `hurts`: measured by a trial. `untested`: nobody compared by chance, so what it adds is not known.
 * `drawn`, `held-out`: chance gave it to this record, or not, in a trial that runs. `not-wanted`: the person objected.
 */
export const actionVerdicts = [
  "helps",
  "drawn",
  "untested",
  "unclear",
  "hurts",
  "held-out",
  "not-wanted",
] as const;
export type ActionVerdict = (typeof actionVerdicts)[number];

export const nextActionSchema = z.object({
  action: actionKeySchema,
  title: z.string(),
  /** The task that it makes. */
  does: z.string(),
  verdict: z.enum(actionVerdicts),
  words: z.string(),
  /** What the action adds to the chance of the outcome; 90 % interval. Null unless it was measured by chance. */
  effect: intervalSchema.nullable(),
  /** The chance without the action. */
  without: z.number().nullable(),
  /** How likely the outcome is, whatever one does: a score, and no effect of the action. */
  chance: z
    .object({
      model: z.string(),
      title: z.string(),
      outcome: z.string(),
      score: z.number(),
      chance: z.number().nullable(),
    })
    .nullable(),
  /** On what it rests. */
  evidence: z.string(),
  reasons: z.array(
    z.object({
      feature: z.string(),
      words: z.string(),
      /** What it adds to the average effect; negative: what it takes from it. */
      share: z.number(),
    }),
  ),
  /** How many reasons rest on what your role may not read. */
  hiddenReasons: z.int(),
  mayDo: z.boolean(),
  /** When it was done from here, and the task that was made. */
  taken: z.object({ taskId: idSchema.nullable(), at: z.iso.datetime() }).nullable(),
  feedback: z.enum(["helpful", "not-helpful"]).nullable(),
});
export type NextAction = z.infer<typeof nextActionSchema>;

export const nextActionsSchema = z.object({
  /** In one sentence: what to do, or that nothing clearly helps. */
  summary: z.string(),
  data: z.array(nextActionSchema).describe("The best one first."),
});
export type NextActions = z.infer<typeof nextActionsSchema>;

export const takeActionSchema = z.strictObject({ action: actionKeySchema });
export type TakeAction = z.infer<typeof takeActionSchema>;

export const takenActionSchema = z.object({ taskId: idSchema });
export type TakenAction = z.infer<typeof takenActionSchema>;

export const actionFeedbackSchema = z.strictObject({
  action: actionKeySchema,
  says: z.enum(["helpful", "not-helpful"]),
  note: z.string().max(500).optional(),
});
export type ActionFeedback = z.infer<typeof actionFeedbackSchema>;

const armSchema = z.object({ units: z.int(), came: z.int() });

/** `too-few`: wait. `not-random`: people seem to have chosen, so nothing is said about an effect. */
export const actionEstimateStates = ["measured", "too-few", "not-random"] as const;

export const actionEstimateSchema = z.object({
  at: z.iso.datetime(),
  state: z.enum(actionEstimateStates),
  words: z.string(),
  /** Drawn, and with their outcome known. */
  treated: armSchema,
  untreated: armSchema,
  waiting: z.int().describe("Drawn, and their outcome not known yet."),
  withoutConsent: z.int(),
  average: intervalSchema.nullable(),
  /** How often a true draw looks at least as uneven as this one. */
  balance: z.number().nullable(),
});
export type ActionEstimate = z.infer<typeof actionEstimateSchema>;

export const actionTrialSchema = z.object({
  id: idSchema,
  share: z.number(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  by: z.string(),
  drawn: z.int(),
});
export type ActionTrial = z.infer<typeof actionTrialSchema>;

export const actionSummarySchema = z.object({
  key: actionKeySchema,
  title: z.string(),
  entity: z.enum(actionEntities),
  population: z.string(),
  outcome: z.string(),
  does: z.string(),
  estimate: actionEstimateSchema.nullable(),
  /** The latest one. */
  trial: actionTrialSchema.nullable(),
  taken: z.int(),
  notHelpful: z.int(),
});
export type ActionSummary = z.infer<typeof actionSummarySchema>;

export const startActionTrialSchema = z.strictObject({
  share: z
    .number()
    .min(0.1)
    .max(0.9)
    .default(0.5)
    .describe("Of the records that come in: so many get the action, drawn by chance."),
});
export type StartActionTrial = z.input<typeof startActionTrialSchema>;

export const actionDrawSchema = z.strictObject({
  recordId: idSchema,
  treated: z.boolean().describe("Whether the record was drawn to get the action."),
  propensity: z
    .number()
    .min(0.01)
    .max(0.99)
    .describe("The probability with which it could be drawn."),
  at: z.iso.datetime({ offset: true }).describe("When it was drawn."),
});
export type ActionDraw = z.infer<typeof actionDrawSchema>;

export const tellActionDrawsSchema = z.strictObject({
  draws: z.array(actionDrawSchema).min(1).max(1000),
});
export type TellActionDraws = z.infer<typeof tellActionDrawsSchema>;

export const toldActionDrawsSchema = z.object({
  added: z.int(),
  known: z.int().describe("Records that were drawn before: the first draw counts."),
});
export type ToldActionDraws = z.infer<typeof toldActionDrawsSchema>;
