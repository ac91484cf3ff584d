// SQL of sources and their write keys.
import type { EventSourceKind } from "@rapport/contracts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";

export interface KeyOwner {
  workspaceId: string;
  sourceId: string;
}

export async function findByKeyHash(db: Database, keyHash: string): Promise<KeyOwner | null> {
  const [row] = await db.system((tx) =>
    tx.query<{ workspace_id: string; id: string }>(
      "SELECT workspace_id, id FROM events.sources WHERE key_hash = $1 AND revoked_at IS NULL",
      [keyHash],
    ),
  );
  return row ? { workspaceId: row.workspace_id, sourceId: row.id } : null;
}

export interface StoredSource {
  id: string;
  name: string;
  kind: EventSourceKind;
  keyHash: string | null;
  keyHint: string | null;
  createdBy: string;
  createdAt: string;
  revokedAt: string | null;
}

interface SourceRow {
  id: string;
  name: string;
  kind: EventSourceKind;
  key_hash: string | null;
  key_hint: string | null;
  created_by: string;
  created_at: string;
  revoked_at: string | null;
}

const toSource = (row: SourceRow): StoredSource => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  keyHash: row.key_hash,
  keyHint: row.key_hint,
  createdBy: row.created_by,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});

const columns = "id, name, kind, key_hash, key_hint, created_by, created_at, revoked_at";

export async function listSources(tx: Reader): Promise<StoredSource[]> {
  const rows = await tx.query<SourceRow>(
    `SELECT ${columns} FROM events.sources WHERE workspace_id = $1 ORDER BY id`,
    [tx.workspaceId],
  );
  return rows.map(toSource);
}

export async function readSource(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredSource | null> {
  const [row] = await tx.query<SourceRow>(
    `SELECT ${columns} FROM events.sources WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return row ? toSource(row) : null;
}

export async function saveSource(tx: Tx, source: StoredSource): Promise<void> {
  await tx.query(
    `INSERT INTO events.sources (workspace_id, ${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = EXCLUDED.name, key_hash = EXCLUDED.key_hash,
       key_hint = EXCLUDED.key_hint, revoked_at = EXCLUDED.revoked_at`,
    [
      tx.workspaceId,
      source.id,
      source.name,
      source.kind,
      source.keyHash,
      source.keyHint,
      source.createdBy,
      source.createdAt,
      source.revokedAt,
    ],
  );
}

export interface SourceCounts {
  accepted: number;
  duplicates: number;
  rejected: number;
  withheld: number;
}

/** By source, of this day and those after it. */
export async function countsSince(tx: Reader, day: string): Promise<Map<string, SourceCounts>> {
  const rows = await tx.query<SourceCounts & { source_id: string }>(
    `SELECT source_id, sum(accepted)::bigint AS accepted, sum(duplicates)::bigint AS duplicates,
       sum(rejected)::bigint AS rejected, sum(withheld)::bigint AS withheld
     FROM events.counts WHERE workspace_id = $1 AND day >= $2 GROUP BY source_id`,
    [tx.workspaceId, day],
  );
  return new Map(
    rows.map(({ source_id, ...counts }) => [
      source_id,
      {
        accepted: Number(counts.accepted),
        duplicates: Number(counts.duplicates),
        rejected: Number(counts.rejected),
        withheld: Number(counts.withheld),
      },
    ]),
  );
}
