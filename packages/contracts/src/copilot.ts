// The copilot of the inbox as it travels: a draft with its citations, a summary, what is known of the customer, macros
// that fit, a translation, and what became of what it offered. It sends nothing.
import { z } from "zod";
import { knowledgeCitationSchema } from "./knowledge.ts";
import { recordScoreSchema } from "./models.ts";
import { idSchema } from "./records.ts";

export const copilotSensitiveKinds = ["price", "legal", "refusal"] as const;
export type CopilotSensitiveKind = (typeof copilotSensitiveKinds)[number];

export const copilotSensitiveSchema = z.object({
  kind: z.enum(copilotSensitiveKinds),
  found: z.array(z.string()).describe("The words in which it shows."),
});
export type CopilotSensitive = z.infer<typeof copilotSensitiveSchema>;

/**
 * `off`: none is connected, or it is switched off. `asked`: it is at work. `worded`: what it wrote is shown, as far as its
 * sources carry it. `uncarried`: they carry none of it. `failed`: no answer, too late, or the budget is spent. `broken`: it
 * stopped in the middle.
 */
export const copilotModelStates = [
  "off",
  "asked",
  "worded",
  "uncarried",
  "failed",
  "broken",
] as const;

export const copilotModelSchema = z.object({
  state: z.enum(copilotModelStates),
  words: z.string().describe("The same in a sentence."),
  dropped: z.int().describe("Sentences that its sources do not carry: they are left out."),
  costMicros: z.int().nullable().describe("Millionths of a US dollar."),
});
export type CopilotModel = z.infer<typeof copilotModelSchema>;

export const copilotCitationSchema = knowledgeCitationSchema.extend({
  internal: z.boolean().describe("Customers may not read this page: mind what you pass on."),
});
export type CopilotCitation = z.infer<typeof copilotCitationSchema>;

export const copilotDraftSchema = z
  .object({
    id: idSchema.nullable().describe("Say what became of it under this id; null: nothing to use."),
    kind: z.enum(["drafted", "abstained"]),
    text: z.string().describe("Empty where it abstains."),
    words: z.string().nullable().describe("Why there is no draft."),
    questions: z.array(
      z.object({ question: z.string(), answered: z.boolean(), confidence: z.number() }),
    ),
    citations: z.array(copilotCitationSchema).describe("Where it abstains: what came nearest."),
    rung: z.string().describe("`extractive`, or the model that worded it."),
    confidence: z.number(),
    threshold: z.number(),
    sensitive: z.array(copilotSensitiveSchema),
    model: copilotModelSchema,
    seenSeq: z.int().describe("The last message that it knows."),
  })
  .meta({ id: "CopilotDraft" });
export type CopilotDraft = z.infer<typeof copilotDraftSchema>;

/** As it is written: what needs no model at once, verified sentences as they come, and the end. */
export const copilotDraftEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("draft"), draft: copilotDraftSchema }),
  z.object({ kind: z.literal("text"), text: z.string().describe("All that is verified so far.") }),
  z.object({ kind: z.literal("end"), draft: copilotDraftSchema }),
]);
export type CopilotDraftEvent = z.infer<typeof copilotDraftEventSchema>;

export const copilotSummarySchema = z
  .object({
    sentences: z.array(
      z.object({
        about: z.enum(["asked", "answered", "open", "other"]),
        text: z.string(),
        messages: z.array(z.object({ id: idSchema, seq: z.int() })),
      }),
    ),
    rung: z.string(),
    model: copilotModelSchema,
    read: z.int().describe("Messages that it was made of."),
  })
  .meta({ id: "CopilotSummary" });
export type CopilotSummary = z.infer<typeof copilotSummarySchema>;

export const copilotFactSchema = z.object({
  object: z.string(),
  id: idSchema,
  title: z.string(),
  state: z.string().nullable(),
  amountMinor: z.number().nullable(),
  currency: z.string().nullable(),
  at: z.iso.datetime(),
});
export type CopilotFact = z.infer<typeof copilotFactSchema>;

