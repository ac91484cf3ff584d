// All workspaces of the installation, for what is done to each of them without the room's other doors.
import type { Database } from "../../platform/db/index.ts";
import { listWorkspaces } from "./workspaces.store.ts";

export async function workspaceIds(db: Database): Promise<string[]> {
  return (await db.system(listWorkspaces)).map((row) => row.workspace_id);
}
