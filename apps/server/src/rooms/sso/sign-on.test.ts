import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openSsoGround, password, type SsoGround } from "../../../test/sso-ground.ts";

let ground: SsoGround;
beforeAll(async () => {
  ground = await openSsoGround();
});
afterAll(() => ground?.close());
afterEach(() => {
  ground.provider.mode = "good";
  ground.provider.tamper = {};
});

const person = (sub: string, more: object = {}) => ({
  sub,
  email: `${sub}@corp.example`,
  email_verified: true,
  name: `Person ${sub}`,
  ...more,
});

const me = async (cookie: string) => ground.call("GET", "/me", { cookie });

const membersOf = async (cookie: string): Promise<{ id: string; email: string }[]> =>
  (await ground.call("GET", "/members", { cookie })).body.data;

const auditOf = async (cookie: string, act: string) =>
  (await ground.call("GET", `/audit?act=${act}`, { cookie })).body.data;

describe("signing in through a provider", () => {
  it("makes a member of whoever comes for the first time, and finds them the second", async () => {
    const { connectionId, cookie, workspaceId, roleIds } = await ground.connected("first");
    ground.provider.person = person("newcomer");
    const done = await ground.signOn(connectionId, "/o/people?sort=city");
    expect(done).toMatchObject({
      status: 302,
      location: "http://localhost:4100/o/people?sort=city",
    });
    const who = await me(done.cookie);
    expect(who.body).toMatchObject({
      user: { email: "newcomer@corp.example", name: "Person newcomer" },
      workspace: { id: workspaceId },
      role: { id: roleIds.member },
    });
    const again = await ground.signOn(connectionId);
    expect((await me(again.cookie)).body.member.id).toBe(who.body.member.id);
    expect(await membersOf(cookie)).toHaveLength(2);
    const entries = await auditOf(cookie, "sso.signed-in");
    expect(entries).toHaveLength(2);
    const sessions = await ground.call("GET", "/me/sessions", { cookie: again.cookie });
    expect(sessions.body.data[0]).toMatchObject({ method: "sso" });
  });

  it("links who is a member already by a verified address, and follows the subject afterwards", async () => {
    const { connectionId, cookie, adminId } = await ground.connected("linked");
    ground.provider.person = person("s-1", { email: "Admin@linked.example" });
    const linked = await ground.signOn(connectionId);
    expect((await me(linked.cookie)).body.member.id).toBe(adminId);
    ground.provider.person = person("s-1", { email: "married@linked.example" });
    const later = await ground.signOn(connectionId);
    expect((await me(later.cookie)).body.member.id).toBe(adminId);
    expect(await membersOf(cookie)).toHaveLength(1);
  });

  it("forgets whom subjects stood for when the issuer changes", async () => {
    const { connectionId, cookie, adminId } = await ground.connected("moved");
    const change = (issuer: string) =>
      ground.call("PATCH", `/sso/connections/${connectionId}`, { cookie, body: { issuer } });
    ground.provider.person = person("2", { email: "admin@moved.example" });
    await ground.signOn(connectionId);
    expect((await change("https://another.example")).status).toBe(200);
    expect((await change(ground.provider.issuer)).status).toBe(200);
    ground.provider.person = person("2", { email: "somebody.else@moved.example" });
    const who = await me((await ground.signOn(connectionId)).cookie);
    expect(who.status).toBe(200);
    expect(who.body.member.id).not.toBe(adminId);
  });

  it("begins a session that is not renewed", async () => {
    const { connectionId } = await ground.connected("ending");
    ground.provider.person = person("s-9");
    const { cookie } = await ground.signOn(connectionId);
    const { id } = (await ground.call("GET", "/me/sessions", { cookie })).body.data[0];
    const untilOf = async () =>
      (
        await ground.database.asOwner(
          `SELECT extract(epoch FROM expires_at - now()) / 86400 AS days FROM access.sessions WHERE id = '${id}'`,
        )
      )[0]?.days;
    await ground.database.asOwner(
      `SET ROLE rapport_system; UPDATE access.sessions SET expires_at = now() + interval '3 days' WHERE id = '${id}'`,
    );
    expect((await me(cookie)).cookie).toBe("");
    expect(Number(await untilOf())).toBeLessThan(3.1);
  });

  it("refuses an address that is not verified, unless the connection trusts the provider", async () => {
    const { connectionId, cookie } = await ground.connected("unverified");
    ground.provider.person = person("s-2", {
      email: "admin@unverified.example",
      email_verified: false,
    });
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=email_not_verified$/);
    const patch = { body: { trustsEmail: true }, cookie };
    await ground.call("PATCH", `/sso/connections/${connectionId}`, patch);
    expect((await me((await ground.signOn(connectionId)).cookie)).status).toBe(200);
  });

  it("opens the workspace of the connection alone, and no account of another one", async () => {
    const other = await ground.connected("victim");
    const { connectionId, workspaceId } = await ground.connected("intruder");
    ground.provider.person = person("s-3", { email: "admin@victim.example" });
    const { cookie } = await ground.signOn(connectionId);
    const who = await me(cookie);
    expect(who.body.workspace.id).toBe(workspaceId);
    expect(who.body.workspaces).toHaveLength(1);
    expect((await ground.call("GET", "/me/sessions", { cookie })).body.data).toHaveLength(1);
    for (const [path, body] of [
      ["/me/second-factor", { password }],
      ["/me/email", { email: "x@y.example", password }],
      ["/auth/change-password", { currentPassword: password, newPassword: "a brand new password" }],
    ] as const) {
      expect(await ground.call("POST", path, { cookie, body })).toMatchObject({
        status: 403,
        body: { code: "access.by_provider" },
      });
    }
    expect((await me(other.cookie)).status).toBe(200);
  });

  it("lets in neither other domains, nor strangers, nor deactivated members, where told so", async () => {
    const { connectionId, cookie } = await ground.connected("strict", {
      domains: ["strict.example"],
      createsMembers: false,
    });
    ground.provider.person = person("s-4");
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=wrong_domain$/);
    ground.provider.person = person("s-4", { email: "s-4@strict.example" });
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=no_member$/);
    const change = (body: object) =>
      ground.call("PATCH", `/sso/connections/${connectionId}`, { cookie, body });
    await change({ createsMembers: true });
    const { cookie: session } = await ground.signOn(connectionId);
    const { id } = (await me(session)).body.member;
    await ground.call("PATCH", `/members/${id}`, { cookie, body: { status: "deactivated" } });
    expect((await me(session)).status).toBe(401);
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=deactivated$/);
    ground.provider.person = person("s-5", { email: "s-5@strict.example" });
    await change({ defaultRoleId: null });
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=no_role$/);
    expect(await membersOf(cookie)).toHaveLength(2);
    expect((await auditOf(cookie, "sso.refused")).length).toBe(4);
  });

  it("says so when the person or the provider declines", async () => {
    const { connectionId } = await ground.connected("declined");
    ground.provider.person = person("s-6", { refuses: true });
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=cancelled$/);
  });
});

