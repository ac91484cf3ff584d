// The words of the audit log: an entry says who changed which record, by which act, from what to what.
import type { ChangeOp } from "../../platform/acts.ts";

export interface AuditEntry {
  entryNo: number;
  id: string;
  at: string;
  actId: string;
  act: string;
  actor: { kind: string; id: string; label: string };
  source: string;
  ip: string | null;
  requestId: string;
  object: string;
  recordId: string;
  op: ChangeOp;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What undoing needs of an entry. */
export type ActEntry = Pick<
  AuditEntry,
  "entryNo" | "object" | "recordId" | "op" | "before" | "after"
>;

export type EntryOrder = "oldest-first" | "newest-first";

export interface EntryFilter {
  object?: string | undefined;
  recordId?: string | undefined;
  actorId?: string | undefined;
  actId?: string | undefined;
  act?: string | undefined;
  op?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Who invoked an act, which one, and when. */
export interface ActActor {
  kind: string;
  id: string;
  label: string;
  act: string;
  at: string;
}
