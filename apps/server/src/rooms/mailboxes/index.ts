export { createMailboxes, type Mailboxes } from "./mailboxes.ts";
export { readMail } from "./read-mail.ts";
