// The acts of the access room: every change of members, roles, teams, keys and the workspace itself.

import { createApiKeyAct, revokeApiKeyAct } from "./api-key-acts.ts";
import {
  acceptInvitationAct,
  createInvitationAct,
  revokeInvitationAct,
} from "./invitation-acts.ts";
import type { KnownNames } from "./known-names.ts";
import { changeMemberAct } from "./member-acts.ts";
import { changePolicyAct } from "./policy-acts.ts";
import { changeRoleAct, createRoleAct, deleteRoleAct } from "./role-acts.ts";
import { createTeamAct, deleteTeamAct, renameTeamAct } from "./team-acts.ts";
import { renameWorkspaceAct } from "./workspace-acts.ts";

export const accessActs = (known: KnownNames) => [
  createApiKeyAct(known),
  revokeApiKeyAct,
  changeMemberAct,
  createInvitationAct,
  revokeInvitationAct,
  acceptInvitationAct,
  createRoleAct(known),
  changeRoleAct(known),
  deleteRoleAct,
  createTeamAct,
  renameTeamAct,
  deleteTeamAct,
  renameWorkspaceAct,
  changePolicyAct,
];
