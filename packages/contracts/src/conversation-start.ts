// A conversation that a member begins, as it travels over the API.
import { z } from "zod";
import { maxReplyLength } from "./conversations.ts";
import { lineText } from "./line-items.ts";
import { ccSchema } from "./mail-addresses.ts";
import { idSchema } from "./records.ts";

/** Channels by which somebody is reached who wrote nothing yet. */
export const startKinds = ["email", "sms"] as const;

export const conversationStartSchema = z.strictObject({
  channelId: idSchema.describe("One of `GET /conversations/channels`."),
  to: z
    .union([
      z.strictObject({ personId: idSchema.describe("Somebody whose address you may see.") }),
      z.strictObject({
        address: z
          .string()
          .trim()
          .min(3)
          .max(320)
          .describe("Of mail, or a phone number. The person who has it, or a new one."),
        name: lineText(200).optional().describe("Of a new person."),
      }),
    ])
    .describe("Whom to write to."),
  cc: ccSchema.optional().describe("By mail: who else gets it."),
  subject: lineText(500).optional().describe("A mail must have one."),
  text: z.string().trim().min(1).max(maxReplyLength),
  attachmentIds: z
    .array(idSchema)
    .max(20)
    .optional()
    .describe("Files that are attached to the person."),
  close: z.boolean().optional().describe("Close it at once: an answer opens it again."),
});
export type ConversationStart = z.infer<typeof conversationStartSchema>;

export const startChannelSchema = z.object({
  id: idSchema,
  kind: z.enum(startKinds),
  name: z.string(),
  address: z.string().nullable().describe("Of a mailbox: where it is written from."),
});
export type StartChannel = z.infer<typeof startChannelSchema>;
