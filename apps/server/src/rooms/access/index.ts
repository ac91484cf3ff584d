// The door of the access room: all that others may import.
export { type Access, createAccess } from "./access.ts";
export {
  activeTeamMembers,
  knownMembers,
  type MemberName,
  memberNames,
  teamNames,
} from "./known-members.ts";
export { memberPrincipal } from "./member-principal.ts";
export { type MemberWithRights, membersWithRights } from "./member-principals.ts";
export {
  compileRights,
  isWithin,
  permissionsOf,
  type RowAction,
  type RowLimit,
  rowLimit,
} from "./rights.rules.ts";
export { sessionCookieName } from "./session-cookie.rules.ts";
export type { Standing, Standings } from "./standing.ts";
