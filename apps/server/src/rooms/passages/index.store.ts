// The index: its one row a workspace, spaces and postings.
import type { Reader, Tx } from "../../platform/db/index.ts";

/** In which way words are told apart; one more with each change of `analyse` in packages/retrieval. */
export const wordsVersion = 2;

export interface IndexRow {
  /** By which `wordsVersion` its postings were made. */
  words: number;
  nextNo: number;
  revision: number;
  /** In force; 0: none yet. */
  model: number;
  /** The highest number that a model was given. */
  lastModel: number;
  /** The sentence model that makes the vectors of the last one, which are not in force yet; empty: none does. */
  building: string;
  vectorWeight: number;
  choice: Record<string, unknown>;
  trainedChunks: number;
  trainedAt: string | null;
  changedChunks: number;
}

const columns = `words, next_no AS "nextNo", revision::float8 AS revision, model, last_model AS "lastModel", building,
  vector_weight::float8 AS "vectorWeight", choice,
  trained_chunks AS "trainedChunks", trained_at AS "trainedAt", changed_chunks AS "changedChunks"`;

export interface EncodedBy {
  /** The sentence model's name, and how many numbers its vectors have. */
  encoder: string;
  dims: number;
}

/** Null: the vectors are those of the latent model that the workspace's passages taught. */
export function encoderOf({ choice }: IndexRow): EncodedBy | null {
  const { encoder, dims } = choice;
  return typeof encoder === "string" && typeof dims === "number" ? { encoder, dims } : null;
}

export const noIndex: IndexRow = {
  words: wordsVersion,
  nextNo: 0,
  revision: 0,
  model: 0,
  lastModel: 0,
  building: "",
  vectorWeight: 0,
  choice: {},
  trainedChunks: 0,
  trainedAt: null,
  changedChunks: 0,
};

export async function readIndex(tx: Reader): Promise<IndexRow> {
  const rows = await tx.query<IndexRow>(
    `SELECT ${columns} FROM passages.indexes WHERE workspace_id = $1`,
    [tx.workspaceId],
  );
  return rows[0] ?? noIndex;
}

/** One writer at a time in a workspace; it waits here. */
export async function lockIndex(tx: Tx): Promise<IndexRow> {
  await tx.query(
    `INSERT INTO passages.indexes (workspace_id, next_no, revision, model, vector_weight, choice, trained_chunks, changed_chunks, words)
     VALUES ($1, 0, 0, 0, 0, '{}', 0, 0, $2) ON CONFLICT DO NOTHING`,
    [tx.workspaceId, wordsVersion],
  );
  const rows = await tx.query<IndexRow>(
    `SELECT ${columns} FROM passages.indexes WHERE workspace_id = $1 FOR UPDATE`,
    [tx.workspaceId],
  );
  return rows[0] ?? noIndex;
}

export function saveIndex(tx: Tx, index: IndexRow): void {
  tx.send(
    `UPDATE passages.indexes SET next_no = $2, revision = $3, model = $4, vector_weight = $5, choice = $6,
       trained_chunks = $7, trained_at = $8, changed_chunks = $9, last_model = $10, building = $11, words = $12 WHERE workspace_id = $1`,
    [
      tx.workspaceId,
      index.nextNo,
      index.revision,
      index.model,
      index.vectorWeight,
      JSON.stringify(index.choice),
      index.trainedChunks,
      index.trainedAt,
      index.changedChunks,
      index.lastModel,
      index.building,
      index.words,
    ],
  );
}

/** Of all spaces, with their counts; the passages stay. */
export function emptyPostings(tx: Tx): void {
  tx.send("DELETE FROM passages.postings WHERE workspace_id = $1", [tx.workspaceId]);
  tx.send("UPDATE passages.spaces SET chunks = 0, length = 0 WHERE workspace_id = $1", [
    tx.workspaceId,
  ]);
}

export interface Space {
  id: number;
  readers: string[];
  language: string;
  chunks: number;
  length: number;
}

