import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsOn, type TestWorkspace } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess } from "../../../test/access-ground.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { accept, get, invite, join, post, remove } = actionsOn(() => ground);

describe("invitations", () => {
  let workspace: TestWorkspace;
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
