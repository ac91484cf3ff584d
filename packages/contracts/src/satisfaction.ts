// How satisfied customers are: which channels ask them, and what they answer.
import { z } from "zod";
import { channelKinds } from "./conversations.ts";
import { plainText } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const maxRatingComment = 2000;

export const ratingInputSchema = z.strictObject({
  score: z.int().min(1).max(5).describe("1 is very dissatisfied, 5 very satisfied."),
  comment: plainText(maxRatingComment).nullable().optional(),
});
export type RatingInput = z.infer<typeof ratingInputSchema>;

export const visitorRatingSchema = z.object({
  asks: z.boolean().describe("Whether the visitor is asked, and an answer would be taken."),
  score: z.int().min(1).max(5).nullable().describe("What they said so far."),
  comment: z.string().nullable(),
});
export type VisitorRating = z.infer<typeof visitorRatingSchema>;

export const askingChannelSchema = z
  .object({
    id: idSchema.describe("Of the channel."),
    kind: z.enum(channelKinds),
    name: z.string(),
    asks: z.boolean().describe("Whether customers are asked when their conversation is closed."),
  })
  .meta({ id: "AskingChannel" });
export type AskingChannel = z.infer<typeof askingChannelSchema>;

export const askingInputSchema = z.strictObject({ asks: z.boolean() });
