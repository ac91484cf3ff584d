// Pages suggested from closed tickets and settled conversations, and what of these is looked at.
import { z } from "zod";
import { knowledgeLanguageSchema, knowledgePageInputSchema } from "./knowledge.ts";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";

const time = z.iso.datetime();

export const closedTicketsInputSchema = z.strictObject({
  isOn: z.boolean(),
  conversations: z.boolean().describe("Settled conversations."),
  channelIds: z.array(idSchema).max(100).describe("Of these channels only; none: of all."),
  teamIds: z.array(idSchema).max(100).describe("In the queues of these teams only; none: of all."),
  tickets: z.boolean().describe("Tickets that are solved or closed."),
  ticketCategories: z
    .array(lineText(200))
    .max(100)
    .describe("Of these categories only; none: of all."),
  since: z.iso.date().describe("Settled on this day or later."),
  waitHours: z.int().min(0).max(720).describe("Stayed settled for so many hours."),
  onlyGood: z
    .boolean()
    .describe(
      "Only where the customer was satisfied (4 or 5 of 5). 1 and 2 of 5 are always left out.",
    ),
});
export type ClosedTicketsInput = z.infer<typeof closedTicketsInputSchema>;

export const closedTicketsSchema = closedTicketsInputSchema.extend({
  lookedAt: time.nullable().describe("When what is settled was gone over last."),
  isLooking: z.boolean().describe("It is due, or under way."),
});
export type ClosedTickets = z.infer<typeof closedTicketsSchema>;

export const suggestionStates = ["open", "published", "dismissed"] as const;
export type SuggestionState = (typeof suggestionStates)[number];

export const suggestionQuerySchema = z.strictObject({
  state: z.enum(suggestionStates).optional().describe("`open` unless told."),
});

export type SuggestionQuery = z.infer<typeof suggestionQuerySchema>;

export const suggestionOriginSchema = z.object({
  object: z.enum(["conversations", "tickets"]),
  id: idSchema,
  title: z.string(),
  settledAt: time,
});
export type SuggestionOrigin = z.infer<typeof suggestionOriginSchema>;

export const pageSuggestionSummarySchema = z.object({
  id: idSchema,
  state: z.enum(suggestionStates),
  title: z.string().describe("What was asked, in one line; text from outside."),
  excerpt: z.string().describe("How the answer begins."),
  language: knowledgeLanguageSchema,
  cases: z.int().describe("Closed tickets and conversations in it, of those that you may read."),
  customers: z.int().describe("How many asked, as far as it is known."),
  unanswered: z
    .int()
    .describe(
      "How often it was asked of the knowledge base in the last 90 days without an answer.",
    ),
  isAnswered: z
    .boolean()
    .nullable()
    .describe("Whether customers get an answer from published pages already; null: not tried yet."),
  nearest: z
    .object({ id: idSchema, name: z.string() })
    .nullable()
    .describe("The page nearest to it."),
  pageId: idSchema.nullable().describe("What it was published as."),
  settledAt: time.describe("The latest of its cases."),
});
export type PageSuggestionSummary = z.infer<typeof pageSuggestionSummarySchema>;

export const pageSuggestionSchema = pageSuggestionSummarySchema.extend({
  question: z
    .string()
    .describe("What the customer wrote, without personal data; text from outside."),
  answer: z.string().describe("What settled it, without personal data."),
  marks: z.int().describe("Places in the answer where personal data was taken out."),
  otherAnswers: z.array(z.string()).describe("What settled the other cases; the first five."),
  origins: z.array(suggestionOriginSchema).describe("The newest twenty that you may read."),
});
export type PageSuggestion = z.infer<typeof pageSuggestionSchema>;

export const suggestionListSchema = z.object({
  data: z
    .array(pageSuggestionSummarySchema)
    .describe("What customers lack most first; 200 at most."),
  progress: z
    .object({ open: z.int(), published: z.int(), dismissed: z.int() })
    .describe("Of those that you may read."),
});
export type SuggestionList = z.infer<typeof suggestionListSchema>;

export const suggestionPublishSchema = knowledgePageInputSchema.extend({
  source: lineText(100).optional().describe("Name of the source; `Closed tickets` unless told."),
});
export type SuggestionPublish = z.infer<typeof suggestionPublishSchema>;
