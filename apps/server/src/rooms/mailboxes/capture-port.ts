// What this room asks of whoever keeps conversations, about mails that members sent elsewhere.
import type { MessageAttachment } from "../channels/index.ts";
import type { MailPerson } from "./read-mail.ts";

export interface CapturedMail {
  channelId: string;
  providerId: string;
  inReplyTo: readonly string[];
  sentAt: Date;
  subject: string | null;
  text: string;
  attachments: readonly MessageAttachment[];
  to: readonly MailPerson[];
}

export type Captured =
  | { kind: "captured" | "copy"; conversationId: string }
  | { kind: "forbidden" };
