// Channels as they travel over the API: how each of them is set up, how it fares, what came in and went out through
// it; and what programs send in through a channel of the kind `api` or `sms`.
import { z } from "zod";
import { channelKinds } from "./conversations.ts";
import { lineText, plainText } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { emailSettingsSchema } from "./mailboxes.ts";
import { idSchema } from "./records.ts";

const time = z.iso.datetime();
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
export const businessHoursSchema = z.strictObject({
  timeZone: z.string().min(1).max(60).describe("IANA name, such as `Europe/Berlin`."),
  open: z
    .array(
      z.strictObject({
        day: z.int().min(1).max(7).describe("1 is Monday."),
        from: clockTime,
        to: clockTime.describe("After `from`; `24:00` is the end of the day."),
      }),
    )
    .max(28),
});
export type BusinessHours = z.infer<typeof businessHoursSchema>;

export const widgetLanguages = ["auto", "en", "de"] as const;
const httpAddress = z.string().min(1).max(2000);

export const widgetSettingsSchema = z.strictObject({
  origins: z
    .array(
      z
        .string()
        .regex(
          /^https?:\/\/[^/?#\s@]{1,253}$/,
          "Give each website by itself, as https://shop.example, without a path.",
        ),
    )
    .max(50)
    .describe(
      "Websites that may show it, as `https://shop.example`; pages of this server always may.",
    ),
  title: lineText(60).describe("Stands at the head of the chat."),
  greeting: plainText(400).describe("The first words, before anybody wrote."),
  color: z.string().regex(/^#[0-9a-f]{6}$/),
  position: z.enum(["right", "left"]),
  language: z.enum(widgetLanguages),
  offlineNote: plainText(400).describe("Stands above the form out of business hours."),
});
export type WidgetSettings = z.infer<typeof widgetSettingsSchema>;

export const apiChannelSettingsSchema = z.strictObject({
  url: httpAddress
    .nullable()
    .describe("Where replies are posted, signed by Standard Webhooks; null: nowhere."),
});
export type ApiChannelSettings = z.infer<typeof apiChannelSettingsSchema>;

export const smsSettingsSchema = z.strictObject({
  url: httpAddress.describe("Where the provider takes messages; `/messages` is added."),
  sender: lineText(40).describe("Number or name that messages come from."),
});
export type SmsSettings = z.infer<typeof smsSettingsSchema>;

const common = {
  name: lineText(100),
  hours: businessHoursSchema.nullable().describe("When people answer; null: always."),
  botAnswers: z.boolean().describe("Whether an AI may answer here; visitors are told so."),
};
const { name, ...others } = common;
const providerToken = z
  .string()
  .min(1)
  .max(500)
  .describe("What the provider wants to see as a bearer token; kept sealed, never shown.");

export const channelInputSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("widget"),
      name,
      ...others,
      settings: widgetSettingsSchema.partial(),
    })
    .partial({ hours: true, botAnswers: true, settings: true }),
  z
    .strictObject({
      kind: z.literal("api"),
      name,
      ...others,
      settings: apiChannelSettingsSchema.partial(),
    })
    .partial({ hours: true, botAnswers: true, settings: true }),
  z
    .strictObject({
      kind: z.literal("sms"),
      name,
      ...others,
      settings: smsSettingsSchema,
      providerToken,
    })
    .partial({ hours: true, botAnswers: true }),
  z
    .strictObject({
      kind: z.literal("email"),
      name,
      ...others,
      settings: emailSettingsSchema,
      providerToken: providerToken.describe("The mailbox's password; kept sealed, never shown."),
    })
    .partial({ hours: true, botAnswers: true }),
]);
export type ChannelInput = z.infer<typeof channelInputSchema>;

export const channelChangeSchema = z
  .strictObject({
    ...common,
    settings: z
      .union([
        widgetSettingsSchema.partial(),
        apiChannelSettingsSchema.partial(),
        smsSettingsSchema.partial(),
        emailSettingsSchema.partial(),
      ])
      .describe("Those of its kind; what is left out stays."),
    providerToken,
  })
  .partial();
export type ChannelChange = z.infer<typeof channelChangeSchema>;

export const channelStates = ["active", "paused"] as const;
export type ChannelState = (typeof channelStates)[number];

