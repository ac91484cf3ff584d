// What every kind of channel is to the rest of the server: messages in one shape, and one way to deliver. Whoever
// delivers asks nothing of the message's history; whoever receives decides nothing about it.
import type {
  ApiChannelSettings,
  BusinessHours,
  ChannelKind,
  ChannelState,
  EmailSettings,
  MailAddress,
  MessagePicture,
  MessageRecording,
  SmsSettings,
  WidgetSettings,
} from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";

export interface MessageAttachment {
  name: string;
  mediaType: string;
  blobKey: string;
  bytes: number;
  /** How it stands in the text, told from its bytes. */
  picture?: MessagePicture | null;
  /** What was heard in it, once conversations keep it. */
  recording?: StoredRecording | null;
}

export interface StoredRecording extends MessageRecording {
  /** How often somebody asked for it to be heard, from 1. */
  times: number;
}

/** What a mail server says became of messages of ours. Anybody can say so. */
export interface DeliveryReport {
  /** Provider ids of those that it speaks of. */
  of: readonly string[];
  outcomes: readonly {
    /** Of one recipient, in small letters. */
    addresses: readonly string[];
    /** Why it will never arrive; null: it is late, or it arrived. */
    failed: string | null;
  }[];
}

/** Everything in it was written outside, and is so for ever. */
export interface InboundMessage {
  channelId: string;
  channelKind: ChannelKind;
  /** Unique within the channel: sent again, the message is taken once. */
  providerId: string;
  /** What the channel itself knows of the thread. */
  threadKey: string | null;
  /** Provider ids of messages that this one answers. */
  inReplyTo: readonly string[];
  /** Provider ids of messages that answer this one and came before it. */
  answeredBy?: readonly string[];
  from: {
    address: string | null;
    name: string | null;
    /** Id in the customer's own system; believed only where `verified`. */
    userId: string | null;
    verified: boolean;
  };
  /** Who says to have written it, where that is not from whom it is: answers to a mail may go elsewhere. */
  author?: MailAddress | null;
  /** To whom it says that it went. */
  cc?: readonly MailAddress[];
  sentAt: Date;
  subject: string | null;
  text: string;
  attachments: readonly MessageAttachment[];
  /** An auto-reply, a bounce, a list: nobody answers it. */
  automatic: boolean;
  /** Why only a person may answer it; null: a bot may, too. */
  forPeople?: string | null;
  /** It is no message of a customer but says that ours did not arrive. */
  report?: DeliveryReport | null;
}

export interface OutboundMessage {
  channelId: string;
  /** Ours: the idempotency key at the provider. */
  messageId: string;
  /** Null: it begins something of its own, such as a mail to many. */
  conversationId: string | null;
  threadKey: string | null;
  to: { address: string | null; name: string | null };
  /** Who else gets it, where the channel can do that. */
  cc?: readonly MailAddress[];
  /** Those in `cc` have it already: it names them, and goes to `to` alone. */
  othersHaveIt?: boolean;
  subject: string | null;
  text: string;
  attachments: readonly MessageAttachment[];
  inReplyTo: readonly string[];
  /** No person wrote it. */
  automatic: boolean;
}

/** `unknown`: it may have arrived. Trying again with the same message id is safe where the provider knows ids. */
export type Delivery =
  /** `missed`: why some of those in `cc` did not get it. */
  | { kind: "delivered"; providerId: string; missed?: string }
  /** `providerId`: all the same it went out under this id, to those in `cc`. */
  | { kind: "refused"; reason: string; permanent: boolean; providerId?: string }
  | { kind: "unknown"; reason: string };

export interface Received {
  conversationId: string;
  messageId: string;
  /** Its place in the conversation. */
  seq: number;
  /** It was here already. */
  duplicate: boolean;
}

export type InboundListener = (
  ctx: Ctx,
  workspaceId: string,
  message: InboundMessage,
) => Promise<Received>;

export type ChannelSettings = WidgetSettings | ApiChannelSettings | SmsSettings | EmailSettings;

/** A channel as rooms see it: without its secrets. */
export interface ChannelInfo {
  workspaceId: string;
  id: string;
  kind: ChannelKind;
  name: string;
  state: ChannelState;
  hours: BusinessHours | null;
  botAnswers: boolean;
  settings: ChannelSettings;
  publicKey: string | null;
}

/** With its secrets, for the adapter alone. */
export interface OpenChannel extends ChannelInfo {
  secret: string;
  providerToken: string | null;
}

export interface ChannelAdapter {
  kind: ChannelKind;
  /** Customers read what is stored here: a message is delivered when it is stored. */
  readsStored?: true;
  /** Never throws for what the other side does or does not do. */
  deliver(channel: OpenChannel, message: OutboundMessage): Promise<Delivery>;
}