describe("groups of the provider", () => {
  it("give role, teams and regions, at each sign-in anew", async () => {
    const { connectionId, cookie, roleIds } = await ground.connected("groups");
    const team = (await ground.call("POST", "/teams", { cookie, body: { name: "North" } })).body;
    const rules = [
      { group: "bosses", roleId: roleIds.admin, teamIds: [], regions: [] },
      { group: "sellers", roleId: roleIds.viewer, teamIds: [team.id], regions: ["EU"] },
    ];
    const path = `/sso/connections/${connectionId}`;
    expect((await ground.call("PATCH", path, { cookie, body: { rules } })).status).toBe(200);
    const come = async (groups: string[]) => {
      ground.provider.person = person("g-1", { groups });
      return (await me((await ground.signOn(connectionId)).cookie)).body;
    };
    expect(await come(["sellers"])).toMatchObject({
      role: { id: roleIds.viewer },
      member: { teamIds: [team.id], regions: ["EU"] },
    });
    expect(await come(["sellers", "bosses"])).toMatchObject({ role: { id: roleIds.admin } });
    expect(await come([])).toMatchObject({
      role: { id: roleIds.member },
      member: { teamIds: [], regions: [] },
    });
  });

  it("never demote the last admin", async () => {
    const { connectionId, cookie, roleIds, adminId } = await ground.connected("lastadmin");
    const rules = [{ group: "x", roleId: roleIds.viewer, teamIds: [], regions: [] }];
    await ground.call("PATCH", `/sso/connections/${connectionId}`, { cookie, body: { rules } });
    ground.provider.person = person("g-2", { email: "admin@lastadmin.example", groups: ["x"] });
    const who = await me((await ground.signOn(connectionId)).cookie);
    expect(who.body).toMatchObject({ member: { id: adminId }, role: { id: roleIds.admin } });
  });

  it("is set up, changed and taken away only by who has all rights, since it vouches for everybody", async () => {
    const { cookie, connectionId, roleIds } = await ground.connected("escalation");
    const permissions = { objects: {}, fields: {}, settings: ["workspace.manage"] };
    const body = { name: "Half", permissions };
    const half = (await ground.call("POST", "/roles", { cookie, body })).body;
    const path = `/sso/connections/${connectionId}`;
    const rules = [{ group: "half", roleId: half.id, teamIds: [], regions: [] }];
    await ground.call("PATCH", path, { cookie, body: { rules } });
    ground.provider.person = person("g-3", { groups: ["half"] });
    const session = (await ground.signOn(connectionId)).cookie;
    expect((await me(session)).body.role.id).toBe(half.id);
    const other = { name: "Mine", issuer: "https://id.elsewhere.example", clientId: "c" };
    for (const [method, at, grab] of [
      ["PATCH", path, { rules: [{ ...rules[0], roleId: roleIds.admin }] }],
      ["PATCH", path, { issuer: other.issuer }],
      ["PATCH", path, { trustsEmail: true }],
      ["POST", "/sso/connections", other],
      ["DELETE", path, undefined],
    ] as const) {
      const sent = grab === undefined ? {} : { body: grab };
      expect(await ground.call(method, at, { cookie: session, ...sent })).toMatchObject({
        status: 403,
        body: { code: "access.escalation" },
      });
    }
  });
});