export function listSpaces(tx: Reader): Promise<Space[]> {
  return tx.query<Space>(
    `SELECT id, readers, language, chunks, length::float8 AS length FROM passages.spaces
     WHERE workspace_id = $1 ORDER BY id`,
    [tx.workspaceId],
  );
}

/** Spaces with passages that one of these readers may see; null: all. */
export function visibleSpaces(tx: Reader, readers: readonly string[] | null): Promise<Space[]> {
  return tx.query<Space>(
    `SELECT id, readers, language, chunks, length::float8 AS length FROM passages.spaces
     WHERE workspace_id = $1 AND chunks > 0 AND ($2::text[] IS NULL OR readers && $2::text[]) ORDER BY id`,
    [tx.workspaceId, readers],
  );
}

export async function addSpace(
  tx: Tx,
  readers: readonly string[],
  language: string,
): Promise<number> {
  const rows = await tx.query<{ id: number }>(
    `INSERT INTO passages.spaces (workspace_id, id, readers, language, chunks, length)
     SELECT $1, coalesce(max(id), 0) + 1, $2, $3, 0, 0 FROM passages.spaces WHERE workspace_id = $1
     RETURNING id`,
    [tx.workspaceId, readers, language],
  );
  return rows[0]?.id ?? 0;
}

export function countSpace(tx: Tx, id: number, chunks: number, length: number): void {
  tx.send(
    "UPDATE passages.spaces SET chunks = chunks + $3, length = length + $4 WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, chunks, length],
  );
}

export interface PostingRow {
  space: number;
  term: number;
  block: number;
  data: Buffer;
}

export interface TermRow {
  space: number;
  term: number;
  /** Of each block, in no order: its number, how many bytes follow (4 bytes each), and its postings. */
  data: Buffer;
}

/** One row a term and space, not one a block: a hundred times fewer to send and to read. */
export function postingsOf(
  tx: Reader,
  spaces: readonly number[],
  terms: readonly number[],
): Promise<TermRow[]> {
  return tx.query<TermRow>(
    `SELECT space, term, string_agg(int4send(block) || int4send(length(data)) || data, ''::bytea) AS data
     FROM passages.postings
     WHERE workspace_id = $1 AND space = ANY($2::int[]) AND term = ANY($3::int[]) GROUP BY space, term`,
    [tx.workspaceId, spaces, terms],
  );
}

export interface PostingKey {
  space: number;
  term: number;
  block: number;
}

const keyArrays = (keys: readonly PostingKey[]) => [
  keys.map(({ space }) => space),
  keys.map(({ term }) => term),
  keys.map(({ block }) => block),
];

export function postingsAt(tx: Tx, keys: readonly PostingKey[]): Promise<PostingRow[]> {
  return tx.query<PostingRow>(
    `SELECT p.space, p.term, p.block, p.data
     FROM unnest($2::int[], $3::int[], $4::int[]) AS k (space, term, block)
     JOIN passages.postings p ON p.workspace_id = $1 AND p.space = k.space AND p.term = k.term AND p.block = k.block`,
    [tx.workspaceId, ...keyArrays(keys)],
  );
}

export function savePostings(tx: Tx, rows: readonly PostingRow[]): void {
  if (rows.length === 0) return;
  tx.send(
    `INSERT INTO passages.postings (workspace_id, space, term, block, data)
     SELECT $1, k.space, k.term, k.block, decode(k.data, 'hex')
     FROM unnest($2::int[], $3::int[], $4::int[], $5::text[]) AS k (space, term, block, data)
     ON CONFLICT (workspace_id, space, term, block) DO UPDATE SET data = EXCLUDED.data`,
    [tx.workspaceId, ...keyArrays(rows), rows.map(({ data }) => data.toString("hex"))],
  );
}

export function dropPostings(tx: Tx, keys: readonly PostingKey[]): void {
  if (keys.length === 0) return;
  tx.send(
    `DELETE FROM passages.postings p USING unnest($2::int[], $3::int[], $4::int[]) AS k (space, term, block)
     WHERE p.workspace_id = $1 AND p.space = k.space AND p.term = k.term AND p.block = k.block`,
    [tx.workspaceId, ...keyArrays(keys)],
  );
}
