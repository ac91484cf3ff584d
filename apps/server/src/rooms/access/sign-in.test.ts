import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestAccess, type TestAccess, testPassword } from "../../../test/access-ground.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const signInWith = (
  email: string,
  password: string,
  more: { address?: string; headers?: Record<string, string> } = {},
) => ground.call({ method: "POST", path: "/auth/sign-in", body: { email, password }, ...more });

const linkToken = (text: string) => decodeURIComponent(/token=([\w%-]+)/.exec(text)?.[1] ?? "");

async function waitForLetter(count: number): Promise<string> {
  await expect.poll(() => ground.letters.length, { timeout: 5000 }).toBe(count);
  return ground.letters[count - 1]?.text ?? "";
}

describe("sign-up", () => {
  const body = {
    name: "Ada",
    email: "Ada@Example.com",
    password: testPassword,
    workspaceName: "First",
  };

  it("takes the first person, makes them admin, and nobody after them", async () => {
    expect((await ground.call({ method: "GET", path: "/auth/state" })).body).toEqual({
      needsFirstWorkspace: true,
    });
    const [one, other] = await Promise.all([
      ground.call({ method: "POST", path: "/auth/sign-up", body }),
      ground.call({
        method: "POST",
        path: "/auth/sign-up",
        body: { ...body, email: "second@example.com" },
      }),
    ]);
    expect([one.status, other.status].sort()).toEqual([204, 409]);
    expect((await ground.call({ method: "GET", path: "/auth/state" })).body).toEqual({
      needsFirstWorkspace: false,
    });
    const winner = one.status === 204 ? one : other;
    const me = await ground.call({ method: "GET", path: "/me", cookie: winner.cookie ?? "" });
    expect(me.body).toMatchObject({
      workspace: { name: "First" },
      role: { key: "admin" },
      apiKey: null,
    });
    expect(me.body.permissions.settings).toContain("members.manage");
    expect(await ground.access.listWorkspaces()).toHaveLength(1);
  });

  it("refuses a short password and an unknown field", async () => {
    const short = await ground.call({
      method: "POST",
      path: "/auth/sign-up",
      body: { ...body, password: "short" },
    });
    expect(short).toMatchObject({ status: 422, body: { code: "platform.invalid_input" } });
    const extra = await ground.call({
      method: "POST",
      path: "/auth/sign-up",
      body: { ...body, role: "admin" },
    });
    expect(extra.status).toBe(422);
  });
});

