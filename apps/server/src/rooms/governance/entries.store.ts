// Rows of governance.audit_entries: one per changed record. They are added and read here, never
// changed. All changes of one act are written by one statement that nobody waits for before commit.
import type { Act, ChangeOp, RecordChange } from "../../platform/acts.ts";
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { ActActor, ActEntry, AuditEntry, EntryFilter, EntryOrder } from "./audit-entry.ts";

const insertOne = `
  INSERT INTO governance.audit_entries (workspace_id, id, occurred_at, act_id, act, actor_kind, actor_id,
    actor_label, source, ip, request_id, object, record_id, op, before, after)
  VALUES ($1, $10, $2, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13, $14, $15, $16)`;

const insertMany = `
  INSERT INTO governance.audit_entries (workspace_id, id, occurred_at, act_id, act, actor_kind, actor_id,
    actor_label, source, ip, request_id, object, record_id, op, before, after)
  SELECT $1, c.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, c.object, c.record_id, c.op, c.before, c.after
  FROM unnest($11::uuid[], $12::text[], $13::uuid[], $14::text[], $15::jsonb[], $16::jsonb[])
    AS c (id, object, record_id, op, before, after)`;

export function insertEntries(tx: Tx, act: Act, changes: readonly RecordChange[]): void {
  const { principal, source, ip, requestId } = act.ctx;
  const common = [
    tx.workspaceId,
    act.at,
    act.id,
    act.name,
    principal.kind,
    principal.id,
    principal.label,
    source,
    ip,
  ];
  const [first] = changes;
  if (first && changes.length === 1) {
    const images = [imageOf(first.before), imageOf(first.after)];
    tx.send(insertOne, [
      ...common,
      newId(),
      requestId,
      first.object,
      first.id,
      first.op,
      ...images,
    ]);
    return;
  }
  tx.send(insertMany, [
    ...common,
    requestId,
    arrayOf("uuid", changes.map(newId)),
    arrayOf(
      "text",
      changes.map(({ object }) => object),
    ),
    arrayOf(
      "uuid",
      changes.map(({ id }) => id),
    ),
    arrayOf(
      "text",
      changes.map(({ op }) => op),
    ),
    arrayOf(
      "jsonb",
      changes.map(({ before }) => imageOf(before)),
    ),
    arrayOf(
      "jsonb",
      changes.map(({ after }) => imageOf(after)),
    ),
  ]);
}

function imageOf(image: Record<string, unknown> | null): string | null {
  return image === null ? null : JSON.stringify(image);
}

