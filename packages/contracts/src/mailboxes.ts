// Mailboxes as they travel over the API: how mail comes in and goes out, and what became of each mail, so that the
// server's count can be held beside ours.
import { z } from "zod";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const mailSecurities = ["tls", "starttls", "none"] as const;

const mailServerSchema = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/)
    .describe("Name or IPv4 address."),
  port: z.int().min(1).max(65_535),
  security: z
    .enum(mailSecurities)
    .describe("`none` only where the operator lists host and port in RAPPORT_OUTBOUND_ALLOW."),
  user: z.string().max(320).describe("Empty: the server asks for none."),
});

export const emailSettingsSchema = z.strictObject({
  address: z
    .string()
    .max(254)
    .regex(/^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/)
    .describe("Where customers write to, and what replies come from."),
  senderName: lineText(80).describe("Stands before the address in replies."),
  imap: mailServerSchema,
  smtp: mailServerSchema,
  folders: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(50)
    .describe("As the server names them; the first is the one whose news comes at once."),
  since: z.iso.date().describe("Mails from before that day are left where they are."),
  trustedServer: z
    .string()
    .max(253)
    .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)?$/)
    .optional()
    .describe(
      "Name in Authentication-Results of the server whose word on senders counts: mails to capture addresses must pass there. Empty: not asked.",
    ),
});
export type EmailSettings = z.infer<typeof emailSettingsSchema>;

export const mailVerdicts = ["taken", "copy", "own", "skipped", "stuck"] as const;
export type MailVerdict = (typeof mailVerdicts)[number];

const time = z.iso.datetime();
const count = z.int().min(0);

export const mailboxFolderSchema = z.object({
  path: z.string(),
  serverCount: count.describe("Mails that the server has there since the start."),
  knownCount: count.describe("How many of them have a verdict here."),
  comparedAt: time,
  verdicts: z.object({
    taken: count.describe("In a conversation."),
    copy: count.describe("The same mail as one that was taken."),
    own: count.describe("Sent from this address."),
    skipped: count.describe("Left out, with a reason."),
    stuck: count.describe("Could not be read or stored yet, and is tried again."),
  }),
});
export type MailboxFolder = z.infer<typeof mailboxFolderSchema>;

export const mailboxSchema = z.object({
  channelId: idSchema,
  name: z.string(),
  address: z.string(),
  state: z
    .enum(["waiting", "complete", "behind", "stuck", "failing", "paused"])
    .describe(
      "`waiting`: not looked at yet. `complete`: every mail has a verdict. `behind`: some have none yet. `stuck`: some cannot be read. `failing`: the server cannot be reached.",
    ),
  words: z.string().describe("The same in a sentence."),
  okAt: time.nullable().describe("When it was last looked through to its end."),
  failingSince: time.nullable(),
  folders: z.array(mailboxFolderSchema),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

export const captureAddressesSchema = z.object({
  madeAt: time.nullable().describe("Null: you have none."),
  usedAt: time.nullable().describe("When a mail last came in by it."),
  hasMailboxes: z.boolean().describe("Whether there is a mailbox that could take one."),
  addresses: z.array(
    z.object({
      channelId: idSchema,
      mailbox: z.string(),
      address: z.string().describe("Put it into BCC, or pass mails on to it."),
      checksSender: z.boolean().describe("Whether SPF, DKIM or DMARC must vouch for you there."),
    }),
  ),
});
export type CaptureAddresses = z.infer<typeof captureAddressesSchema>;

export const mailSchema = z.object({
  id: idSchema,
  path: z.string(),
  uid: z.int(),
  verdict: z.enum(mailVerdicts),
  reason: z.string().nullable(),
  attempts: count,
  nextTryAt: time.nullable(),
  sender: z.string().nullable(),
  subject: z.string().nullable(),
  sentAt: time.nullable(),
  readAt: time,
  goneAt: time.nullable().describe("Since when the server has it no more."),
  conversationId: idSchema.nullable(),
});
export type Mail = z.infer<typeof mailSchema>;
