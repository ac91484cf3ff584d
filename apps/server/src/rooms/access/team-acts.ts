// Teams: made, renamed and deleted. Who is in a team is a matter of the members.
import { newTeamSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { requireSetting } from "./authority.ts";
import { conflict, missing } from "./errors.ts";
import { deleteTeam, insertTeam, readTeam, renameTeam, type TeamRow } from "./teams.store.ts";

const mayManageMembers = (ctx: Ctx) => requireSetting(ctx, "members.manage");

async function unlessTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isUniqueViolation(error, "teams_name")) throw error;
    throw conflict("team_name_taken", "There is a team of this name already. Choose another name.");
  }
}

export const createTeamAct = defineAct<z.output<typeof newTeamSchema>, TeamRow>({
  name: "access.team.create",
  title: "Create a team",
  input: newTeamSchema,
  permission: "members.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "act", act: "access.team.delete" },
  check: mayManageMembers,
  run: async (tx, act, { name }) => {
    const id = newId();
    await unlessTaken(insertTeam(tx, tx.workspaceId, { id, name }));
    await act.changed(tx, [
      { object: "teams", id, op: "create", before: null, after: { name }, record: null },
    ]);
    const team = await readTeam(tx, tx.workspaceId, id);
    if (!team) throw missing("team");
    return team;
  },
});

const changeInput = newTeamSchema.extend({ id: z.uuid() });

export const renameTeamAct = defineAct<z.output<typeof changeInput>, TeamRow>({
  name: "access.team.rename",
  title: "Rename a team",
  input: changeInput,
  permission: "members.manage",
  effect: "internal",
  risk: "low",
  compensation: { by: "act", act: "access.team.rename" },
  check: mayManageMembers,
  run: async (tx, act, { id, name }) => {
    const team = await readTeam(tx, tx.workspaceId, id);
    if (!team) throw missing("team");
    await unlessTaken(renameTeam(tx, tx.workspaceId, { id, name }, act.at));
    const entry = { object: "teams", id, op: "update" as const, record: null };
    await act.changed(tx, [{ ...entry, before: { name: team.name }, after: { name } }]);
    return { ...team, name, updated_at: act.at };
  },
});

export const deleteTeamAct = defineAct<{ id: string }, null>({
  name: "access.team.delete",
  title: "Delete a team",
  input: z.strictObject({ id: z.uuid() }),
  permission: "members.manage",
  effect: "internal",
  risk: "medium",
  compensation: { by: "act", act: "access.team.create" },
  check: mayManageMembers,
  run: async (tx, act, { id }) => {
    const team = await readTeam(tx, tx.workspaceId, id);
    if (!team) throw missing("team");
    await deleteTeam(tx, tx.workspaceId, id);
    const before = { name: team.name, memberIds: team.member_ids };
    await act.changed(tx, [
      { object: "teams", id, op: "purge", before, after: null, record: null },
    ]);
    return null;
  },
});
