// Failed tries by key, counted by all processes together. System role only: nobody has signed in yet.
import type { Tx } from "../../platform/db/index.ts";

export interface TriesRow {
  key: string;
  failures: number;
  last_at: string;
}

/** Held until the transaction ends, so that two tries of one key follow each other, also the first ones. */
export async function lockTries(tx: Tx, keys: readonly string[]): Promise<TriesRow[]> {
  await tx.query(
    `INSERT INTO access.sign_in_tries (key, failures, last_at)
     SELECT key, 0, 'epoch' FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO NOTHING`,
    [keys],
  );
  return tx.query<TriesRow>(
    "SELECT key, failures, last_at FROM access.sign_in_tries WHERE key = ANY($1) ORDER BY key FOR UPDATE",
    [keys],
  );
}

/** One more for each key; counting begins anew where the last try is older than `forgottenBefore`. */
export async function addTries(
  tx: Tx,
  keys: readonly string[],
  at: string,
  forgottenBefore: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO access.sign_in_tries AS t (key, failures, last_at)
     SELECT key, 1, $2::timestamptz FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at,
       failures = CASE WHEN t.last_at < $3::timestamptz THEN 1 ELSE t.failures + 1 END`,
    [keys, at, forgottenBefore],
  );
}

/** A try that was begun turned out well: forgets the one key, and takes the try back from the others. */
export async function forgiveTries(
  tx: Tx,
  forgotten: string,
  others: readonly string[],
): Promise<void> {
  // All of them in one order, which is that of who takes a try: else the two wait for each other.
  await lockTries(tx, [forgotten, ...others]);
  await tx.query("DELETE FROM access.sign_in_tries WHERE key = $1", [forgotten]);
  await tx.query(
    "UPDATE access.sign_in_tries SET failures = greatest(0, failures - 1) WHERE key = ANY($1)",
    [others],
  );
}

export async function deleteOldTries(tx: Tx, before: string): Promise<void> {
  await tx.query("DELETE FROM access.sign_in_tries WHERE last_at < $1", [before]);
}
