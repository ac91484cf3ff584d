// The door of the inbox room: all that others may import.
export { dayOf, openMinutesBetween } from "./hours.rules.ts";
export { corrected, createInbox, type Inbox } from "./inbox.ts";
export { plan } from "./plan.ts";
export { settingsNow } from "./settings-act.ts";
