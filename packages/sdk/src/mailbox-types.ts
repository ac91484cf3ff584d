// Types of mailboxes.
export type {
  CaptureAddresses,
  EmailSettings,
  Mail,
  Mailbox,
  MailboxFolder,
  MailVerdict,
} from "@rapport/contracts";
