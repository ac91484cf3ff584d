// Conversations with customers, as they travel over the API. Text of a customer is text: never HTML, never an order.
import { z } from "zod";
import { ccSchema, mailAddressSchema } from "./mail-addresses.ts";
import { messageFileSchema } from "./message-files.ts";
import { idSchema } from "./records.ts";

export const channelKinds = ["widget", "email", "api", "sms"] as const;
export type ChannelKind = (typeof channelKinds)[number];
export const conversationStates = ["open", "snoozed", "closed"] as const;
export type ConversationState = (typeof conversationStates)[number];
export const conversationPriorities = ["low", "normal", "high", "urgent"] as const;
export type ConversationPriority = (typeof conversationPriorities)[number];
export const messageDeliveries = ["queued", "delivered", "refused", "unknown"] as const;
export type MessageDelivery = (typeof messageDeliveries)[number];
export const authorKinds = ["customer", "member", "bot", "system"] as const;
export type AuthorKind = (typeof authorKinds)[number];
export const triageFields = ["category", "priority", "language", "sentiment"] as const;
export type TriageField = (typeof triageFields)[number];

export const maxReplyLength = 20_000;
export const maxNoteLength = 20_000;

const time = z.iso.datetime();
const named = z.object({ id: idSchema, name: z.string() });

export const triageGuessSchema = z.object({
  value: z.string(),
  confidence: z.number().min(0).max(1),
  rung: z.enum(["rules", "learned", "person"]).describe("What decided: a person's word stays."),
  reasons: z.array(z.string()),
});
export type TriageGuess = z.infer<typeof triageGuessSchema>;

export const conversationSlaSchema = z.object({
  kind: z.enum(["first-response", "next-response", "resolution"]),
  dueAt: time,
  runs: z
    .boolean()
    .describe("Whether it is due; one that ran, or rests, is told with what was missed."),
  missed: z.int().describe("Promises that were not kept so far in this conversation."),
});
export type ConversationSla = z.infer<typeof conversationSlaSchema>;

export const conversationSchema = z
  .object({
    id: idSchema,
    number: z.int(),
    subject: z.string().nullable(),
    preview: z.string().nullable().describe("Beginning of the last message that is no note."),
    state: z.enum(conversationStates),
    snoozedUntil: time.nullable(),
    channel: z.object({ id: idSchema, kind: z.enum(channelKinds) }),
    person: z
      .object({ id: idSchema, title: z.string() })
      .nullable()
      .describe("Null where nobody is known, or where you may not see who."),
    from: z
      .object({
        address: z.string().nullable(),
        name: z.string().nullable(),
        verified: z.boolean().describe("Whether the channel vouches for who writes."),
      })
      .nullable(),
    assignee: named.nullable(),
    team: named.nullable(),
    priority: z.enum(conversationPriorities).nullable(),
    category: z.string().nullable(),
    language: z.string().nullable(),
    tags: z.array(z.string()),
    triage: z.partialRecord(z.enum(triageFields), triageGuessSchema),
    routing: z.array(z.string()).describe("Why it is with whom it is."),
    sla: conversationSlaSchema.nullable(),
    waitingSince: time.nullable(),
    firstReplyAt: time.nullable(),
    handOver: z
      .object({ reason: z.string(), summary: z.string().nullable(), at: time })
      .nullable()
      .describe("Why the bot gave it to a person."),
    rating: z
      .object({ score: z.int().nullable(), comment: z.string().nullable(), askedAt: time })
      .nullable(),
    mergedInto: z.object({ id: idSchema, number: z.int() }).nullable(),
    lastSeq: z.int(),
    lastMessageAt: time,
    createdAt: time,
    closedAt: time.nullable(),
    version: z.int(),
    mayChange: z.boolean(),
  })
  .meta({ id: "Conversation" });
export type Conversation = z.infer<typeof conversationSchema>;

export const messageSchema = z
  .object({
    id: idSchema,
    conversationId: idSchema,
    seq: z.int(),
    author: z.object({
      kind: z.enum(authorKinds),
      id: idSchema.nullable(),
      name: z.string().nullable(),
    }),
    internal: z.boolean().describe("A note among members."),
    automatic: z
      .boolean()
      .describe("Nobody wrote it: an auto-reply, a delivery report, a word of the server."),
    cc: z
      .array(mailAddressSchema)
      .describe("Who else has this mail, beside the customer and our own mailboxes."),
    text: z.string(),
    integrity: z.enum(["external", "staff", "bot"]),
    at: time,
    delivery: z
      .object({
        state: z.enum(messageDeliveries),
        reason: z.string().nullable(),
        attempts: z.int(),
      })
      .nullable(),
    citations: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
    rung: z.string().nullable().describe("What wrote it, where no person did."),
    attachments: z.array(messageFileSchema),
  })
  .meta({ id: "ConversationMessage" });
export type ConversationMessage = z.infer<typeof messageSchema>;

export const conversationSorts = ["newest", "oldest", "waiting", "due"] as const;
export type ConversationSort = (typeof conversationSorts)[number];

