// SQL of features.checks and features.served.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";

export type CheckKind = "quality" | "parity" | "reference";

export interface KeptCheck<T> {
  setHash: string;
  checkedAt: string;
  result: T;
}

export function keepCheck(
  tx: Tx,
  check: { kind: CheckKind; setKey: string; setHash: string; at: string; result: unknown },
): void {
  tx.send(
    `INSERT INTO features.checks (workspace_id, id, kind, set_key, set_hash, checked_at, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tx.workspaceId,
      newId(),
      check.kind,
      check.setKey,
      check.setHash,
      check.at,
      JSON.stringify(check.result),
    ],
  );
}

/** Newest first. */
export function readChecks<T>(
  tx: Reader,
  kind: CheckKind,
  setKey: string,
  limit: number,
): Promise<KeptCheck<T>[]> {
  return tx.query<KeptCheck<T>>(
    `SELECT set_hash AS "setHash", checked_at AS "checkedAt", result FROM features.checks
     WHERE workspace_id = $1 AND kind = $2 AND set_key = $3 ORDER BY checked_at DESC, id DESC LIMIT $4`,
    [tx.workspaceId, kind, setKey, limit],
  );
}

export interface ServedRow {
  setHash: string;
  entityId: string;
  asOf: string;
  values: unknown[];
}

export function keepServed(tx: Tx, rows: readonly ServedRow[]): void {
  tx.send(
    `INSERT INTO features.served (workspace_id, id, set_hash, entity_id, as_of, vector)
     SELECT $1, u.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::jsonb[]) u`,
    [
      tx.workspaceId,
      rows.map(() => newId()),
      rows.map(({ setHash }) => setHash),
      rows.map(({ entityId }) => entityId),
      rows.map(({ asOf }) => asOf),
      arrayOf(
        "jsonb",
        rows.map(({ values }) => JSON.stringify(values)),
      ),
    ],
  );
}

/** What was served of a version since a time, newest first. */
export function readServed(
  tx: Reader,
  setHash: string,
  since: string,
  limit: number,
): Promise<ServedRow[]> {
  return tx.query<ServedRow>(
    `SELECT set_hash AS "setHash", entity_id AS "entityId", as_of AS "asOf", vector AS "values"
     FROM features.served WHERE workspace_id = $1 AND set_hash = $2 AND as_of > $3 ORDER BY id DESC LIMIT $4`,
    [tx.workspaceId, setHash, since, limit],
    "by-values",
  );
}

export function forgetOld(tx: Tx, before: { served: string; checks: string }): void {
  tx.send("DELETE FROM features.served WHERE workspace_id = $1 AND as_of < $2", [
    tx.workspaceId,
    before.served,
  ]);
  tx.send(
    "DELETE FROM features.checks WHERE workspace_id = $1 AND checked_at < $2 AND kind <> 'reference'",
    [tx.workspaceId, before.checks],
  );
}

export async function waitingCounts(
  tx: Reader,
  setHash: string,
  before: string,
): Promise<{ overdue: number; waiting: number }> {
  const [row] = await tx.query<{ overdue: number; waiting: number }>(
    `SELECT (SELECT count(*)::int FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2 AND due_at < $3) AS overdue,
       (SELECT count(*)::int FROM features.changes WHERE workspace_id = $1) AS waiting`,
    [tx.workspaceId, setHash, before],
  );
  return row ?? { overdue: 0, waiting: 0 };
}
