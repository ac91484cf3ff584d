import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestAccess, type TestAccess, testPassword } from "../../../test/access-ground.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

type Workspace = Awaited<ReturnType<TestAccess["workspaceWithAdmin"]>>;

const get = (path: string, cookie: string) => ground.call({ method: "GET", path, cookie });
const post = (path: string, cookie: string, body: unknown) =>
  ground.call({ method: "POST", path, cookie, body });
const patch = (path: string, cookie: string, body: unknown) =>
  ground.call({ method: "PATCH", path, cookie, body });
const remove = (path: string, cookie: string) => ground.call({ method: "DELETE", path, cookie });

async function invite(
  workspace: Workspace,
  email: string,
  roleId = workspace.roleIds.member,
): Promise<string> {
  const before = ground.letters.length;
  const answer = await post("/invitations", workspace.cookie, { email, roleId });
  expect(answer).toMatchObject({ status: 201, body: { email, mailed: true, status: "open" } });
  expect(answer.body.url).toBeUndefined();
  return /token=([\w-]+)/.exec(ground.letters[before]?.text ?? "")?.[1] ?? "";
}

const accept = (token: string, password = testPassword, name = "New Member") =>
  ground.call({ method: "POST", path: "/auth/accept-invitation", body: { token, name, password } });

async function join(
  workspace: Workspace,
  email: string,
  roleId?: string,
): Promise<{ cookie: string; id: string }> {
  const answer = await accept(await invite(workspace, email, roleId));
  expect(answer.status).toBe(204);
  const cookie = answer.cookie ?? "";
  return { cookie, id: (await get("/me", cookie)).body.member.id };
}

describe("invitations", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await ground.workspaceWithAdmin("inviter@example.com");
  });

  it("makes a member of whoever holds the link, once", async () => {
    const token = await invite(workspace, "once@example.com");
    const joined = await accept(token);
    expect(joined.status).toBe(204);
    const me = await get("/me", joined.cookie ?? "");
    expect(me.body).toMatchObject({ user: { email: "once@example.com" }, role: { key: "member" } });
    expect(me.body.workspace.id).toBe(workspace.workspaceId);
    expect(await accept(token)).toMatchObject({
      status: 422,
      body: { code: "access.invitation_not_open" },
    });
  });

  it("lets one of two through who use the link at the same moment", async () => {
    const token = await invite(workspace, "twice@example.com");
    const answers = await Promise.all([accept(token), accept(token, "quite another password")]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const { body } = await get("/members?limit=200", workspace.cookie);
    expect(
      body.data.filter((member: { email: string }) => member.email === "twice@example.com"),
    ).toHaveLength(1);
  });

  it("refuses a link after seven days, after it was withdrawn, and when a newer one was sent", async () => {
    const late = await invite(workspace, "late@example.com");
    ground.clock.advance(7 * 24 * 3600 * 1000 + 1);
    expect((await accept(late)).body.code).toBe("access.invitation_not_open");
    ground.clock.advance(-(7 * 24 * 3600 * 1000 + 1));

    const withdrawn = await invite(workspace, "withdrawn@example.com");
    const { body } = await get("/invitations?limit=200", workspace.cookie);
    const { id } = body.data.find(
      (one: { email: string }) => one.email === "withdrawn@example.com",
    );
    expect((await remove(`/invitations/${id}`, workspace.cookie)).status).toBe(204);
    expect((await accept(withdrawn)).body.code).toBe("access.invitation_not_open");

    const old = await invite(workspace, "again@example.com");
    const fresh = await invite(workspace, "again@example.com");
    expect((await accept(old)).body.code).toBe("access.invitation_not_open");
    expect((await accept(fresh)).status).toBe(204);
  });

  it("asks a person who signs in here already for the password that they have", async () => {
    await ground.workspaceWithAdmin("elsewhere@example.com");
    const token = await invite(workspace, "elsewhere@example.com");
    expect((await accept(token, "a takeover attempt")).body.code).toBe("access.wrong_password");
    const answer = await accept(token);
    expect(answer.status).toBe(204);
    const cookie = answer.cookie ?? "";
    const both = await get("/me", cookie);
    expect(both.body.workspaces).toHaveLength(2);
    const there = await ground.call({
      method: "GET",
      path: "/me",
      cookie,
      headers: { "rapport-workspace": workspace.workspaceId },
    });
    expect(there.body).toMatchObject({
      workspace: { id: workspace.workspaceId },
      role: { key: "member" },
    });
  });

  it("gives a member without a sign-in (from an import) theirs, with their records", async () => {
    const imported = await ground.access.createMember(workspace.workspaceId, {
      name: "Imported",
      email: "Imported@example.com",
      role: "viewer",
    });
    const joined = await join(workspace, "imported@example.com");
    expect(joined.id).toBe(imported.memberId);
  });

  it("does not invite who is a member already", async () => {
    const answer = await post("/invitations", workspace.cookie, {
      email: "inviter@example.com",
      roleId: workspace.roleIds.member,
    });
    expect(answer).toMatchObject({ status: 409, body: { code: "access.already_member" } });
  });

  it("keeps tokens and secrets out of the tables and the audit images", async () => {
    const token = await invite(workspace, "secret@example.com");
    const key = await post("/api-keys", workspace.cookie, { name: "secret" });
    const stored = await ground.database.asOwner(
      "SELECT (SELECT json_agg(i) FROM access.invitations i)::text AS i, (SELECT json_agg(k) FROM access.api_keys k)::text AS k",
    );
    const images = JSON.stringify(ground.changes.map(({ change }) => change));
    for (const secret of [token, key.body.secret]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(JSON.stringify(stored)).not.toContain(secret);
      expect(images).not.toContain(secret);
    }
  });
});

