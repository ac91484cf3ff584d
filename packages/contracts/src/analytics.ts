// Figures about conversations, as they travel over the API. Every number is about conversations that began within the
// days asked for and that the caller may see; each measure also lists the conversations behind its number.
import { z } from "zod";
import { channelKinds, conversationSchema } from "./conversations.ts";
import { idSchema } from "./records.ts";

export const analyticsMeasures = [
  "conversations",
  "answered",
  "resolved",
  "reopened",
  "promised",
  "kept",
  "missed",
  "asked",
  "rated",
  "satisfied",
  "dissatisfied",
  "bot-answered",
  "deflected",
] as const;
export type AnalyticsMeasure = (typeof analyticsMeasures)[number];

/** In words, for whoever reads the number. */
export const measureDefinitions: Record<AnalyticsMeasure, { label: string; about: string }> = {
  conversations: {
    label: "Conversations",
    about: "Began within these days, merged ones left out.",
  },
  answered: { label: "Answered by a member", about: "A member replied to them at least once." },
  resolved: { label: "Resolved", about: "Closed now; what was opened again is not." },
  reopened: {
    label: "Reopened",
    about: "Opened again after they were closed, by the customer or by a member.",
  },
  promised: { label: "With a promise", about: "An answer or a resolution was promised in them." },
  kept: { label: "Promises kept", about: "With a promise, and none of it was missed so far." },
  missed: { label: "Promises missed", about: "At least one promise was not kept in time." },
  asked: { label: "Asked", about: "The customer was asked how satisfied they are." },
  rated: { label: "Rated", about: "The customer answered with one of five scores." },
  satisfied: { label: "Satisfied", about: "Rated 4 or 5 of 5." },
  dissatisfied: { label: "Dissatisfied", about: "Rated 1 or 2 of 5." },
  "bot-answered": {
    label: "Answered by the bot",
    about: "The bot gave at least one answer; that a person will answer is none.",
  },
  deflected: {
    label: "Resolved by the bot",
    about:
      "The customer said that the bot's answer helped, no member replied, and it was not opened again within 72 hours. Silence alone never counts, nor does what is younger than 72 hours.",
  },
};

const share = z
  .object({
    value: z.number().min(0).max(1),
    low: z.number().min(0).max(1),
    high: z.number().min(0).max(1),
  })
  .nullable()
  .describe("With the Wilson interval at 95 %; null: of nothing.");

const minutes = z
  .object({ median: z.number().min(0), p90: z.number().min(0) })
  .nullable()
  .describe("Minutes of business hours; null: of nothing.");

export const analyticsFiguresSchema = z.object({
  counts: z.record(z.enum(analyticsMeasures), z.int().min(0)),
  firstResponse: minutes.describe("From the first message to the first reply of a member."),
  resolution: minutes.describe("From the first message to the closing that holds."),
  keptShare: share.describe("Promises kept, of conversations with a promise."),
  satisfiedShare: share.describe("Rated 4 or 5, of those that were rated."),
  averageScore: z.number().min(1).max(5).nullable(),
  deflectedShare: share.describe("Resolved by the bot, of those that it answered."),
});
export type AnalyticsFigures = z.infer<typeof analyticsFiguresSchema>;

const named = z.object({
  id: idSchema.nullable().describe("Null: nobody, or no team."),
  name: z.string(),
  figures: analyticsFiguresSchema,
});
export type AnalyticsGroup = z.infer<typeof named>;

export const conversationFiguresSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    zone: z.string().describe("In which days and business hours are meant."),
    total: analyticsFiguresSchema,
    channels: z.array(named.extend({ kind: z.enum(channelKinds).nullable() })),
    members: z.array(named).nullable().describe("Null: you may not see who has what."),
    teams: z.array(named).nullable().describe("Null: you may not see which team has what."),
    days: z.array(
      z.object({
        day: z.iso.date(),
        counts: z.array(z.object({ channelId: idSchema, count: z.int() })),
      }),
    ),
    definitions: z
      .record(z.enum(analyticsMeasures), z.object({ label: z.string(), about: z.string() }))
      .describe("What each number counts, in words."),
    isComplete: z.boolean().describe("False while conversations from before are still read."),
  })
  .meta({ id: "ConversationFigures" });
export type ConversationFigures = z.infer<typeof conversationFiguresSchema>;

const day = z.iso.date().regex(/^2\d{3}-/);
export const analyticsFilterSchema = z.strictObject({
  from: day.optional().describe("First day; 29 days before the last unless told."),
  to: day.optional().describe("Last day; today unless told."),
  channel: idSchema.optional().describe("Only over this channel."),
  member: z
    .union([z.literal("nobody"), idSchema])
    .optional()
    .describe("Only with this member, or `nobody`."),
  team: z
    .union([z.literal("none"), idSchema])
    .optional()
    .describe("Only with this team, or `none`."),
});
export type AnalyticsFilter = z.infer<typeof analyticsFilterSchema>;

export const analyticsListQuerySchema = analyticsFilterSchema.extend({
  measure: z.enum(analyticsMeasures).describe("Which number's conversations."),
  limit: z.coerce.number().int().min(1).max(100).optional().describe("50 unless told."),
  cursor: idSchema.optional().describe("`nextCursor` of the page before."),
});
export type AnalyticsListQuery = z.infer<typeof analyticsListQuerySchema>;

export const analyticsListSchema = z.object({
  data: z.array(conversationSchema),
  nextCursor: idSchema.nullable(),
});
