export { createMailboxes, type Mailboxes } from "./mailboxes.ts";
