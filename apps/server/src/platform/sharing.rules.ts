// Who sees what a member keeps and shares (views, lists, reports, dashboards), and who may change it. What it shows is
// another matter: rights on records hold whatever is asked for.
import type { ViewAudience } from "@rapport/contracts";
import type { Principal } from "./context.ts";

export interface Shareable {
  /** Null: comes with Rapport. */
  ownerId: string | null;
  sharedWith: ViewAudience;
}

export function isOwn(principal: Principal, { ownerId }: Shareable): boolean {
  return principal.memberId !== null && ownerId === principal.memberId;
}

/** Its owner, the owner's teams, or the workspace. */
export function isSharedWith(principal: Principal, shared: Shareable): boolean {
  const { ownerId, sharedWith } = shared;
  if (sharedWith === "workspace" || isOwn(principal, shared)) return true;
  return sharedWith === "team" && ownerId !== null && principal.teamMemberIds.includes(ownerId);
}

/** The owner; for what the whole workspace sees, also who manages it. What comes with Rapport stays. */
export function mayChangeShared(principal: Principal, shared: Shareable): boolean {
  if (shared.ownerId === null) return false;
  if (isOwn(principal, shared)) return true;
  return shared.sharedWith === "workspace" && principal.rights.has("workspace.manage");
}
