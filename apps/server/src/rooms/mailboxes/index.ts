export { createMailboxes } from "./mailboxes.ts";
export { readMail } from "./read-mail.ts";
