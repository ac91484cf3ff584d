// Active members by name and address, for those who refer to them so (imports, mentions).
import type { Tx } from "../../platform/db/index.ts";

export interface MemberName {
  id: string;
  name: string;
  email: string;
}

const maxMembers = 20_000;

export async function memberNames(tx: Tx): Promise<MemberName[]> {
  return tx.query<MemberName>(
    `SELECT id, name, email FROM access.members
     WHERE workspace_id = $1 AND status = 'active' ORDER BY id LIMIT ${maxMembers}`,
    [tx.workspaceId],
  );
}
