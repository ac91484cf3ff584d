// What a member must know, as it travels over the API.
import { z } from "zod";
import { idSchema } from "./records.ts";

export const notificationKinds = [
  "mention",
  "assigned",
  "task-due",
  "task-overdue",
  "followed",
  "import-finished",
  "import-failed",
  "automation-paused",
  "webhook-disabled",
  "model-alarm",
  "message",
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

const time = z.iso.datetime();
const objectKey = z.string().min(1).max(60);

export const recordRefSchema = z.strictObject({ object: objectKey, id: idSchema });
export type RecordRef = z.infer<typeof recordRefSchema>;

const shownRecord = z.object({ object: z.string(), id: idSchema, title: z.string() });

export const notificationSchema = z.object({
  id: idSchema,
  kind: z.enum(notificationKinds),
  count: z.int().describe("Events that this line stands for."),
  at: time.describe("Of the last of them."),
  read: z.boolean(),
  who: z.array(z.string()).describe("Who did it, the last one first; five at most."),
  record: shownRecord.nullable().describe("What it is about, if the reader may still see it."),
  about: shownRecord.nullable().describe("For a note or task: the record that it hangs on."),
  object: z.string().nullable().describe("Kind of the records, where it is about several."),
  fields: z.array(z.string()).describe("Fields that changed, of those that the reader may read."),
  added: z.array(z.string()).describe("Kinds of records that were added to a followed record."),
  title: z.string().nullable(),
  text: z.string().nullable().describe("A message's text, or the beginning of the note."),
  link: z.string().nullable().describe("Path in the web app, where there is no record."),
});
export type Notification = z.infer<typeof notificationSchema>;

export const notificationSummarySchema = z.object({
  unread: z.int().describe("Lines that are not read, among the newest hundred."),
  capped: z.boolean(),
});
export type NotificationSummary = z.infer<typeof notificationSummarySchema>;

export const notificationsReadSchema = z.strictObject({
  ids: z.array(idSchema).min(1).max(200),
  read: z.boolean(),
});

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const mailPaces = ["off", "now", "daily"] as const;
export type MailPace = (typeof mailPaces)[number];

const kindPreference = z.strictObject({ app: z.boolean(), mail: z.enum(mailPaces) });
export type KindPreference = z.infer<typeof kindPreference>;

const preferenceParts = {
  zone: z.string().min(1).max(60).describe("IANA name of the member's zone."),
  quietFrom: clockTime.nullable().describe("No mail from then on …"),
  quietTo: clockTime.nullable().describe("… until then; what fell due is sent at the end."),
  digestAt: clockTime.describe("When the daily mail is sent."),
};

export const notificationPreferencesSchema = z.object({
  ...preferenceParts,
  kinds: z.record(z.enum(notificationKinds), kindPreference),
  mailWorks: z.boolean().describe("Whether this server can send mail."),
});
export type NotificationPreferences = z.infer<typeof notificationPreferencesSchema>;

export const notificationPreferencesChangeSchema = z
  .strictObject({
    ...preferenceParts,
    kinds: z.partialRecord(z.enum(notificationKinds), kindPreference),
  })
  .partial();
export type NotificationPreferencesChange = z.infer<typeof notificationPreferencesChangeSchema>;

export const attentionStates = ["none", "following", "muted"] as const;
export const attentionSchema = z.strictObject({ state: z.enum(attentionStates) });
export type Attention = z.infer<typeof attentionSchema>;

export const sendNotificationSchema = z.strictObject({
  memberIds: z.array(idSchema).min(1).max(100),
  title: z.string().trim().min(1).max(200),
  body: z.string().max(4000).default(""),
  recordRef: recordRefSchema.optional(),
});
export type SendNotification = z.input<typeof sendNotificationSchema>;

export const mentionableSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string(),
  maySee: z.boolean().describe("Whether they may see the record, and a note about it."),
});
export type Mentionable = z.infer<typeof mentionableSchema>;
