import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsOn } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess, testPassword } from "../../../test/access-ground.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { get, join, patch, post, remove } = actionsOn(() => ground);

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
    expect(byKey).toMatchObject({ status: 401, body: { code: "access.key_revoked" } });
    const again = {
      method: "POST",
      path: "/auth/sign-in",
      body: { email: "leaver@example.com", password: testPassword },
    } as const;
    expect((await ground.call(again)).body.code).toBe("access.not_a_member");
    await patch(`/members/${member.id}`, workspace.cookie, { status: "active" });
    expect((await ground.call(again)).status).toBe(204);
    // Keys were ended for good: who comes back makes new ones.
    expect((await ground.call({ method: "GET", path: "/me", key: secret })).status).toBe(401);
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
