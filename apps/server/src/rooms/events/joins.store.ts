// SQL of one join.
import type { EventJoin } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";

interface JoinRow {
  id: string;
  one_id: string;
  other_id: string;
  how: EventJoin["how"];
  state: EventJoin["state"];
  reason: string | null;
  at: string;
}

/** Held until the end of the transaction. */
export async function readJoin(tx: Tx, id: string): Promise<EventJoin | null> {
  const [row] = await tx.query<JoinRow>(
    `SELECT id, one_id, other_id, how, state, reason, at FROM events.joins
     WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
    [tx.workspaceId, id],
  );
  if (!row) return null;
  const { one_id: oneId, other_id: otherId, ...rest } = row;
  return { ...rest, oneId, otherId };
}

export async function setJoinState(
  tx: Tx,
  id: string,
  { state, at, by }: { state: EventJoin["state"]; at: string; by: string },
): Promise<void> {
  await tx.query(
    `UPDATE events.joins SET state = $3, changed_at = $4, changed_by = $5
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, state, at, by],
  );
}
