// The door of the access room: all that others may import.
export { type Access, createAccess } from "./access.ts";
export { knownMembers, type MemberName, memberNames } from "./known-members.ts";
export {
  compileRights,
  isWithin,
  permissionsOf,
  type RowAction,
  type RowLimit,
  rowLimit,
} from "./rights.rules.ts";
export { sessionCookieName } from "./session-cookie.rules.ts";