export const copilotCustomerSchema = z.object({
  person: z.object({ id: idSchema, title: z.string() }),
  open: z.array(copilotFactSchema).describe("Open deals and tickets that you may see."),
  story: z.array(copilotFactSchema).describe("What happened last."),
  scores: z.array(recordScoreSchema),
});
export type CopilotCustomer = z.infer<typeof copilotCustomerSchema>;

export const copilotMacroSchema = z.object({
  macroId: idSchema,
  name: z.string(),
  rung: z.enum(["learned", "words"]),
  reason: z.string(),
  share: z.number().describe("From 0 to 1: how near it comes."),
});
export type CopilotMacro = z.infer<typeof copilotMacroSchema>;

const inForceSchema = z.object({ isOn: z.boolean(), words: z.string() });

export const copilotViewSchema = z
  .object({
    mayDraft: z.boolean(),
    models: z.object({
      draft: inForceSchema,
      summary: inForceSchema,
      translation: inForceSchema,
    }),
    summary: copilotSummarySchema.nullable().describe("Null where you may not read texts."),
    sensitive: z.array(copilotSensitiveSchema),
    customer: copilotCustomerSchema.nullable().describe("Null where nobody is known to you."),
    macros: z.array(copilotMacroSchema),
  })
  .meta({ id: "CopilotView" });
export type CopilotView = z.infer<typeof copilotViewSchema>;

export const copilotMacroUseSchema = z.strictObject({ macroId: idSchema });

export const copilotOutcomeSchema = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("used") }),
  z.strictObject({ outcome: z.literal("rejected") }),
  z.strictObject({
    outcome: z.literal("sent"),
    messageId: idSchema.describe("The reply that was made of it."),
  }),
]);
export type CopilotOutcome = z.infer<typeof copilotOutcomeSchema>;

export const copilotSuggestionStates = [
  "offered",
  "used",
  "accepted",
  "edited",
  "rejected",
  "replaced",
] as const;
export type CopilotSuggestionState = (typeof copilotSuggestionStates)[number];

export const copilotSuggestionSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    rung: z.string(),
    state: z
      .enum(copilotSuggestionStates)
      .describe("`used`: put into the composer, not sent yet. `replaced`: a model worded it anew."),
    editShare: z.number().nullable().describe("Words changed before it was sent, from 0 to 1."),
    seconds: z.number().nullable().describe("From the offer to the decision."),
    callId: z.string().nullable(),
    offeredAt: z.iso.datetime(),
  })
  .meta({ id: "CopilotSuggestion" });
export type CopilotSuggestion = z.infer<typeof copilotSuggestionSchema>;

export const copilotFiguresQuerySchema = z.strictObject({
  days: z.coerce.number().int().min(1).max(365).optional().describe("30 unless told."),
});

export const copilotFiguresSchema = z.object({
  days: z.int(),
  data: z.array(
    z.object({
      rung: z.string(),
      offered: z.int(),
      accepted: z.int().describe("Sent as they were."),
      edited: z.int().describe("Sent with changes."),
      rejected: z.int(),
      open: z.int().describe("Neither sent nor rejected."),
      editShare: z.number().nullable().describe("Mean over those that were sent."),
      seconds: z.number().nullable().describe("Median from the offer to the decision."),
    }),
  ),
  macroUses: z.int(),
});
export type CopilotFigures = z.infer<typeof copilotFiguresSchema>;

export const copilotTranslateSchema = z.strictObject({
  messageId: idSchema,
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .describe("Into this language, such as `en`."),
});
export type CopilotTranslate = z.infer<typeof copilotTranslateSchema>;

export const copilotTranslationSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("translated"),
    text: z.string().describe("Text from outside, as the message is."),
    rung: z.string(),
    costMicros: z.int(),
  }),
  z.object({ kind: z.literal("unavailable"), words: z.string() }),
]);
export type CopilotTranslation = z.infer<typeof copilotTranslationSchema>;
