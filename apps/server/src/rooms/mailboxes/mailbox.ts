// A mailbox as the rest of the room knows it: the settings of a channel of the kind `email`, with its password.
import type { EmailSettings } from "@rapport/contracts";
import type { OpenChannel } from "../channels/index.ts";

export type MailServer = EmailSettings["imap"];

export interface Mailbox {
  workspaceId: string;
  channelId: string;
  address: string;
  senderName: string;
  imap: MailServer;
  smtp: MailServer;
  folders: readonly string[];
  /** Older mails are left where they are. */
  since: Date;
  /** Whose word on the sender counts (its name in Authentication-Results); null: nobody is asked. */
  trustedServer: string | null;
  password: string;
}

export function mailboxOf(channel: OpenChannel): Mailbox {
  const settings = channel.settings as EmailSettings;
  const { address, senderName, imap, smtp, folders, since } = settings;
  return {
    workspaceId: channel.workspaceId,
    channelId: channel.id,
    address: address.toLowerCase(),
    senderName,
    imap,
    smtp,
    folders,
    since: new Date(since),
    trustedServer: settings.trustedServer || null,
    password: channel.providerToken ?? "",
  };
}
