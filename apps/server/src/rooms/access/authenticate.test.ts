import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestAccess, type TestAccess, testAdminKey } from "../../../test/access-ground.ts";

describe("authenticate", () => {
  let ground: TestAccess;
  beforeAll(async () => {
    ground = await openTestAccess();
  });
  afterAll(() => ground.close());

  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

  it("answers nobody when there is no credential", async () => {
    expect(await ground.access.authenticate({})).toBeNull();
  });

  it("knows a key by its secret, and gives it the rights of its role", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Keys" });
    const made = await ground.access.createApiKey(workspaceId, { name: "robot" });
    const principal = await ground.access.authenticate(bearer(made.secret));
    expect(principal).toMatchObject({
      kind: "api-key",
      id: made.key.id,
      label: "robot",
      workspaceId,
    });
    expect(principal?.rights.has("members.manage")).toBe(true);
    expect(made.secret).toMatch(/^rk_[\w-]{32}$/);
  });

  it("gives a key no more than its scopes", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Scopes" });
    const { secret } = await ground.access.createApiKey(workspaceId, {
      name: "reader",
      scopes: { ...builtInRoles.viewer, settings: ["exports.run"] },
    });
    const principal = await ground.access.authenticate(bearer(secret));
    expect(principal?.rights.object("people")).toMatchObject({ create: false, read: "all" });
    expect(principal?.rights.has("exports.run")).toBe(true);
    expect(principal?.rights.has("members.manage")).toBe(false);
  });

  it("refuses an unknown key, another scheme and a session that is not there", async () => {
    await expect(ground.access.authenticate(bearer("rk_nothing"))).rejects.toMatchObject({
      code: "access.unknown_key",
    });
    await expect(ground.access.authenticate({ authorization: "Basic eDp5" })).rejects.toMatchObject(
      {
        code: "access.bad_authorization",
      },
    );
    await expect(
      ground.access.authenticate(
        { cookie: "rapport_session=aaaaaaaaaaaaaaaaaaaaaaaa.sig", host: "h" },
        "GET",
      ),
    ).rejects.toMatchObject({ code: "access.session_expired" });
  });

  it("refuses a key from the moment it expires, cached or not", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Expiry" });
    const expiresAt = new Date(ground.clock.nowMs() + 2000).toISOString();
    const { secret } = await ground.access.createApiKey(workspaceId, { name: "short", expiresAt });
    expect(await ground.access.authenticate(bearer(secret))).not.toBeNull();
    ground.clock.advance(2001);
    await expect(ground.access.authenticate(bearer(secret))).rejects.toMatchObject({
      code: "access.key_expired",
    });
  });

  it("refuses a revoked key at once, though it was cached", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Revoked" });
    const { key, secret } = await ground.access.createApiKey(workspaceId, { name: "leaked" });
    expect(await ground.access.authenticate(bearer(secret))).not.toBeNull();
    const path = `/api-keys/${key.id}`;
    expect((await ground.call({ method: "DELETE", path, key: secret })).status).toBe(204);
    await expect(ground.access.authenticate(bearer(secret))).rejects.toMatchObject({
      code: "access.key_revoked",
    });
  });

  it("needs no database while cached, and sees another process's change within five seconds", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Cache" });
    const { key, secret } = await ground.access.createApiKey(workspaceId, { name: "cached" });
    const first = await ground.access.authenticate(bearer(secret));
    await ground.database.db.system((tx) =>
      tx.query("UPDATE access.api_keys SET revoked_at = now() WHERE id = $1", [key.id]),
    );
    expect(await ground.access.authenticate(bearer(secret))).toBe(first);
    ground.clock.advance(5000);
    await expect(ground.access.authenticate(bearer(secret))).rejects.toMatchObject({
      code: "access.key_revoked",
    });
  });

  it("notes when a key was used, in the background and at most once a minute", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Use" });
    const { key, secret } = await ground.access.createApiKey(workspaceId, { name: "used" });
    const lastUse = async () => {
      await ground.access.stop();
      const rows = await ground.database.db.system((tx) =>
        tx.query<{ last_used_at: string | null }>(
          "SELECT last_used_at FROM access.api_keys WHERE id = $1",
          [key.id],
        ),
      );
      return rows[0]?.last_used_at ?? null;
    };
    expect(await lastUse()).toBeNull();
    await ground.access.authenticate(bearer(secret));
    const first = await lastUse();
    expect(first).not.toBeNull();
    ground.clock.advance(30_000);
    await ground.access.authenticate(bearer(secret));
    expect(await lastUse()).toBe(first);
    ground.clock.advance(31_000);
    await ground.access.authenticate(bearer(secret));
    expect(await lastUse()).not.toBe(first);
  });

  it("takes the configured admin key as admin of the oldest workspace, without a limit", async () => {
    const oldest = (await ground.access.listWorkspaces())[0];
    const principal = await ground.access.authenticate(bearer(testAdminKey));
    expect(principal).toMatchObject({
      workspaceId: oldest?.id,
      rateLimitPerMinute: Number.POSITIVE_INFINITY,
    });
    expect(principal?.rights.has("workspace.manage")).toBe(true);
    const answer = await ground.call({ method: "GET", path: "/me", key: testAdminKey });
    expect(answer).toMatchObject({
      status: 200,
      body: { user: null, apiKey: { name: "RAPPORT_ADMIN_KEY" } },
    });
    expect(answer.headers["ratelimit-limit"]).toBeUndefined();
  });

  it("limits a key to its own rate, and says so in headers", async () => {
    const { workspaceId } = await ground.access.createWorkspace({ name: "Rate" });
    const { secret } = await ground.access.createApiKey(workspaceId, {
      name: "slow",
      rateLimitPerMinute: 2,
    });
    const ask = () => ground.call({ method: "GET", path: "/me", key: secret });
    expect((await ask()).headers["ratelimit-remaining"]).toBe("1");
    await ask();
    const refused = await ask();
    expect(refused).toMatchObject({ status: 429, body: { code: "platform.rate_limited" } });
    expect(refused.headers["retry-after"]).toBeDefined();
  });
});

describe("start", () => {
  it("makes a workspace for the admin key, which the first person then takes over", async () => {
    const ground = await openTestAccess();
    await expect(
      ground.access.authenticate({ authorization: `Bearer ${testAdminKey}` }),
    ).rejects.toMatchObject({
      code: "access.no_workspace",
    });
    await ground.access.start();
    await ground.access.start();
    const [only, ...others] = await ground.access.listWorkspaces();
    expect(others).toEqual([]);
    expect(
      (await ground.call({ method: "GET", path: "/auth/state" })).body.needsFirstWorkspace,
    ).toBe(true);
    const body = {
      name: "Ada",
      email: "ada@example.com",
      password: "correct horse battery",
      workspaceName: "Ours",
    };
    const signedUp = await ground.call({ method: "POST", path: "/auth/sign-up", body });
    const me = await ground.call({ method: "GET", path: "/me", cookie: signedUp.cookie ?? "" });
    expect(me.body).toMatchObject({
      workspace: { id: only?.id, name: "Ours" },
      role: { key: "admin" },
    });
    const principal = await ground.access.authenticate({ authorization: `Bearer ${testAdminKey}` });
    expect(principal?.memberId).toBe(me.body.member.id);
    await ground.close();
  });
});
