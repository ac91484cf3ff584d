// Lets one transaction make a workspace or a user as the system role, and then go on as the app role
// within that workspace: so that a workspace and its audit entry, or a user and their membership, are
// committed together or not at all. There is no way back to the system role.
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";

/** `tx` must be a system transaction; afterwards it is bound to the workspace for good. */
export async function continueAsTenant(tx: Tx, workspaceId: string): Promise<Tx> {
  if (!isId(workspaceId)) throw new Error("A workspace is needed to go on as a tenant.");
  await tx.query(
    "SELECT set_config('role', 'rapport_app', true), set_config('rapport.workspace', $1, true)",
    [workspaceId],
  );
  return {
    workspaceId,
    query: (sql, values) => tx.query(sql, values),
    send: (sql, values) => tx.send(sql, values),
  };
}
