// The door of the inbox room: all that others may import.
export { corrected, createInbox, type Inbox } from "./inbox.ts";
export { plan } from "./plan.ts";