export const channelSchema = z.object({
  id: idSchema,
  kind: z.enum(channelKinds),
  name: z.string(),
  state: z.enum(channelStates),
  hours: businessHoursSchema.nullable(),
  botAnswers: z.boolean(),
  settings: z.union([
    widgetSettingsSchema,
    apiChannelSettingsSchema,
    smsSettingsSchema,
    emailSettingsSchema,
  ]),
  publicKey: z.string().nullable().describe("What a page names a widget by; no secret."),
  keyHint: z.string().nullable().describe("How the key for messages in begins."),
  isDemo: z.boolean(),
  isOpen: z.boolean().describe("Whether it is within business hours now."),
  health: z.object({
    lastInAt: time.nullable(),
    lastOutAt: time.nullable(),
    taken: z.int().describe("Messages in, the last 24 hours."),
    sent: z.int().describe("Messages out, the last 24 hours."),
    refused: z.int().describe("Refused in either direction, the last 24 hours."),
    lastRefusal: z.string().nullable().describe("Why, the last time."),
  }),
  version: z.int(),
  createdAt: time,
  updatedAt: time,
});
export type Channel = z.infer<typeof channelSchema>;

export const channelWithSecretsSchema = channelSchema.extend({
  key: z
    .string()
    .nullable()
    .describe("`ck_…`, with which programs send messages in; shown here and never again."),
  secret: z
    .string()
    .nullable()
    .describe(
      "Of a widget: what your server signs user ids with. Otherwise `whsec_…`, which signs messages. Shown here and never again.",
    ),
});
export type ChannelWithSecrets = z.infer<typeof channelWithSecretsSchema>;

export const rotateChannelSchema = z.strictObject({
  what: z.enum(["key", "secret"]).describe("The former one does not hold from this moment on."),
});
export type RotateChannel = z.infer<typeof rotateChannelSchema>;

export const trafficOutcomes = ["taken", "repeated", "delivered", "refused", "unknown"] as const;
export type TrafficOutcome = (typeof trafficOutcomes)[number];

export const channelTrafficSchema = z.object({
  id: idSchema,
  at: time,
  direction: z.enum(["in", "out"]),
  outcome: z.enum(trafficOutcomes),
  providerId: z.string().nullable(),
  conversationId: idSchema.nullable(),
  reason: z.string().nullable().describe("Why it was refused, or what is not known."),
});
export type ChannelTraffic = z.infer<typeof channelTrafficSchema>;

export const channelTrafficQuerySchema = pageQuerySchema.extend({
  outcome: z.enum(trafficOutcomes).optional().describe("Only with this outcome."),
});

export const channelTestSchema = z.object({
  outcome: z.enum(["delivered", "refused", "unknown"]),
  reason: z.string().nullable(),
});
export type ChannelTest = z.infer<typeof channelTestSchema>;

export const maxMessageLength = 20_000;

/** What a program sends in. */
export const incomingMessageSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[!-~]{1,200}$/)
    .describe("The sender's own id of the message: sent again, it is taken once."),
  thread: z
    .string()
    .regex(/^[!-~]{1,200}$/)
    .optional()
    .describe("The sender's own id of the conversation, if it has such."),
  inReplyTo: z
    .array(z.string().regex(/^[!-~]{1,200}$/))
    .max(20)
    .optional(),
  from: z
    .strictObject({
      address: lineText(320).describe("E-mail address, phone number or the like."),
      name: lineText(200),
      userId: lineText(200).describe("Id of the person in your own system."),
    })
    .partial(),
  subject: lineText(400).optional(),
  text: plainText(maxMessageLength).trim().min(1),
  sentAt: time.optional(),
  automatic: z.boolean().optional().describe("Written by a machine: nobody answers it."),
});
export type IncomingMessage = z.infer<typeof incomingMessageSchema>;

/** What goes along with the bytes of a recording, in the address. */
export const voiceNoteQuerySchema = z.strictObject({
  id: incomingMessageSchema.shape.id,
  thread: incomingMessageSchema.shape.thread,
  address: lineText(320).optional().describe("E-mail address, phone number or the like."),
  name: lineText(200).optional().describe("Who speaks."),
  userId: lineText(200).optional().describe("Id of the person in your own system."),
  fileName: lineText(200).optional().describe("`voice-note` unless told."),
  text: plainText(4000).trim().min(1).optional().describe("What was written beside it."),
  sentAt: time.optional().describe("When it was recorded; now unless told."),
});
export type VoiceNoteQuery = z.infer<typeof voiceNoteQuerySchema>;

export const takenMessageSchema = z.object({
  conversationId: idSchema,
  messageId: idSchema,
  duplicate: z.boolean().describe("It was here already."),
});
export type TakenMessage = z.infer<typeof takenMessageSchema>;

/** What a provider of text messages posts to us, signed by Standard Webhooks. */
export const providerMessageSchema = z.object({
  id: z.string().regex(/^[!-~]{1,200}$/),
  from: lineText(60),
  text: plainText(maxMessageLength).trim().min(1),
  sentAt: time.optional(),
});
