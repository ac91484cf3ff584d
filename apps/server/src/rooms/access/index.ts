// The door of the access room: all that others may import.
export {
  type Access,
  type AccessDeps,
  type AccessSettings,
  createAccess,
  type NewWorkspace,
} from "./access.ts";
export type { CreatedApiKey, NewApiKeyInput } from "./api-key-acts.ts";
export type { CreatedWorkspace, NewMemberInput } from "./create-workspace.ts";
export { knownMembers, type MemberName, memberNames } from "./known-members.ts";
export { personalData } from "./personal-data.ts";
export {
  compileRights,
  isWithin,
  permissionsOf,
  type RowAction,
  type RowLimit,
  rowLimit,
} from "./rights.rules.ts";
