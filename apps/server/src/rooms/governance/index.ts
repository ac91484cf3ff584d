// The door of the governance room.

export { type Alignment, alignCheckpoints } from "./align-checkpoints.ts";
export type { ActActor, ActEntry, AuditEntry, EntryFilter, EntryOrder } from "./audit-entry.ts";
export type { CheckpointPlace } from "./checkpoint-file.ts";
export {
  missedNews,
  type News,
  type NewsEntry,
  type NewsPosition,
  readNews,
  settledEntries,
  settledFloors,
  startOfNews,
  wholeSettledLog,
} from "./follow-news.ts";
export { createGovernance, type Governance, type GovernanceDeps } from "./governance.ts";
export { actsOf, recentEntries } from "./look-back.ts";
export {
  actorOfAct,
  type EntryPage,
  entriesOfAct,
  entriesOfRecords,
  type HistoryQuery,
  historyOf,
  type PastQuery,
  pastChanges,
} from "./read-entries.ts";
export { type RecordVersion, recordVersions } from "./record-versions.ts";
export { verifyingKeyOf } from "./signing-key.ts";
export type { AuditVerdict, Finding, TamperKind } from "./verdict.ts";
export {
  auditedWorkspaces,
  type VerifyDeps,
  type VerifyRequest,
  verifyAudit,
} from "./verify-audit.ts";
export { onChange } from "./write-entries.ts";
