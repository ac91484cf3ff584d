// The door of the access room: all that others may import.

export { type Access, createAccess, type VouchedSession } from "./access.ts";
export { type Admission, admitMember, type VouchedPerson } from "./admit-member.ts";
export {
  reachesAllOfItsMember,
  requireGrantable,
  requireGrantableRole,
  requirePlaceable,
  requireSetting,
} from "./authority.ts";
export { makeCookie, tokenCookie } from "./cookie.rules.ts";
export {
  activeTeamMembers,
  groupIds,
  groupsOfPrincipal,
  knownMembers,
  knownTeams,
  type MemberName,
  memberActors,
  memberNames,
  teamNames,
  teamsOfMember,
} from "./known-members.ts";
export { memberPrincipal } from "./member-principal.ts";
export { type MemberWithRights, membersWithRights } from "./member-principals.ts";
export { requireSignOnFor } from "./policy-acts.ts";
export {
  compileRights,
  isWithin,
  permissionsOf,
  type RowAction,
  type RowLimit,
  rowLimit,
} from "./rights.rules.ts";
export { hashSecret, newSecret } from "./secrets.ts";
export { sessionCookieName } from "./session-cookie.rules.ts";
export type { PrincipalOf, StandIn } from "./stand-in.ts";
export type { Standing, Standings } from "./standing.ts";
export { headerOf, sameSite, uncached } from "./visitor.ts";
export { workspaceIds } from "./workspace-ids.ts";
