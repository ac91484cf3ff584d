// Who sees a saved view or a list, and who may change it: as it is shared, and only with the right to see its object.
import type { Principal } from "../../platform/context.ts";
import { isSharedWith, mayChangeShared } from "../../platform/sharing.rules.ts";
import type { StoredView } from "./saved-view.ts";

type Shared = Pick<StoredView, "object" | "ownerId" | "sharedWith">;

export function maySee(principal: Principal, view: Shared): boolean {
  return principal.rights.object(view.object).read !== "none" && isSharedWith(principal, view);
}

export function mayChange(principal: Principal, view: Shared): boolean {
  return maySee(principal, view) && mayChangeShared(principal, view);
}
