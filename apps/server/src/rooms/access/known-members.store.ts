// Which of some ids are active members of the transaction's workspace; asked by whoever stores an owner.
import type { Tx } from "../../platform/db/index.ts";

export async function knownMembers(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    "SELECT id FROM access.members WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND status = 'active'",
    [tx.workspaceId, ids],
  );
  return new Set(rows.map((row) => row.id));
}
