// Vectors of passages, and the latent models. Those of several models stand beside each other; the index says which are in
// force.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface VectorRow {
  space: number;
  block: number;
  model: number;
  revision: number;
  data: Buffer;
}

const vectorColumns = "space, block, model, revision::float8 AS revision, data";

/** A model's blocks that changed after a revision. */
export function vectorsSince(tx: Reader, model: number, revision: number): Promise<VectorRow[]> {
  return tx.query<VectorRow>(
    `SELECT ${vectorColumns} FROM passages.vectors WHERE workspace_id = $1 AND model = $2 AND revision > $3`,
    [tx.workspaceId, model, revision],
  );
}

export function vectorsAt(
  tx: Tx,
  model: number,
  keys: readonly { space: number; block: number }[],
): Promise<VectorRow[]> {
  return tx.query<VectorRow>(
    `SELECT v.space, v.block, v.model, v.revision::float8 AS revision, v.data
     FROM unnest($3::int[], $4::int[]) AS k (space, block)
     JOIN passages.vectors v
       ON v.workspace_id = $1 AND v.model = $2 AND v.space = k.space AND v.block = k.block`,
    [tx.workspaceId, model, keys.map(({ space }) => space), keys.map(({ block }) => block)],
  );
}

export function saveVectors(tx: Tx, rows: readonly VectorRow[]): void {
  if (rows.length === 0) return;
  tx.send(
    `INSERT INTO passages.vectors (workspace_id, space, block, model, revision, data)
     SELECT $1, v.space, v.block, v.model, v.revision, decode(v.data, 'hex')
     FROM unnest($2::int[], $3::int[], $4::int[], $5::bigint[], $6::text[]) AS v (space, block, model, revision, data)
     ON CONFLICT (workspace_id, model, space, block) DO UPDATE
       SET revision = EXCLUDED.revision, data = EXCLUDED.data`,
    [
      tx.workspaceId,
      rows.map(({ space }) => space),
      rows.map(({ block }) => block),
      rows.map(({ model }) => model),
      rows.map(({ revision }) => revision),
      rows.map(({ data }) => data.toString("hex")),
    ],
  );
}

const partBytes = 1_000_000;

export function saveModel(tx: Tx, model: number, bytes: Buffer): void {
  for (let part = 0; part * partBytes < bytes.length; part += 1) {
    tx.send(
      "INSERT INTO passages.models (workspace_id, model, part, data) VALUES ($1, $2, $3, $4)",
      [tx.workspaceId, model, part, bytes.subarray(part * partBytes, (part + 1) * partBytes)],
    );
  }
}

export async function readModel(tx: Reader, model: number): Promise<Buffer> {
  const rows = await tx.query<{ data: Buffer }>(
    "SELECT data FROM passages.models WHERE workspace_id = $1 AND model = $2 ORDER BY part",
    [tx.workspaceId, model],
  );
  return Buffer.concat(rows.map(({ data }) => data));
}

/** What was in force before, and what never came to be. */
export function dropModelsBefore(tx: Tx, model: number): void {
  for (const table of ["passages.vectors", "passages.models"]) {
    tx.send(`DELETE FROM ${table} WHERE workspace_id = $1 AND model < $2`, [tx.workspaceId, model]);
  }
}
