// The passages themselves, and the latent models and vectors made of them.
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface ChunkRow {
  no: number;
  pageId: string;
  place: number;
  space: number;
  title: string;
  headings: string[];
  text: string;
}

const columns = `no, page_id AS "pageId", place, space, title, headings, text`;

export function chunksByNo(tx: Reader, numbers: readonly number[]): Promise<ChunkRow[]> {
  return tx.query<ChunkRow>(
    `SELECT ${columns} FROM passages.chunks WHERE workspace_id = $1 AND no = ANY($2::int[])`,
    [tx.workspaceId, numbers],
  );
}

export function chunksOfPages(tx: Reader, pageIds: readonly string[]): Promise<ChunkRow[]> {
  return tx.query<ChunkRow>(
    `SELECT ${columns} FROM passages.chunks WHERE workspace_id = $1 AND page_id = ANY($2::uuid[])
     ORDER BY page_id, place`,
    [tx.workspaceId, pageIds],
  );
}

export function chunksAfter(tx: Reader, no: number, limit: number): Promise<ChunkRow[]> {
  return tx.query<ChunkRow>(
    `SELECT ${columns} FROM passages.chunks WHERE workspace_id = $1 AND no > $2 ORDER BY no LIMIT $3`,
    [tx.workspaceId, no, limit],
  );
}

export function dropChunks(tx: Tx, pageIds: readonly string[]): void {
  tx.send("DELETE FROM passages.chunks WHERE workspace_id = $1 AND page_id = ANY($2::uuid[])", [
    tx.workspaceId,
    pageIds,
  ]);
}

export function insertChunks(tx: Tx, chunks: readonly ChunkRow[]): void {
  if (chunks.length === 0) return;
  tx.send(
    `INSERT INTO passages.chunks (workspace_id, no, page_id, place, space, title, headings, text)
     SELECT $1, c.no, c.page_id, c.place, c.space, c.title,
       ARRAY(SELECT jsonb_array_elements_text(c.headings::jsonb)), c.text
     FROM unnest($2::int[], $3::uuid[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[])
       AS c (no, page_id, place, space, title, headings, text)`,
    [
      tx.workspaceId,
      chunks.map(({ no }) => no),
      chunks.map(({ pageId }) => pageId),
      chunks.map(({ place }) => place),
      chunks.map(({ space }) => space),
      chunks.map(({ title }) => title),
      chunks.map(({ headings }) => JSON.stringify(headings)),
      chunks.map(({ text }) => text),
    ],
  );
}

export interface VectorRow {
  space: number;
  block: number;
  model: number;
  revision: number;
  data: Buffer;
}

const vectorColumns = "space, block, model, revision::float8 AS revision, data";

/** Blocks that changed after a revision, of one model. */
export function vectorsSince(tx: Reader, model: number, revision: number): Promise<VectorRow[]> {
  return tx.query<VectorRow>(
    `SELECT ${vectorColumns} FROM passages.vectors WHERE workspace_id = $1 AND model = $2 AND revision > $3`,
    [tx.workspaceId, model, revision],
  );
}

export function vectorsAt(
  tx: Tx,
  keys: readonly { space: number; block: number }[],
): Promise<VectorRow[]> {
  return tx.query<VectorRow>(
    `SELECT v.space, v.block, v.model, v.revision::float8 AS revision, v.data
     FROM unnest($2::int[], $3::int[]) AS k (space, block)
     JOIN passages.vectors v ON v.workspace_id = $1 AND v.space = k.space AND v.block = k.block`,
    [tx.workspaceId, keys.map(({ space }) => space), keys.map(({ block }) => block)],
  );
}

export function saveVectors(tx: Tx, rows: readonly VectorRow[]): void {
  if (rows.length === 0) return;
  tx.send(
    `INSERT INTO passages.vectors (workspace_id, space, block, model, revision, data)
     SELECT $1, v.space, v.block, v.model, v.revision, decode(v.data, 'hex')
     FROM unnest($2::int[], $3::int[], $4::int[], $5::bigint[], $6::text[]) AS v (space, block, model, revision, data)
     ON CONFLICT (workspace_id, space, block) DO UPDATE
       SET model = EXCLUDED.model, revision = EXCLUDED.revision, data = EXCLUDED.data`,
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
  tx.send("DELETE FROM passages.models WHERE workspace_id = $1 AND model < $2", [
    tx.workspaceId,
    model - 1,
  ]);
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
