// What is kept for a role is not open to a key that was given less than the role.
import { afterAll, beforeAll, expect, it } from "vitest";
import { actionsOn, type TestWorkspace } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";
import { groupsOfPrincipal } from "./known-members.ts";

let ground: TestAccess;
let workspace: TestWorkspace;
beforeAll(async () => {
  ground = await openTestAccess();
  workspace = await ground.workspaceWithAdmin("groups@example.com");
});
afterAll(() => ground.close());

const { get, post } = actionsOn(() => ground);

it("gives a key its member's role only where it was made with it", async () => {
  const { member, role } = (await get("/me", workspace.cookie)).body;
  const roles = (await get("/roles", workspace.cookie)).body.data as { id: string; key: string }[];
  const viewer = roles.find(({ key }) => key === "viewer");
  const scopes = { objects: {}, fields: {}, settings: [] };
  const groupsOfKey = async (given: object) => {
    const made = await post("/api-keys", workspace.cookie, { name: "key", ...given });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const principal = { kind: "api-key", id: made.body.id, memberId: member.id } as const;
    return ground.database.db.tenant({ workspaceId: workspace.workspaceId }, (tx) =>
      groupsOfPrincipal(tx, principal),
    );
  };
  expect(await groupsOfKey({})).toMatchObject({ roleId: role.id });
  expect(await groupsOfKey({ roleId: viewer?.id })).toMatchObject({ roleId: null });
  expect(await groupsOfKey({ scopes })).toMatchObject({ roleId: null });
  const person = { kind: "user", id: member.userId, memberId: member.id } as const;
  const own = await ground.database.db.tenant({ workspaceId: workspace.workspaceId }, (tx) =>
    groupsOfPrincipal(tx, person),
  );
  expect(own).toMatchObject({ roleId: role.id });
});
