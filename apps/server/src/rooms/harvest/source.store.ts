// Rows of harvest.sources: what is looked at, and whose turn it is.
import type { ClosedTicketsInput } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredSource {
  input: ClosedTicketsInput;
  lookedAt: string | null;
  dueAt: string;
}

interface Row {
  isOn: boolean;
  settings: Omit<ClosedTicketsInput, "isOn">;
  lookedAt: string | null;
  dueAt: string;
}

const columns = `is_on AS "isOn", settings, looked_at AS "lookedAt", due_at AS "dueAt"`;

const sourceOf = ({ isOn, settings, lookedAt, dueAt }: Row): StoredSource => ({
  input: { isOn, ...settings },
  lookedAt,
  dueAt,
});

export async function readSource(
  tx: Reader,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredSource | null> {
  const rows = await tx.query<Row>(
    `SELECT ${columns} FROM harvest.sources WHERE workspace_id = $1 ${lock}`,
    [tx.workspaceId],
  );
  return rows[0] ? sourceOf(rows[0]) : null;
}

/** What was saved is due at once. */
export async function saveSource(
  tx: Tx,
  { isOn, ...settings }: ClosedTicketsInput,
  at: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO harvest.sources (workspace_id, is_on, settings, due_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (workspace_id) DO UPDATE SET is_on = EXCLUDED.is_on, settings = EXCLUDED.settings,
       due_at = EXCLUDED.due_at`,
    [tx.workspaceId, isOn, JSON.stringify(settings), at],
  );
}

export async function dropSource(tx: Tx): Promise<void> {
  await tx.query("DELETE FROM harvest.sources WHERE workspace_id = $1", [tx.workspaceId]);
}

/** False: nothing is looked at here. */
export async function makeDue(tx: Tx, at: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE harvest.sources SET due_at = least(due_at, $2::timestamptz)
     WHERE workspace_id = $1 AND is_on RETURNING workspace_id`,
    [tx.workspaceId, at],
  );
  return rows.length > 0;
}

/** Takes the turn until `until`; null: nothing is due, or another process has it. */
export async function takeTurn(tx: Tx, at: string, until: string): Promise<StoredSource | null> {
  const rows = await tx.query<Row>(
    `UPDATE harvest.sources SET held_until = $3
     WHERE workspace_id = $1 AND is_on AND due_at <= $2 AND (held_until IS NULL OR held_until <= $2)
     RETURNING ${columns}`,
    [tx.workspaceId, at, until],
  );
  return rows[0] ? sourceOf(rows[0]) : null;
}

export function keepTurn(tx: Tx, until: string): void {
  tx.send("UPDATE harvest.sources SET held_until = $2 WHERE workspace_id = $1", [
    tx.workspaceId,
    until,
  ]);
}

/** What was asked for meanwhile stays due. */
export async function endTurn(
  tx: Tx,
  { taken, at, next }: { taken: StoredSource; at: string; next: string },
): Promise<void> {
  await tx.query(
    `UPDATE harvest.sources SET held_until = NULL, looked_at = $2,
       due_at = CASE WHEN due_at = $3 THEN $4 ELSE due_at END
     WHERE workspace_id = $1`,
    [tx.workspaceId, at, taken.dueAt, next],
  );
}
