// Blocking keys of records, and who shares them.
import type { Reader, Tx } from "../../platform/db/index.ts";

/** A key that more records share says little; of those that do, so many are compared. */
export const largestBlock = 50;

export interface RecordKeys {
  recordId: string;
  keys: readonly number[];
}

/** Instead of all keys that these records had. */
export function replaceKeys(
  tx: Tx,
  recordIds: readonly string[],
  records: readonly RecordKeys[],
): void {
  tx.send("DELETE FROM duplicates.keys WHERE workspace_id = $1 AND record_id = ANY($2::uuid[])", [
    tx.workspaceId,
    recordIds,
  ]);
  const rows = records.flatMap(({ recordId, keys }) => keys.map((key) => ({ key, recordId })));
  if (rows.length === 0) return;
  tx.send(
    `INSERT INTO duplicates.keys (workspace_id, key, record_id)
     SELECT $1, u.key, u.record_id FROM unnest($2::bigint[], $3::uuid[]) AS u (key, record_id)
     ON CONFLICT DO NOTHING`,
    [tx.workspaceId, rows.map((row) => row.key), rows.map((row) => row.recordId)],
  );
}

/** By key, no more than `largestBlock` records each: one probe of the index a key. */
export async function recordsByKey(
  tx: Reader,
  keys: readonly number[],
): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  if (keys.length === 0) return found;
  const rows = await tx.query<{ key: number; record_id: string }>(
    `SELECT w.key, h.record_id FROM unnest($2::bigint[]) AS w (key) CROSS JOIN LATERAL (
       SELECT k.record_id FROM duplicates.keys k WHERE k.workspace_id = $1 AND k.key = w.key
       ORDER BY k.record_id LIMIT ${largestBlock}) h`,
    [tx.workspaceId, [...new Set(keys)]],
  );
  for (const row of rows) {
    const key = Number(row.key);
    found.set(key, [...(found.get(key) ?? []), row.record_id]);
  }
  return found;
}
