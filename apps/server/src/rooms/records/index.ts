// The door of the records room: all that others may import.

export { createStageBackfill, type StageBackfill } from "./backfill-stages.ts";
export type { ComputedField, ComputedValue } from "./computed-field.rules.ts";
export type { ValueQuery } from "./find-by-values.ts";
export { fold, foldKey } from "./fold.rules.ts";
export type { ListMember } from "./list-member.ts";
export type { ListInput } from "./list-records.ts";
export type { VisibleLists } from "./list-source.ts";
export type { LockedMerge, MergeTargets } from "./lock-merge.ts";
export {
  checkMatchable,
  matchFilter,
  type RecordMatch,
  type TestedPart,
} from "./match-filter.rules.ts";
export { type MeasuredRow, measuredOnly } from "./measure.rules.ts";
export type { Measuring } from "./measure-records.ts";
export { noteStages, type ToldWay } from "./note-stages.ts";
export type { Field, ObjectType } from "./object-type.rules.ts";
export type { Pipeline } from "./pipeline.rules.ts";
export { prepareNewWorkspaces } from "./prepare-workspace.ts";
export { titleOf } from "./project.rules.ts";
export {
  checkFilter,
  conditionFault,
  fieldFault,
  groupFault,
  type PartFault,
  sortFault,
  valueFault,
} from "./query-parts.rules.ts";
export type { Reach, Snapshot } from "./read-many.ts";
export { createRecords, type Records, type RecordsDeps } from "./records.ts";
export type { ChangedRow, RowSight, Sight } from "./row-sight.ts";
export { stageRows } from "./stage-rows.ts";
export type { StoredRecord } from "./stored-record.ts";
export type { TimelineItem, TimelineSource } from "./timeline.ts";
export type { UndoFollower } from "./undo-act.ts";
export type { KeptRecord, UndoOutcome } from "./undo-outcome.ts";
export type { UndoablePart } from "./undo-parts.ts";
export { createUpsertTurns, type UpsertTurn, type UpsertTurns } from "./upsert-turns.ts";
export { endOf, type Values } from "./validate.rules.ts";
export type { StoredValue } from "./values.rules.ts";
export type { WriteOp, WriteResult, WriteStatus } from "./write-batch.ts";
export type { WriteOptions } from "./write-records.ts";
