import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsOn, type TestWorkspace } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";
import { newId } from "../../platform/ids.ts";
import { insertMember } from "./members.store.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { get, join, patch, post, remove } = actionsOn(() => ground);

describe("escalation", () => {
  const hr = {
    objects: { "*": builtInRoles.viewer.objects["*"] },
    fields: {},
    settings: ["members.manage", "roles.manage", "api-keys.manage"],
  };
  let workspace: TestWorkspace;
  let manager: { cookie: string; id: string };
  beforeAll(async () => {
    workspace = await ground.workspaceWithAdmin("boss@example.com");
    const role = await post("/roles", workspace.cookie, { name: "HR", permissions: hr });
    expect(role.status).toBe(201);
    manager = await join(workspace, "hr@example.com", role.body.id);
  });

  it("refuses every way to get or give more than one has", async () => {
    const { admin, member, viewer } = workspace.roleIds;
    const attempts = await Promise.all([
      patch(`/members/${manager.id}`, manager.cookie, { roleId: admin }),
      post("/invitations", manager.cookie, { email: "friend@example.com", roleId: admin }),
      post("/invitations", manager.cookie, { email: "friend@example.com", roleId: member }),
      post("/roles", manager.cookie, { name: "Mine", permissions: builtInRoles.admin }),
      post("/api-keys", manager.cookie, { name: "mine", roleId: admin }),
      post("/api-keys", manager.cookie, { name: "mine", scopes: builtInRoles.member }),
      patch(`/roles/${member}`, manager.cookie, { permissions: builtInRoles.viewer }),
      patch(`/members/${workspace.memberId}`, manager.cookie, { status: "deactivated" }),
      patch(`/members/${manager.id}`, manager.cookie, { regions: ["EMEA"] }),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual(attempts.map(() => 403));
    expect(
      (await post("/invitations", manager.cookie, { email: "ok@example.com", roleId: viewer }))
        .status,
    ).toBe(201);
  });

  it("lets nobody take over, withdraw or replace what stands for more than they have", async () => {
    const { admin = "", viewer } = workspace.roleIds;
    // A member who owns records but cannot sign in, with a role above the manager's.
    await ground.database.db.tenant({ workspaceId: workspace.workspaceId }, (tx) =>
      insertMember(tx, {
        ...{ workspaceId: workspace.workspaceId, id: newId(), userId: null, name: "Imported" },
        ...{ email: "imported@example.com", roleId: admin, teamIds: [], regions: [] },
      }),
    );
    const asked = await post("/invitations", workspace.cookie, {
      email: "next-boss@example.com",
      roleId: admin,
    });
    const attempts = await Promise.all([
      post("/invitations", manager.cookie, { email: "imported@example.com", roleId: viewer }),
      post("/invitations", manager.cookie, { email: "next-boss@example.com", roleId: viewer }),
      remove(`/invitations/${asked.body.id}`, manager.cookie),
    ]);
    expect(attempts.map(({ status, body }) => [status, body.code])).toEqual(
      attempts.map(() => [403, "access.more_rights_than_you"]),
    );
    const { body } = await get("/invitations?limit=200", workspace.cookie);
    expect(body.data).toContainEqual(
      expect.objectContaining({ id: asked.body.id, status: "open", roleId: admin }),
    );
    const own = await post("/invitations", manager.cookie, {
      email: "new-viewer@example.com",
      roleId: viewer,
    });
    expect((await remove(`/invitations/${own.body.id}`, manager.cookie)).status).toBe(204);
  });

  it("lets a key make none that outlives it", async () => {
    const inAnHour = new Date(ground.clock.nowMs() + 3_600_000).toISOString();
    const made = await post("/api-keys", workspace.cookie, { name: "hour", expiresAt: inAnHour });
    const { secret } = made.body;
    const makeWith = (expiresAt: string | null) =>
      ground.call({
        method: "POST",
        path: "/api-keys",
        key: secret,
        body: { name: "child", expiresAt },
      });
    const later = new Date(ground.clock.nowMs() + 3_600_001).toISOString();
    const refused = [await makeWith(null), await makeWith(later)];
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      refused.map(() => [422, "access.expiry"]),
    );
    expect(refused[0]?.body.detail).toContain(inAnHour);
    expect((await makeWith(inAnHour)).status).toBe(201);
  });

  it("gives a key never more than its maker has, also when the maker loses rights", async () => {
    const made = await post("/api-keys", manager.cookie, { name: "hr robot" });
    const permissions = async () =>
      (await ground.call({ method: "GET", path: "/me", key: made.body.secret })).body.permissions;
    expect((await permissions()).settings).toContain("members.manage");
    await patch(`/members/${manager.id}`, workspace.cookie, { roleId: workspace.roleIds.viewer });
    expect((await permissions()).settings).toEqual([]);
    await patch(`/members/${manager.id}`, workspace.cookie, { roleId: workspace.roleIds.admin });
    expect((await permissions()).settings).not.toContain("workspace.manage");
  });
});

describe("roles", () => {
  it("never changes admin, and deletes none that is built in or in use", async () => {
    const workspace = await ground.workspaceWithAdmin("roles@example.com");
    const { admin, viewer } = workspace.roleIds;
    expect((await patch(`/roles/${admin}`, workspace.cookie, { name: "King" })).body.code).toBe(
      "access.admin_role",
    );
    expect((await remove(`/roles/${viewer}`, workspace.cookie)).body.code).toBe(
      "access.built_in_role",
    );
    const role = await post("/roles", workspace.cookie, {
      name: "Agents",
      permissions: builtInRoles.viewer,
    });
    expect(
      (await post("/roles", workspace.cookie, { name: "agents", permissions: builtInRoles.viewer }))
        .body.code,
    ).toBe("access.role_name_taken");
    const member = await join(workspace, "agent@example.com", role.body.id);
    expect((await remove(`/roles/${role.body.id}`, workspace.cookie)).body.code).toBe(
      "access.role_in_use",
    );
    await patch(`/members/${member.id}`, workspace.cookie, { roleId: viewer });
    expect((await remove(`/roles/${role.body.id}`, workspace.cookie)).status).toBe(204);
  });

  it("takes effect at once for who holds it", async () => {
    const workspace = await ground.workspaceWithAdmin("effect@example.com");
    const permissions = { ...builtInRoles.viewer, settings: ["exports.run"] };
    const role = await post("/roles", workspace.cookie, { name: "Exporters", permissions });
    const member = await join(workspace, "exporter@example.com", role.body.id);
    expect((await get("/me", member.cookie)).body.permissions.settings).toEqual(["exports.run"]);
    await patch(`/roles/${role.body.id}`, workspace.cookie, { permissions: builtInRoles.viewer });
    expect((await get("/me", member.cookie)).body.permissions.settings).toEqual([]);
  });
});

describe("input", () => {
  it("refuses what could not be stored or would last for ever, and says so", async () => {
    const { cookie } = await ground.workspaceWithAdmin("input@example.com");
    const broken = {
      objects: { "\ud800": builtInRoles.viewer.objects["*"] },
      fields: {},
      settings: [],
    };
    const answers = await Promise.all([
      post("/roles", cookie, { name: "Broken", permissions: broken }),
      post("/roles", cookie, { name: "Lone \ud800", permissions: builtInRoles.viewer }),
      post("/teams", cookie, { name: "Nul \u0000" }),
      post("/teams", cookie, { name: "   " }),
      post("/api-keys", cookie, { name: "past", expiresAt: "2020-01-01T00:00:00Z" }),
      post("/api-keys", cookie, { name: "for ever", expiresAt: "9999-12-31T23:59:59-05:00" }),
      post("/api-keys", cookie, { name: "typo", role: "admin" }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 422));
  });
});

describe("another workspace", () => {
  it("is out of reach: its ids answer as if they did not exist", async () => {
    const mine = await ground.workspaceWithAdmin("mine@example.com");
    const theirs = await ground.workspaceWithAdmin("theirs@example.com");
    const team = (await post("/teams", theirs.cookie, { name: "Theirs" })).body;
    const key = (await post("/api-keys", theirs.cookie, { name: "theirs" })).body;
    const ghost = "01a20286-0000-7000-8000-000000000000";
    const bare = ({
      status,
      body: { requestId: _id, ...body },
    }: {
      status: number;
      body: Record<string, unknown>;
    }) => ({ status, body });
    const pairs = [
      [`/members/${theirs.memberId}`, `/members/${ghost}`, { name: "Hi" }],
      [`/roles/${theirs.roleIds.viewer}`, `/roles/${ghost}`, { name: "Hi" }],
      [`/teams/${team.id}`, `/teams/${ghost}`, { name: "Hi" }],
    ] as const;
    for (const [foreign, unknown, body] of pairs) {
      const answer = await patch(foreign, mine.cookie, body);
      expect(answer.status).toBe(404);
      expect(bare(answer)).toEqual(bare(await patch(unknown, mine.cookie, body)));
    }
    expect((await remove(`/api-keys/${key.id}`, mine.cookie)).status).toBe(404);
    const invited = await post("/invitations", mine.cookie, {
      email: "x@example.com",
      roleId: theirs.roleIds.viewer,
    });
    expect(invited).toMatchObject({ status: 422, body: { code: "access.unknown_role" } });
    expect(
      (await patch(`/members/${mine.memberId}`, mine.cookie, { teamIds: [team.id] })).body.code,
    ).toBe("access.unknown_team");
    for (const list of ["members", "roles", "teams", "invitations", "api-keys"]) {
      const { body } = await get(`/${list}?limit=200`, mine.cookie);
      expect(JSON.stringify(body)).not.toContain(theirs.workspaceId);
      expect(JSON.stringify(body)).not.toContain(team.id);
      expect(JSON.stringify(body)).not.toContain(key.id);
    }
    for (const named of [theirs.workspaceId, "theirs", `${mine.workspaceId}x`]) {
      const wrong = await ground.call({
        method: "GET",
        path: "/me",
        cookie: mine.cookie,
        headers: { "rapport-workspace": named },
      });
      expect(wrong).toMatchObject({ status: 401, body: { code: "access.not_a_member" } });
    }
  });
});
