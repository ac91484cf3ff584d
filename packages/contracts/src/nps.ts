// Campaigns that ask people by mail how likely they are to recommend us, as they travel over the API.
import { z } from "zod";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const maxNpsComment = 2000;

export const npsLanguages = ["en", "de"] as const;
export type NpsLanguage = (typeof npsLanguages)[number];

const parts = {
  name: lineText(120).describe("For members; people who are asked do not see it."),
  brand: lineText(80).describe("What people are asked about: “How likely are you to recommend …?”"),
  language: z.enum(npsLanguages).describe("Of the mail and the page behind its link."),
  segmentId: idSchema.describe("Whom it asks: a segment of people."),
  channelId: idSchema.describe("The mailbox that sends, and takes what people write back."),
  periodDays: z
    .int()
    .min(30)
    .max(730)
    .describe("Nobody is asked again within so many days, by whichever campaign."),
};

export const npsCampaignInputSchema = z.strictObject(parts);
export type NpsCampaignInput = z.infer<typeof npsCampaignInputSchema>;

export const npsCampaignChangeSchema = z.strictObject(parts).partial();
export type NpsCampaignChange = z.infer<typeof npsCampaignChangeSchema>;

export const npsStates = ["draft", "sending", "sent", "stopped"] as const;
export type NpsState = (typeof npsStates)[number];

const count = z.int().min(0);
const points = z.number().min(-100).max(100).nullable();

export const npsScoreSchema = z.object({
  sent: count.describe("Mails sent within the last period: each person once."),
  answers: count.describe("Of these, answered."),
  promoters: count.describe("Answered 9 or 10."),
  passives: count.describe("Answered 7 or 8."),
  detractors: count.describe("Answered 0 to 6."),
  scores: z.array(count).length(11).describe("How many answered 0, 1, … 10."),
  value: points.describe("Percent of promoters less percent of detractors; null: no answers."),
  low: points.describe("Lower end of the interval at 95 %."),
  high: points.describe("Upper end of it."),
});
export type NpsScore = z.infer<typeof npsScoreSchema>;

export const npsCampaignSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    brand: z.string(),
    language: z.enum(npsLanguages),
    periodDays: z.int(),
    segment: z
      .object({ id: idSchema, name: z.string().nullable() })
      .describe("Its name is null where it is gone, or you may not see it."),
    channel: z.object({ id: idSchema, name: z.string().nullable() }),
    state: z.enum(npsStates),
    progress: z.object({
      waiting: count,
      sent: count,
      refused: count.describe("A mail server did not take them."),
      unknown: count.describe("May have arrived; they are not sent again."),
      skipped: count.describe("Not asked after all: gone, or not agreed any more."),
    }),
    faults: z
      .array(z.object({ reason: z.string(), count: z.int().min(1) }))
      .describe("Why mails were refused or are unknown, the most frequent first."),
    score: npsScoreSchema,
    version: z.int(),
    createdAt: z.string(),
    startedAt: z.string().nullable().describe("When it was last started."),
    stoppedAt: z.string().nullable(),
  })
  .meta({ id: "NpsCampaign" });
export type NpsCampaign = z.infer<typeof npsCampaignSchema>;

export const npsPreviewSchema = z
  .object({
    within: count.describe("People in the segment now."),
    noAddress: count.describe("Without a mail address."),
    sameAddress: count.describe("With an address of somebody who is asked already."),
    notAgreed: count.describe("Did not agree to surveys, or asked not to be asked."),
    askedLately: count.describe("Were asked within the period."),
    asked: count.describe("Would be asked."),
  })
  .meta({ id: "NpsPreview" });
export type NpsPreview = z.infer<typeof npsPreviewSchema>;

export const npsAnswerSchema = z
  .object({
    id: idSchema,
    person: z
      .object({ id: idSchema, title: z.string() })
      .nullable()
      .describe("Null: gone, or you may not see them."),
    score: z.int().min(0).max(10),
    comment: z.string().nullable().describe("Text from outside."),
    sentAt: z.string(),
    answeredAt: z.string(),
  })
  .meta({ id: "NpsAnswer" });
export type NpsAnswer = z.infer<typeof npsAnswerSchema>;

export const npsAnswersQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).optional().describe("50 unless told."),
  cursor: idSchema.optional().describe("`nextCursor` of the page before."),
});

export const npsAnswersSchema = z.object({
  data: z.array(npsAnswerSchema),
  nextCursor: idSchema.nullable(),
});

/** What the page behind a link takes. */
export const npsSaidSchema = z.strictObject({
  score: z.int().min(0).max(10),
  comment: z.string().max(maxNpsComment),
});
export type NpsSaid = z.infer<typeof npsSaidSchema>;
