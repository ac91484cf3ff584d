// An import as its table holds it, and whom it runs as.
import type {
  ImportCounts,
  ImportDescription,
  ImportStatus,
  Permissions,
} from "@rapport/contracts";
import type { Ctx, Principal, PrincipalKind } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import { compileRights, permissionsOf } from "../access/index.ts";
import type { FileLayout } from "./cells.rules.ts";
import type { ColumnReading } from "./coercion-plan.rules.ts";
import type { ColumnMapping, ImportField, ImportMode } from "./mapping.rules.ts";
import type { AnalysedColumn } from "./read-messages.ts";
import type { ObjectSuggestion } from "./suggest-object.rules.ts";

export type DryRun = NonNullable<ImportDescription["dryRun"]>;

export interface ImportRow {
  id: string;
  object: string;
  status: ImportStatus;
  fileName: string;
  fileKey: string;
  fileBytes: number;
  layout: FileLayout;
  columns: AnalysedColumn[];
  readings: Record<string, ColumnReading>;
  suggestedObjects: ObjectSuggestion[];
  mapping: ColumnMapping[];
  mode: ImportMode;
  upsertKey: string | null;
  blankClears: boolean;
  defaultCurrency: string;
  runAs: RunAs | null;
  fields: ImportField[] | null;
  attempt: number;
  actId: string | null;
  /** Where the present attempt began. */
  startedRow: number;
  rowsDone: number;
  bytesDone: number;
  createdCount: number;
  updatedCount: number;
  unchangedCount: number;
  badCount: number;
  dryRun: DryRun | null;
  undoActId: string | null;
  undoEntryNo: number | null;
  undoneCount: number;
  keptCount: number;
  error: { code: string; message: string } | null;
  createdById: string;
  createdByLabel: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Column of each key; the order is that of inserts. */
export const importColumns: Readonly<Record<keyof ImportRow, string>> = {
  id: "id",
  object: "object",
  status: "status",
  fileName: "file_name",
  fileKey: "file_key",
  fileBytes: "file_bytes",
  layout: "layout",
  columns: "columns",
  readings: "readings",
  suggestedObjects: "suggested_objects",
  mapping: "mapping",
  mode: "mode",
  upsertKey: "upsert_key",
  blankClears: "blank_clears",
  defaultCurrency: "default_currency",
  runAs: "run_as",
  fields: "fields",
  attempt: "attempt",
  actId: "act_id",
  startedRow: "started_row",
  rowsDone: "rows_done",
  bytesDone: "bytes_done",
  createdCount: "created_count",
  updatedCount: "updated_count",
  unchangedCount: "unchanged_count",
  badCount: "bad_count",
  dryRun: "dry_run",
  undoActId: "undo_act_id",
  undoEntryNo: "undo_entry_no",
  undoneCount: "undone_count",
  keptCount: "kept_count",
  error: "error",
  createdById: "created_by_id",
  createdByLabel: "created_by_label",
  createdAt: "created_at",
  startedAt: "started_at",
  finishedAt: "finished_at",
};

/** A principal as data: who, which rows, which rights, at the moment the work was started. */
export interface RunAs {
  kind: PrincipalKind;
  id: string;
  label: string;
  memberId: string | null;
  teamMemberIds: readonly string[];
  regions: readonly string[];
  permissions: Permissions;
}

export function runAsOf(principal: Principal): RunAs {
  const { kind, id, label, memberId, teamMemberIds, regions } = principal;
  return {
    kind,
    id,
    label,
    memberId,
    teamMemberIds,
    regions,
    permissions: permissionsOf(principal),
  };
}

export function contextOf(workspaceId: string, runAs: RunAs): Ctx {
  const { permissions, ...who } = runAs;
  return {
    principal: {
      ...who,
      workspaceId,
      rights: compileRights(permissions),
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    },
    workspaceId,
    requestId: newId(),
    source: "import",
    ip: null,
  };
}

/** Part of what it brought is taken back: all that is left to do is to take back the rest. */
export function isHalfUndone({ status, undoActId }: ImportRow): boolean {
  return status === "undoing" || (status === "failed" && undoActId !== null);
}

export function countsOf(row: ImportRow): ImportCounts {
  return {
    rows: row.rowsDone,
    created: row.createdCount,
    updated: row.updatedCount,
    unchanged: row.unchangedCount,
    bad: row.badCount,
  };
}
