export type { ActEntry, AuditEntry, EntryFilter, EntryOrder } from "./audit-entry.ts";
export { type EntryPage, entriesOfAct, type HistoryQuery, historyOf } from "./read-entries.ts";
export { onChange } from "./write-entries.ts";
