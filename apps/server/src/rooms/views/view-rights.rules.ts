// Who sees a saved view, and who may change it. A view shows nothing that its records would not: rights on
// records hold whatever the view asks for.
import type { Principal } from "../../platform/context.ts";
import type { StoredView } from "./saved-view.ts";

type Shared = Pick<StoredView, "object" | "ownerId" | "sharedWith">;

export function isOwn(principal: Principal, view: Shared): boolean {
  return principal.memberId !== null && view.ownerId === principal.memberId;
}

function isSharedWith(principal: Principal, view: Shared): boolean {
  if (view.sharedWith === "workspace") return true;
  return view.sharedWith === "team" && principal.teamMemberIds.includes(view.ownerId);
}

export function maySee(principal: Principal, view: Shared): boolean {
  if (principal.rights.object(view.object).read === "none") return false;
  return isOwn(principal, view) || isSharedWith(principal, view);
}

/** The owner; for what the whole workspace sees, also who manages it. */
export function mayChange(principal: Principal, view: Shared): boolean {
  if (!maySee(principal, view)) return false;
  if (isOwn(principal, view)) return true;
  return view.sharedWith === "workspace" && principal.rights.has("workspace.manage");
}
