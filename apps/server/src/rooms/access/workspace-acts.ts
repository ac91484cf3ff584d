// Renaming the workspace.
import { workspacePatchSchema } from "@rapport/contracts";
import { defineAct } from "../../platform/acts.ts";
import { requireSetting } from "./authority.ts";
import { missing } from "./errors.ts";
import { readWorkspace, renameWorkspace, type WorkspaceRow } from "./workspaces.store.ts";

export const renameWorkspaceAct = defineAct<{ name: string }, WorkspaceRow>({
  name: "access.workspace.rename",
  title: "Rename the workspace",
  input: workspacePatchSchema,
  permission: "workspace.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "act", act: "access.workspace.rename" },
  check: (ctx) => requireSetting(ctx, "workspace.manage"),
  run: async (tx, act, { name }) => {
    const workspace = await readWorkspace(tx, tx.workspaceId);
    if (!workspace) throw missing("workspace");
    await renameWorkspace(tx, tx.workspaceId, name);
    const entry = { object: "workspaces", id: tx.workspaceId, op: "update" as const, record: null };
    await act.changed(tx, [{ ...entry, before: { name: workspace.name }, after: { name } }]);
    return { ...workspace, name, updated_at: act.at };
  },
});