interface EntryRow {
  entry_no: number;
  id: string;
  occurred_at: string;
  act_id: string;
  act: string;
  actor_kind: string;
  actor_id: string;
  actor_label: string;
  source: string;
  ip: string | null;
  request_id: string;
  object: string;
  record_id: string;
  op: ChangeOp;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

function toEntry(row: EntryRow): AuditEntry {
  return {
    entryNo: row.entry_no,
    id: row.id,
    at: row.occurred_at,
    actId: row.act_id,
    act: row.act,
    actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
    source: row.source,
    ip: row.ip,
    requestId: row.request_id,
    object: row.object,
    recordId: row.record_id,
    op: row.op,
    before: row.before,
    after: row.after,
  };
}

const columns = `entry_no, id, occurred_at, act_id, act, actor_kind, actor_id, actor_label, source, ip,
  request_id, object, record_id, op, before, after`;

/** Entries of one record, newest first, older than `beforeNo`. */
export async function selectRecordEntries(
  tx: Tx,
  query: { object: string; recordId: string; beforeNo: number; limit: number },
): Promise<AuditEntry[]> {
  const rows = await tx.query<EntryRow>(
    `SELECT ${columns} FROM governance.audit_entries
     WHERE workspace_id = $1 AND record_id = $2 AND entry_no < $3 AND object = $4
     ORDER BY entry_no DESC LIMIT $5`,
    [tx.workspaceId, query.recordId, query.beforeNo, query.object, query.limit],
  );
  return rows.map(toEntry);
}

export interface SettledQuery {
  afterNo: number;
  floorNo: number;
  limit: number;
  /** Those of loads and of the server's own hand too. */
  isWhole: boolean;
}

/** Settled entries in their one order. */
export async function selectSettled(tx: Tx, query: SettledQuery): Promise<AuditEntry[]> {
  const rows = await tx.query<EntryRow>(
    `SELECT ${columns} FROM governance.audit_entries
     WHERE workspace_id = $1 AND entry_no > $2 AND entry_no <= $3
       AND ($5 OR (source <> 'import' AND source <> 'system'))
     ORDER BY entry_no LIMIT $4`,
    [tx.workspaceId, query.afterNo, query.floorNo, query.limit, query.isWhole],
  );
  return rows.map(toEntry);
}

/** The newest entries since a time, without loads; only the last `look` of the log are looked at. */
export async function selectRecent(
  tx: Reader,
  query: { from: string; look: number; limit: number },
): Promise<AuditEntry[]> {
  const rows = await tx.query<EntryRow>(
    `SELECT ${columns} FROM (
       SELECT * FROM governance.audit_entries WHERE workspace_id = $1 ORDER BY entry_no DESC LIMIT $2) e
     WHERE occurred_at >= $3 AND source <> 'import' AND source <> 'system'
     ORDER BY entry_no DESC LIMIT $4`,
    [tx.workspaceId, query.look, query.from, query.limit],
  );
  return rows.map(toEntry);
}

/** Who did it, by the act's first entry; null when no act with this id changed anything. */
export async function selectActActor(tx: Tx, actId: string): Promise<ActActor | null> {
  const [row] = await tx.query<{
    actor_kind: string;
    actor_id: string;
    actor_label: string;
    act: string;
    occurred_at: string;
  }>(
    `SELECT actor_kind, actor_id, actor_label, act, occurred_at FROM governance.audit_entries
     WHERE workspace_id = $1 AND act_id = $2 ORDER BY entry_no LIMIT 1`,
    [tx.workspaceId, actId],
  );
  if (!row) return null;
  return {
    kind: row.actor_kind,
    id: row.actor_id,
    label: row.actor_label,
    act: row.act,
    at: row.occurred_at,
  };
}

/** Entries of one act, after `afterNo` in the given order. */
export async function selectActEntries(
  tx: Tx,
  query: { actId: string; afterNo: number | null; limit: number; order: EntryOrder },
): Promise<ActEntry[]> {
  const isForward = query.order === "oldest-first";
  const rows = await tx.query<EntryRow>(
    `SELECT entry_no, object, record_id, op, before, after FROM governance.audit_entries
     WHERE workspace_id = $1 AND act_id = $2 AND entry_no ${isForward ? ">" : "<"} $3
     ORDER BY entry_no ${isForward ? "" : "DESC"} LIMIT $4`,
    [
      tx.workspaceId,
      query.actId,
      query.afterNo ?? (isForward ? 0 : Number.MAX_SAFE_INTEGER),
      query.limit,
    ],
  );
  return rows.map((row) => ({
    entryNo: row.entry_no,
    object: row.object,
    recordId: row.record_id,
    op: row.op,
    before: row.before,
    after: row.after,
  }));
}

export type FieldEntry = Pick<AuditEntry, "recordId" | "op" | "at" | "before" | "after">;

export function selectFieldEntries(
  tx: Tx,
  query: { object: string; recordIds: readonly string[]; field: string },
): Promise<FieldEntry[]> {
  return tx.query<FieldEntry>(
    `SELECT record_id AS "recordId", op, occurred_at AS at, before, after FROM governance.audit_entries
     WHERE workspace_id = $1 AND record_id = ANY($2::uuid[]) AND object = $3
       AND (op = 'create' OR after ? $4) ORDER BY entry_no`,
    [tx.workspaceId, query.recordIds, query.object, query.field],
  );
}

const conditionOf: Record<keyof EntryFilter, string> = {
  object: "object =",
  recordId: "record_id =",
  actorId: "actor_id =",
  actId: "act_id =",
  act: "act =",
  op: "op =",
  from: "occurred_at >=",
  to: "occurred_at <",
};

/** Entries of the workspace that match, newest first, older than `beforeNo`. */
export async function selectEntries(
  tx: Tx,
  query: { filter: EntryFilter; beforeNo: number; limit: number },
): Promise<AuditEntry[]> {
  const values: unknown[] = [tx.workspaceId, query.beforeNo, query.limit];
  const conditions: string[] = [];
  for (const [key, condition] of Object.entries(conditionOf)) {
    const value = query.filter[key as keyof EntryFilter];
    if (value !== undefined) conditions.push(` AND ${condition} $${values.push(value)}`);
  }
  const rows = await tx.query<EntryRow>(
    `SELECT ${columns} FROM governance.audit_entries
     WHERE workspace_id = $1 AND entry_no < $2${conditions.join("")}
     ORDER BY entry_no DESC LIMIT $3`,
    values,
  );
  return rows.map(toEntry);
}