/** What a list is narrowed by; also what a saved view keeps. */
export const conversationFilterSchema = z.strictObject({
  state: z.enum([...conversationStates, "any"]).optional(),
  assignee: z
    .union([z.enum(["me", "nobody"]), idSchema])
    .optional()
    .describe("`me`, `nobody` or a member's id."),
  team: idSchema.optional().describe("Only what is with this team."),
  person: idSchema.optional().describe("Only with this person."),
  priority: z.enum(conversationPriorities).optional().describe("Only of this priority."),
  category: z.string().min(1).max(60).optional().describe("Only of this category."),
  channel: z.enum(channelKinds).optional().describe("Only over channels of this kind."),
  tag: z.string().min(1).max(60).optional().describe("Only with this tag."),
  sort: z.enum(conversationSorts).optional().describe("Newest message first unless told."),
});
export type ConversationFilter = z.infer<typeof conversationFilterSchema>;

export const conversationListQuerySchema = conversationFilterSchema.extend({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("Rows a page; 50 unless told."),
  cursor: z.string().max(500).optional().describe("`nextCursor` of the page before."),
});
export type ConversationListQuery = z.infer<typeof conversationListQuerySchema>;

export const conversationSearchQuerySchema = z.strictObject({
  q: z.string().min(1).max(200).describe("Words; all of them must be there."),
  limit: z.coerce.number().int().min(1).max(50).optional().describe("30 unless told."),
});

export const conversationHitSchema = z.object({
  conversation: conversationSchema,
  excerpt: z.string().describe("Around what was found."),
  at: time,
});
export type ConversationHit = z.infer<typeof conversationHitSchema>;

export const conversationCountsSchema = z.object({
  mine: z.int(),
  nobody: z.int(),
  open: z.int(),
  snoozed: z.int(),
  due: z.int().describe("Open ones whose promise is broken."),
  cap: z.int().describe("Counts end here."),
});
export type ConversationCounts = z.infer<typeof conversationCountsSchema>;

const tag = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^,\p{Cc}]+$/u);
const category = z.string().trim().min(1).max(60);

export const conversationChangeSchema = z
  .strictObject({
    state: z.enum(["open", "closed"]),
    snoozedUntil: time.describe("Puts it away until then, or until the customer writes."),
    assigneeId: idSchema.nullable(),
    teamId: idSchema.nullable(),
    priority: z.enum(conversationPriorities),
    category: category.nullable(),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .nullable(),
    subject: z.string().trim().min(1).max(500).nullable(),
    personId: idSchema.nullable(),
    tags: z.array(tag).max(20),
  })
  .partial();
export type ConversationChange = z.infer<typeof conversationChangeSchema>;

export const replyInputSchema = z.strictObject({
  text: z.string().trim().min(1).max(maxReplyLength),
  seenSeq: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .describe("The last message that you saw: refused when somebody answered since."),
  close: z.boolean().optional().describe("Also close the conversation."),
  attachmentIds: z.array(idSchema).max(20).optional(),
  cc: ccSchema.optional().describe("By mail: who else gets it. Nobody else unless told."),
});
export type ReplyInput = z.infer<typeof replyInputSchema>;

export const noteInputSchema = z.strictObject({
  text: z
    .string()
    .trim()
    .max(maxNoteLength)
    .describe("May mention members, as in notes; may be empty where files are attached."),
  attachmentIds: z
    .array(idSchema)
    .max(20)
    .optional()
    .describe("Files that are attached to the conversation, such as a voice note."),
});
export type NoteInput = z.infer<typeof noteInputSchema>;

export const mergeConversationsSchema = z.strictObject({ otherId: idSchema });

export const linkedObjects = ["people", "companies", "deals", "tickets"] as const;
export type LinkedObject = (typeof linkedObjects)[number];

export const conversationLinkInputSchema = z.strictObject({
  object: z.enum(linkedObjects),
  recordId: idSchema.describe("Id of a record that you may see."),
});
export type ConversationLinkInput = z.infer<typeof conversationLinkInputSchema>;

export const conversationLinkSchema = z.object({
  object: z.enum(linkedObjects),
  recordId: idSchema,
  title: z.string(),
});
export type ConversationLink = z.infer<typeof conversationLinkSchema>;

export const mailRecipientSchema = z.object({
  ...mailAddressSchema.shape,
  cc: z.boolean().describe("Whether an answer to all goes there: it is on the newest mail."),
  person: z
    .object({ id: idSchema, title: z.string() })
    .nullable()
    .describe("Null: nobody whom you may see has this address."),
});
export type MailRecipient = z.infer<typeof mailRecipientSchema>;

export const correctTriageSchema = z.strictObject({
  field: z.enum(triageFields),
  value: z.string().trim().min(1).max(60),
});
export type CorrectTriage = z.infer<typeof correctTriageSchema>;

export const presenceInputSchema = z.strictObject({
  state: z.enum(["viewing", "typing", "gone"]),
});
export const presenceSchema = z.object({
  others: z.array(
    z.object({ memberId: idSchema, name: z.string(), state: z.enum(["viewing", "typing"]) }),
  ),
  lastSeq: z.int().describe("Of the conversation now."),
});
export type Presence = z.infer<typeof presenceSchema>;
