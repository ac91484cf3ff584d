// SQL of features.vectors and features.set_versions: what is kept of each entity, and of which versions.
import { arrayOf, type Reader, type Tx } from "../../platform/db/index.ts";
import type { Cell } from "./finish.rules.ts";

export interface Vector {
  entityId: string;
  cells: Cell[];
  computedAt: string;
  dueAt: string | null;
}

export function readVectors(
  tx: Reader,
  setHash: string,
  entityIds: readonly string[],
): Promise<Vector[]> {
  return tx.query<Vector>(
    `SELECT entity_id AS "entityId", cells, computed_at AS "computedAt", due_at AS "dueAt"
     FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2 AND entity_id = ANY($3::uuid[])`,
    [tx.workspaceId, setHash, entityIds],
  );
}

/** Kept rows after an entity, in order of ids. */
export function vectorsAfter(
  tx: Reader,
  setHash: string,
  afterId: string | null,
  limit: number,
): Promise<Vector[]> {
  return tx.query<Vector>(
    `SELECT entity_id AS "entityId", cells, computed_at AS "computedAt", due_at AS "dueAt"
     FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2 AND ($3::uuid IS NULL OR entity_id > $3)
     ORDER BY entity_id LIMIT $4`,
    [tx.workspaceId, setHash, afterId, limit],
  );
}

/** A newer one is never written over by an older. */
export function writeVectors(tx: Tx, setHash: string, vectors: readonly Vector[]): void {
  if (vectors.length === 0) return;
  tx.send(
    `INSERT INTO features.vectors AS v (workspace_id, set_hash, entity_id, cells, computed_at, due_at)
     SELECT $1, $2, u.* FROM unnest($3::uuid[], $4::jsonb[], $5::timestamptz[], $6::timestamptz[]) u
     ON CONFLICT (workspace_id, set_hash, entity_id) DO UPDATE SET cells = EXCLUDED.cells,
       computed_at = EXCLUDED.computed_at, due_at = EXCLUDED.due_at
     WHERE v.computed_at <= EXCLUDED.computed_at`,
    [
      tx.workspaceId,
      setHash,
      arrayOf(
        "uuid",
        vectors.map(({ entityId }) => entityId),
      ),
      arrayOf(
        "jsonb",
        vectors.map(({ cells }) => JSON.stringify(cells)),
      ),
      vectors.map(({ computedAt }) => computedAt),
      vectors.map(({ dueAt }) => dueAt),
    ],
  );
}

export function removeVectors(tx: Tx, entityIds: readonly string[]): void {
  if (entityIds.length === 0) return;
  tx.send("DELETE FROM features.vectors WHERE workspace_id = $1 AND entity_id = ANY($2::uuid[])", [
    tx.workspaceId,
    entityIds,
  ]);
}

/** Entities whose rows must be computed again by now. */
export async function dueVectors(
  tx: Reader,
  now: string,
  limit: number,
): Promise<{ setHash: string; entityId: string }[]> {
  return tx.query(
    `SELECT set_hash AS "setHash", entity_id AS "entityId" FROM features.vectors
     WHERE workspace_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3`,
    [tx.workspaceId, now, limit],
  );
}

export interface SetVersion {
  hash: string;
  key: string;
  definition: unknown;
  firstSeenAt: string;
  filledAt: string | null;
  retiredAt: string | null;
}

export function readSetVersions(tx: Reader): Promise<SetVersion[]> {
  return tx.query<SetVersion>(
    `SELECT set_hash AS hash, set_key AS key, definition, first_seen_at AS "firstSeenAt",
       filled_at AS "filledAt", retired_at AS "retiredAt"
     FROM features.set_versions WHERE workspace_id = $1 ORDER BY first_seen_at, set_hash`,
    [tx.workspaceId],
  );
}

/** True: this version is new here. */
export async function addSetVersion(
  tx: Tx,
  version: Pick<SetVersion, "hash" | "key" | "definition"> & { at: string },
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO features.set_versions AS s (workspace_id, set_hash, set_key, definition, first_seen_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (workspace_id, set_hash) DO UPDATE SET retired_at = NULL, filled_at = NULL
       WHERE s.retired_at IS NOT NULL
     RETURNING set_hash`,
    [tx.workspaceId, version.hash, version.key, JSON.stringify(version.definition), version.at],
  );
  return rows.length > 0;
}

export function markFilled(tx: Tx, setHash: string, at: string): void {
  tx.send(
    "UPDATE features.set_versions SET filled_at = $3 WHERE workspace_id = $1 AND set_hash = $2",
    [tx.workspaceId, setHash, at],
  );
}

/** Its values go; that it was stays. */
export function retireVersion(tx: Tx, setHash: string, at: string): void {
  tx.send(
    "UPDATE features.set_versions SET retired_at = $3 WHERE workspace_id = $1 AND set_hash = $2",
    [tx.workspaceId, setHash, at],
  );
  tx.send("DELETE FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2", [
    tx.workspaceId,
    setHash,
  ]);
}

/** Some of the kept rows, spread over all by the end of their ids, which is chance. */
export function sampleVectors(tx: Reader, setHash: string, limit: number): Promise<Vector[]> {
  return tx.query<Vector>(
    `SELECT entity_id AS "entityId", cells, computed_at AS "computedAt", due_at AS "dueAt"
     FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2
     ORDER BY md5(right(entity_id::text, 12)) LIMIT $3`,
    [tx.workspaceId, setHash, limit],
    "by-values",
  );
}

export async function vectorStanding(
  tx: Reader,
  setHash: string,
): Promise<{ rows: number; oldestAt: string | null; newestAt: string | null }> {
  const [row] = await tx.query<{ rows: number; oldestAt: string | null; newestAt: string | null }>(
    `SELECT count(*)::int AS rows, min(computed_at) AS "oldestAt", max(computed_at) AS "newestAt"
     FROM features.vectors WHERE workspace_id = $1 AND set_hash = $2`,
    [tx.workspaceId, setHash],
  );
  return row ?? { rows: 0, oldestAt: null, newestAt: null };
}
