// The bot that answers customers, as its settings and figures travel, and a trial of it with every step.
import { z } from "zod";
import { paragraphs } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const botLanguages = ["en", "de", "fr", "es"] as const;
export type BotLanguage = (typeof botLanguages)[number];

const words = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(paragraphs, { message: "Must be text without control characters." });

export const botWordingSchema = z.strictObject({
  language: z.enum(botLanguages),
  channelId: idSchema.nullable().describe("Null: on every channel that has no words of its own."),
  disclosure: words(300)
    .nullable()
    .describe("Said with its first words; it must say that an AI speaks. Null: the usual words."),
  handOver: words(600).nullable().describe("Said when a person takes over. Null: the usual words."),
});
export type BotWording = z.infer<typeof botWordingSchema>;

export const botSettingsSchema = z.strictObject({
  isOn: z.boolean().describe("It answers on channels that let an AI answer, and nowhere else."),
  precision: z
    .number()
    .min(0.5)
    .max(0.99)
    .describe("How often a given answer must be right; surer means fewer answers."),
  mostAnswers: z
    .int()
    .min(1)
    .max(20)
    .describe("Answers in one conversation within a day before a person takes over."),
  usesModel: z.boolean().describe("Whether a model may word what the sources say."),
  linkHosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/),
    )
    .max(50)
    .describe("Websites of yours that its sources may link to, beside this server's own."),
  wordings: z
    .array(botWordingSchema)
    .max(100)
    .describe("Words of yours in place of the usual ones."),
});
export type BotSettings = z.infer<typeof botSettingsSchema>;

export const botTryInputSchema = z.strictObject({
  text: words(4000).describe("What a customer would write."),
});

export const botStepSchema = z.object({
  step: z.enum(["decide", "look-up", "draft", "verify", "reply"]),
  outcome: z.string().describe("In words."),
  ms: z.int(),
});
export type BotStep = z.infer<typeof botStepSchema>;

export const botTrySchema = z.object({
  kind: z.enum(["answered", "confirmed", "abstained", "handed_over", "silent"]),
  reason: z.string().nullable().describe("Why it gives the conversation to a person."),
  text: z.string().nullable().describe("What the customer would read."),
  handOver: z
    .object({ reason: z.string(), summary: z.string() })
    .nullable()
    .describe("What a person would be told."),
  citations: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  rung: z.string().nullable().describe("`extractive`, or the model that worded it."),
  confidence: z.number().nullable(),
  language: z.enum(botLanguages),
  steps: z.array(botStepSchema),
});
export type BotTry = z.infer<typeof botTrySchema>;

export const botFiguresQuerySchema = z.strictObject({
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .describe("The last so many days; 30 unless told."),
});

const count = z.int().min(0);
export const botFiguresSchema = z.object({
  days: z.int(),
  conversations: count.describe("In which it spoke."),
  answered: count.describe("Messages that it answered from sources."),
  abstained: count.describe("Messages for which it found no sure answer; a person got them."),
  handedOver: count.describe("Messages that went to a person for another reason."),
  withdrawn: count.describe("What it had ready when a person was there first, and did not say."),
  confirmed: count.describe("Conversations in which the customer said that it was answered."),
  waiting: count.describe("Of these: confirmed within the last 72 hours."),
  reopened: count.describe("Of these: the customer wrote again within 72 hours."),
  deflected: count.describe(
    "Resolved by the bot: confirmed by the customer, with no person, and not reopened within 72 hours. Silence counts as nothing.",
  ),
  reasons: z.array(z.object({ reason: z.string(), count })).describe("Why a person took over."),
  rungs: z.array(z.object({ rung: z.string(), count })).describe("What made its answers."),
  medianMs: z.int().nullable().describe("From a message to its answer."),
  p95Ms: z.int().nullable(),
});
export type BotFigures = z.infer<typeof botFiguresSchema>;
