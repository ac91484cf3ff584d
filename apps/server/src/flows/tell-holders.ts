// Tells the members of a workspace who hold a permission: for what happened by itself and needs a person.
import type { SettingsPermission } from "@rapport/contracts";
import type { Acts } from "../platform/acts.ts";
import { systemContext } from "../platform/context.ts";
import type { Database } from "../platform/db/index.ts";
import { newId } from "../platform/ids.ts";
import { membersWithRights } from "../rooms/access/index.ts";

export interface Told {
  title: string;
  body: string;
}

export function tellHolders(deps: { db: Database; acts: Acts }, permission: SettingsPermission) {
  return async (workspaceId: string, { title, body }: Told): Promise<void> => {
    const members = await membersWithRights(deps.db, workspaceId);
    const holders = members.filter(({ principal }) => principal.rights.has(permission));
    const memberIds = holders.map(({ id }) => id);
    if (memberIds.length === 0) return;
    const ctx = systemContext(workspaceId, newId());
    await deps.acts.perform(ctx, "notifications.send", { memberIds, title, body });
  };
}
