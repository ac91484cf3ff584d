// Who sees a report or a dashboard, and who may change it: as with saved views. Neither shows anything that its
// records would not: rights on records hold whatever is asked for.
import type { Principal } from "../../platform/context.ts";
import type { Shared, StoredReport } from "./saved.ts";

type Owned = Pick<Shared, "ownerId" | "sharedWith">;

export function isOwn(principal: Principal, shared: Owned): boolean {
  return principal.memberId !== null && shared.ownerId === principal.memberId;
}

export function maySee(principal: Principal, shared: Owned): boolean {
  if (shared.sharedWith === "workspace" || isOwn(principal, shared)) return true;
  if (shared.sharedWith !== "team" || shared.ownerId === null) return false;
  return principal.teamMemberIds.includes(shared.ownerId);
}

export function maySeeReport(
  principal: Principal,
  report: Owned & Pick<StoredReport, "object">,
): boolean {
  return principal.rights.object(report.object).read !== "none" && maySee(principal, report);
}

/** The owner; for what the whole workspace sees, also who manages it. What comes with Rapport stays. */
export function mayChange(principal: Principal, shared: Owned): boolean {
  if (shared.ownerId === null || !maySee(principal, shared)) return false;
  if (isOwn(principal, shared)) return true;
  return shared.sharedWith === "workspace" && principal.rights.has("workspace.manage");
}
