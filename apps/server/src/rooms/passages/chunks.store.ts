// The passages themselves.
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

export interface Placed {
  space: number;
  numbers: number[];
}

/** The numbers of all passages, or of some of them, by space. */
export function placedChunks(tx: Reader, among: readonly number[] | null): Promise<Placed[]> {
  return tx.query<Placed>(
    `SELECT space, array_agg(no) AS numbers FROM passages.chunks
     WHERE workspace_id = $1 AND ($2::int[] IS NULL OR no = ANY($2::int[])) GROUP BY space`,
    [tx.workspaceId, among],
  );
}