describe("members", () => {
  it("keeps the last admin, however it is tried", async () => {
    const workspace = await ground.workspaceWithAdmin("last@example.com");
    const path = `/members/${workspace.memberId}`;
    const demote = { roleId: workspace.roleIds.member };
    const codes = [
      (await patch(path, workspace.cookie, demote)).body.code,
      (await patch(path, workspace.cookie, { status: "deactivated" })).body.code,
    ];
    expect(codes).toEqual(["access.last_admin", "access.last_admin"]);
    const second = await join(workspace, "second-admin@example.com", workspace.roleIds.admin);
    const both = await Promise.all([
      patch(path, second.cookie, demote),
      patch(`/members/${second.id}`, workspace.cookie, demote),
    ]);
    expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const { body } = await get("/members", (both[0].status === 200 ? second : workspace).cookie);
    const admins = body.data.filter(
      (member: { roleId: string }) => member.roleId === workspace.roleIds.admin,
    );
    expect(admins).toHaveLength(1);
  });

  it("shuts a deactivated member out at once, session and keys, and lets them back in", async () => {
    const workspace = await ground.workspaceWithAdmin("deactivate@example.com");
    const member = await join(workspace, "leaver@example.com", workspace.roleIds.admin);
    const { secret } = (await post("/api-keys", member.cookie, { name: "theirs" })).body;
    expect((await ground.call({ method: "GET", path: "/me", key: secret })).status).toBe(200);
    const off = await patch(`/members/${member.id}`, workspace.cookie, { status: "deactivated" });
    expect(off).toMatchObject({ status: 200, body: { status: "deactivated" } });
    expect((await get("/me", member.cookie)).status).toBe(401);
    const byKey = await ground.call({ method: "GET", path: "/me", key: secret });
    expect(byKey).toMatchObject({ status: 401, body: { code: "access.member_deactivated" } });
    const again = {
      method: "POST",
      path: "/auth/sign-in",
      body: { email: "leaver@example.com", password: testPassword },
    } as const;
    expect((await ground.call(again)).body.code).toBe("access.not_a_member");
    await patch(`/members/${member.id}`, workspace.cookie, { status: "active" });
    expect((await ground.call(again)).status).toBe(204);
  });

  it("lets everybody correct their own name, and nothing else of theirs", async () => {
    const workspace = await ground.workspaceWithAdmin("names@example.com");
    const member = await join(workspace, "renamed@example.com");
    expect((await patch(`/members/${member.id}`, member.cookie, { name: "Zoë" })).body.name).toBe(
      "Zoë",
    );
    expect(
      (await patch(`/members/${member.id}`, member.cookie, { roleId: workspace.roleIds.admin }))
        .status,
    ).toBe(403);
    expect(
      (await patch(`/members/${workspace.memberId}`, member.cookie, { name: "Not me" })).status,
    ).toBe(403);
  });

  it("counts as a team all active members who share one", async () => {
    const workspace = await ground.workspaceWithAdmin("team@example.com");
    const team = (await post("/teams", workspace.cookie, { name: "North" })).body;
    const one = await join(workspace, "one@example.com");
    const two = await join(workspace, "two@example.com");
    for (const { id } of [one, two]) {
      const put = await patch(`/members/${id}`, workspace.cookie, {
        teamIds: [team.id],
        regions: ["EMEA"],
      });
      expect(put.status).toBe(200);
    }
    const headers = { cookie: one.cookie, "sec-fetch-site": "same-origin" };
    const principal = await ground.access.authenticate(headers, "GET");
    expect([...(principal?.teamMemberIds ?? [])].sort()).toEqual([one.id, two.id].sort());
    expect(principal?.regions).toEqual(["EMEA"]);
    expect((await remove(`/teams/${team.id}`, workspace.cookie)).status).toBe(204);
    const after = await ground.access.authenticate(headers, "GET");
    expect(after?.teamMemberIds).toEqual([one.id]);
  });

  it("pages its lists", async () => {
    const workspace = await ground.workspaceWithAdmin("pages@example.com");
    for (let index = 0; index < 4; index += 1) {
      await ground.access.createMember(workspace.workspaceId, {
        name: `Member ${index}`,
        email: `m${index}@example.com`,
        role: "viewer",
      });
    }
    const first = await get("/members?limit=3", workspace.cookie);
    const second = await get(`/members?limit=3&cursor=${first.body.nextCursor}`, workspace.cookie);
    expect([first.body.data.length, second.body.data.length, second.body.nextCursor]).toEqual([
      3,
      2,
      null,
    ]);
    expect((await get("/members?cursor=nonsense", workspace.cookie)).status).toBe(422);
  });
});

describe("escalation", () => {
  const hr = {
    objects: { "*": builtInRoles.viewer.objects["*"] },
    fields: {},
    settings: ["members.manage", "roles.manage", "api-keys.manage"],
  };
  let workspace: Workspace;
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
    const wrong = await ground.call({
      method: "GET",
      path: "/me",
      cookie: mine.cookie,
      headers: { "rapport-workspace": theirs.workspaceId },
    });
    expect(wrong).toMatchObject({ status: 401, body: { code: "access.not_a_member" } });
  });
});
