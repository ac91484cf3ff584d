export type { ActEntry, AuditEntry, EntryFilter, EntryOrder } from "./audit-entry.ts";
export { selectActActor as actorOfAct } from "./entries.store.ts";
export { type EntryPage, entriesOfAct, type HistoryQuery, historyOf } from "./read-entries.ts";
export { onChange } from "./write-entries.ts";
