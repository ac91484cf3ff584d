// Numbers of quotes. The counter's row is held until the transaction ends: two that are sent at once take
// turns, and one that fails leaves no gap.
import type { Reader, Tx } from "../../platform/db/index.ts";

export async function numbersOf(
  tx: Reader,
  rootIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ root_id: string; number: string }>(
    "SELECT root_id, number FROM quotes.numbers WHERE workspace_id = $1 AND root_id = ANY($2::uuid[])",
    [tx.workspaceId, rootIds],
  );
  return new Map(rows.map((row) => [row.root_id, row.number]));
}

export async function takeCount(tx: Tx, series: string, first: number): Promise<number> {
  const rows = await tx.query<{ last_number: number }>(
    `INSERT INTO quotes.counters AS c (workspace_id, series, last_number) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, series) DO UPDATE SET last_number = c.last_number + 1
     RETURNING last_number`,
    [tx.workspaceId, series, first],
  );
  return rows[0]?.last_number ?? first;
}

export async function lastCount(tx: Reader, series: string): Promise<number | null> {
  const rows = await tx.query<{ last_number: number }>(
    "SELECT last_number FROM quotes.counters WHERE workspace_id = $1 AND series = $2",
    [tx.workspaceId, series],
  );
  return rows[0]?.last_number ?? null;
}

/** False when the number was given to another quote. */
export async function giveNumber(tx: Tx, rootId: string, number: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO quotes.numbers (workspace_id, root_id, number) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, number) DO NOTHING RETURNING number`,
    [tx.workspaceId, rootId, number],
  );
  return rows.length > 0;
}
