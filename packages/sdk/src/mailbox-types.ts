// Types of mailboxes.
export type { EmailSettings, Mail, Mailbox, MailboxFolder, MailVerdict } from "@rapport/contracts";
