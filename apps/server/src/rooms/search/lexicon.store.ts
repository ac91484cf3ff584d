// SQL of search.lexicon and of the queue that feeds it.
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";

export type QueueKind = "add" | "check";

export function queueWords(tx: Tx, kind: QueueKind, words: ReadonlyMap<number, string>): void {
  tx.send(
    "INSERT INTO search.word_queue (workspace_id, id, kind, words, tokens) VALUES ($1, $2, $3, $4, $5)",
    [tx.workspaceId, newId(), kind, [...words.values()], [...words.keys()]],
  );
}

export async function workspacesWithQueuedWords(db: Database): Promise<string[]> {
  const rows = await db.system((tx) =>
    tx.query<{ workspace_id: string }>(
      "SELECT DISTINCT workspace_id FROM search.word_queue LIMIT 100",
    ),
  );
  return rows.map((row) => row.workspace_id);
}

export interface QueuedWords {
  kind: QueueKind;
  words: string[];
  tokens: string[];
}

/** Takes the oldest entries for good; they come back if the transaction fails. */
export function takeQueuedWords(tx: Tx): Promise<QueuedWords[]> {
  return tx.query<QueuedWords>(
    `DELETE FROM search.word_queue WHERE workspace_id = $1 AND id = ANY(ARRAY(
       SELECT id FROM search.word_queue WHERE workspace_id = $1 ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED))
     RETURNING kind, words, tokens`,
    [tx.workspaceId],
  );
}

export async function wordsNotInLexicon(tx: Tx, words: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ word: string }>(
    `SELECT w.word FROM unnest($2::text[]) AS w (word)
      WHERE NOT EXISTS (SELECT FROM search.lexicon l WHERE l.workspace_id = $1 AND l.word = w.word)`,
    [tx.workspaceId, words],
  );
  return new Set(rows.map((row) => row.word));
}

export interface LexiconEntry {
  word: string;
  token: number;
  near: readonly number[];
}

/** In the order of the words, so that two processes that add the same ones cannot deadlock. */
export function addToLexicon(tx: Tx, entries: readonly LexiconEntry[]): void {
  tx.send(
    `INSERT INTO search.lexicon (workspace_id, word, token, near)
     SELECT $1, n.word, n.token, n.near::int[]
       FROM unnest($2::text[], $3::int[], $4::text[]) AS n (word, token, near)
      ORDER BY n.word COLLATE "C"
     ON CONFLICT DO NOTHING`,
    [
      tx.workspaceId,
      entries.map((entry) => entry.word),
      entries.map((entry) => entry.token),
      entries.map((entry) => `{${entry.near.join(",")}}`),
    ],
  );
}

/** Forgets words that no document has any more; answers their tokens. */
export async function forgetUnused(
  tx: Tx,
  words: readonly string[],
  tokens: readonly number[],
): Promise<number[]> {
  const rows = await tx.query<{ token: number }>(
    `DELETE FROM search.lexicon WHERE workspace_id = $1 AND word = ANY($2::text[])
        AND token = ANY(ARRAY(SELECT search.unused_tokens($3::int[])))
     RETURNING token`,
    [tx.workspaceId, words, tokens],
  );
  return rows.map((row) => row.token);
}

export interface NearWord {
  word: string;
  token: number;
}

export function findNearWords(
  db: Reader,
  keys: readonly number[],
  length: number,
  typos: number,
): Promise<NearWord[]> {
  return db.query<NearWord>("SELECT word, token FROM search.near_words($1::int[], $2, $3)", [
    keys,
    length - typos,
    length + typos,
  ]);
}

/** Merges what writers left in the pending lists of the two token indexes. */
export async function mergePending(db: Database): Promise<void> {
  await db.system((tx) => tx.query("SELECT search.merge_pending()"));
}