describe("sign-in", () => {
  it("sets a cookie that scripts and other sites cannot use", async () => {
    await ground.workspaceWithAdmin("cookie@example.com");
    const answer = await signInWith("COOKIE@example.com", testPassword);
    expect(answer.status).toBe(204);
    const cookie = String(answer.headers["set-cookie"]);
    expect(cookie).toMatch(/^rapport_session=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("stores only a hash of the session's token", async () => {
    const { cookie } = await ground.workspaceWithAdmin("hash@example.com");
    const token = /rapport_session=([^.%]+)/.exec(cookie)?.[1] ?? "";
    expect(token.length).toBeGreaterThan(20);
    const rows = await ground.database.asOwner(
      "SET ROLE rapport_system; SELECT token FROM access.sessions",
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("answers the same to an unknown address and to a wrong password", async () => {
    await ground.workspaceWithAdmin("same@example.com");
    const wrong = await signInWith("same@example.com", "wrong password");
    const unknown = await signInWith("nobody@example.com", "wrong password");
    const bare = ({ requestId: _id, ...problem }: Record<string, unknown>) => problem;
    expect(wrong.status).toBe(401);
    expect(bare(unknown.body)).toEqual(bare(wrong.body));
    expect(wrong.body.code).toBe("access.wrong_credentials");
  });

  it("makes a guesser wait, longer each time, and lets the owner in from elsewhere", async () => {
    await ground.workspaceWithAdmin("guess@example.com");
    const guess = () => signInWith("guess@example.com", "wrong password", { address: "10.9.9.9" });
    for (let tries = 0; tries < 5; tries += 1) expect((await guess()).status).toBe(401);
    const blocked = await guess();
    expect(blocked).toMatchObject({ status: 429, body: { code: "access.too_many_attempts" } });
    expect(Number(blocked.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    const right = await signInWith("guess@example.com", testPassword, { address: "10.9.9.9" });
    expect(right.status).toBe(429);
    expect((await signInWith("guess@example.com", testPassword)).status).toBe(204);
    ground.clock.advance(1100);
    expect((await guess()).status).toBe(401);
    const after = await guess();
    expect(Number(after.headers["retry-after"])).toBeGreaterThanOrEqual(2);
  });

  it("leaves refused and good attempts for the audit log, without the password", async () => {
    await ground.workspaceWithAdmin("audit@example.com");
    await signInWith("audit@example.com", "a wrong password");
    const events = () =>
      ground.changes
        .filter(({ change }) => change.object === "sign-ins")
        .map(({ act }) => act.name);
    await expect.poll(events).toContain("access.refused");
    await expect.poll(events).toContain("access.signed-in");
    expect(JSON.stringify(ground.changes.map(({ change }) => change))).not.toContain(
      "a wrong password",
    );
  });

  it("ends a session on sign-out, and refuses the old cookie", async () => {
    const { cookie } = await ground.workspaceWithAdmin("out@example.com");
    expect((await ground.call({ method: "GET", path: "/me", cookie })).status).toBe(200);
    const out = await ground.call({ method: "POST", path: "/auth/sign-out", cookie });
    expect(out.status).toBe(204);
    expect(String(out.headers["set-cookie"])).toMatch(/Max-Age=0/);
    const after = await ground.call({ method: "GET", path: "/me", cookie });
    expect(after).toMatchObject({ status: 401, body: { code: "access.session_expired" } });
  });

  it("refuses a session that has expired, cached or not", async () => {
    const { cookie, memberId } = await ground.workspaceWithAdmin("expire@example.com");
    expect((await ground.call({ method: "GET", path: "/me", cookie })).body.member.id).toBe(
      memberId,
    );
    const aheadMs = 8 * 24 * 3600 * 1000;
    ground.clock.advance(aheadMs);
    const after = await ground.call({ method: "GET", path: "/me", cookie });
    ground.clock.advance(-aheadMs);
    expect(after).toMatchObject({ status: 401, body: { code: "access.session_expired" } });
    expect(after.body.detail).toMatch(/sign in again/i);
  });
});

describe("requests from other sites", () => {
  it("refuses a cookie that comes with a foreign origin, or with none", async () => {
    const { cookie } = await ground.workspaceWithAdmin("csrf@example.com");
    const rename = (headers: Record<string, string>) =>
      ground.call({
        method: "PATCH",
        path: "/workspace",
        body: { name: "Renamed" },
        headers: { cookie, ...headers },
      });
    expect((await rename({ origin: "https://evil.example" })).body.code).toBe(
      "access.foreign_origin",
    );
    expect((await rename({ "sec-fetch-site": "cross-site" })).body.code).toBe(
      "access.foreign_origin",
    );
    expect((await rename({})).body.code).toBe("access.foreign_origin");
    expect((await rename({ origin: "http://localhost:4100" })).status).toBe(200);
    expect((await rename({ "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  it("does not let another site sign somebody in", async () => {
    const answer = await signInWith("csrf@example.com", testPassword, {
      headers: { origin: "https://evil.example" },
    });
    expect(answer.body.code).toBe("access.foreign_origin");
  });
});

describe("passwords", () => {
  it("resets by a link that works once, and ends all sessions", async () => {
    const { cookie } = await ground.workspaceWithAdmin("reset@example.com");
    await ground.call({ method: "GET", path: "/me", cookie });
    const before = ground.letters.length;
    const asked = await ground.call({
      method: "POST",
      path: "/auth/forgot-password",
      body: { email: "reset@example.com" },
    });
    expect(asked.status).toBe(204);
    const token = linkToken(await waitForLetter(before + 1));
    const reset = (password: string) =>
      ground.call({ method: "POST", path: "/auth/reset-password", body: { token, password } });
    expect((await reset("another long password")).status).toBe(204);
    expect(await reset("yet another password")).toMatchObject({
      status: 422,
      body: { code: "access.reset_not_open" },
    });
    expect((await ground.call({ method: "GET", path: "/me", cookie })).status).toBe(401);
    expect((await signInWith("reset@example.com", testPassword)).status).toBe(401);
    expect((await signInWith("reset@example.com", "another long password")).status).toBe(204);
  });

  it("answers the same for an address that nobody has, and writes to nobody", async () => {
    const before = ground.letters.length;
    const asked = await ground.call({
      method: "POST",
      path: "/auth/forgot-password",
      body: { email: "no@example.com" },
    });
    expect(asked).toMatchObject({ status: 204, body: null });
    await ground.access.stop();
    expect(ground.letters).toHaveLength(before);
  });

  it("changes with the present one only, and ends the other sessions", async () => {
    const { cookie } = await ground.workspaceWithAdmin("change@example.com");
    const other = await ground.signIn("change@example.com");
    const change = (currentPassword: string) =>
      ground.call({
        method: "POST",
        path: "/auth/change-password",
        cookie,
        body: { currentPassword, newPassword: "a brand new password" },
      });
    expect(await change("not the right one")).toMatchObject({
      status: 422,
      body: { code: "access.wrong_password" },
    });
    expect((await change(testPassword)).status).toBe(204);
    expect((await ground.call({ method: "GET", path: "/me", cookie })).status).toBe(200);
    expect((await ground.call({ method: "GET", path: "/me", cookie: other })).status).toBe(401);
    expect((await signInWith("change@example.com", "a brand new password")).status).toBe(204);
  });
});
