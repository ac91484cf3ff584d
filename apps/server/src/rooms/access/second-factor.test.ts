import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsOn } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess, testPassword } from "../../../test/access-ground.ts";
import { bareDigits, bareRecoveryCode, recoveryCodeOf } from "./recovery-code.rules.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { get, post, patch, join } = actionsOn(() => ground);

/** What an authenticator app shows now. */
const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ground.clock.nowMs() });
const nextCode = (secret: string) => {
  ground.clock.advance(30_000);
  return codeOf(secret);
};

const cookiesOf = (answer: { headers: Record<string, unknown> }): string =>
  [answer.headers["set-cookie"]]
    .flat()
    .filter(Boolean)
    .map((cookie) => String(cookie).split(";")[0])
    .filter((cookie) => !cookie?.endsWith("="))
    .join("; ");

const signIn = (email: string, cookie?: string) =>
  ground.call({
    method: "POST",
    path: "/auth/sign-in",
    body: { email, password: testPassword },
    ...(cookie ? { cookie } : {}),
  });

const give = (cookie: string, code: string, more: object = {}, address = "10.7.7.7") =>
  ground.call({
    method: "POST",
    path: "/auth/second-factor",
    cookie,
    address,
    body: { code, ...more },
  });

async function setUp(email: string) {
  const workspace = await ground.workspaceWithAdmin(email);
  const begun = await post("/me/second-factor", workspace.cookie, { password: testPassword });
  expect(begun.status).toBe(200);
  const { secret, uri } = begun.body;
  const confirmed = await post("/me/second-factor/confirm", workspace.cookie, {
    code: codeOf(secret),
  });
  expect(confirmed.status).toBe(200);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  return { ...workspace, secret: String(secret), uri: String(uri), recoveryCodes };
}

describe("recovery codes", () => {
  it("are twelve letters in three groups, read with and without them", () => {
    const code = recoveryCodeOf(new Uint8Array(24).fill(0));
    expect(code).toBe("aaaa-aaaa-aaaa");
    expect(recoveryCodeOf(new Uint8Array(24).fill(255))).toBeNull();
    expect(bareRecoveryCode(" AAAA aaaa-AAAA ")).toBe("aaaaaaaaaaaa");
    expect(bareRecoveryCode("aaaa-aaaa")).toBeNull();
    expect(bareRecoveryCode("aaaa-aaaa-aaa0")).toBeNull();
    expect(bareDigits("123 456")).toBe("123456");
    expect(bareDigits("12345a")).toBeNull();
  });
});

describe("setting up a second factor", () => {
  it("needs the password, counts after the first right code, and keeps no secret in the clear", async () => {
    const { cookie } = await ground.workspaceWithAdmin("setup@example.com");
    const wrong = await post("/me/second-factor", cookie, { password: "not the password" });
    expect(wrong).toMatchObject({ status: 422, body: { code: "access.wrong_password" } });
    const begun = await post("/me/second-factor", cookie, { password: testPassword });
    expect(begun.body.uri).toMatch(/^otpauth:\/\/totp\/Rapport:setup/);
    expect(begun.headers["cache-control"]).toBe("no-store");
    expect((await signIn("setup@example.com")).status).toBe(204);
    const bad = await post("/me/second-factor/confirm", cookie, { code: "000000" });
    expect(bad).toMatchObject({ status: 422, body: { code: "access.wrong_code" } });
    const good = await post("/me/second-factor/confirm", cookie, {
      code: codeOf(begun.body.secret),
    });
    expect(good.body.recoveryCodes).toHaveLength(10);
    const again = await post("/me/second-factor", cookie, { password: testPassword });
    expect(again).toMatchObject({ status: 409, body: { code: "access.second_factor_on" } });
    const rows = await ground.database.asOwner(
      "SET ROLE rapport_system; SELECT (SELECT json_agg(f) FROM access.second_factors f)::text || (SELECT json_agg(c) FROM access.recovery_codes c)::text AS all_of_it",
    );
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(begun.body.secret);
    for (const code of good.body.recoveryCodes) {
      expect(stored).not.toContain(code);
      expect(stored).not.toContain(code.replaceAll("-", ""));
    }
    const state = await get("/me/security", cookie);
    expect(state.body).toMatchObject({ hasPassword: true, byProvider: false });
    expect(state.body.secondFactor).toMatchObject({ recoveryCodesLeft: 10, required: false });
    expect(state.body.secondFactor.since).not.toBeNull();
  });
});

describe("signing in with a second factor", () => {
  it("opens nothing before the code, and takes each code once", async () => {
    const { secret } = await setUp("twice@example.com");
    const first = await signIn("twice@example.com");
    expect(first).toMatchObject({ status: 200, body: { step: "second-factor" } });
    const step = cookiesOf(first);
    expect(step).toMatch(/^rapport_step=/);
    expect((await get("/me", step)).status).toBe(401);
    expect(await give(step, "000000")).toMatchObject({
      status: 422,
      body: { code: "access.wrong_code" },
    });
    const code = nextCode(secret);
    const done = await give(step, code);
    expect(done.status).toBe(204);
    const session = cookiesOf(done)
      .split("; ")
      .find((one) => one.startsWith("rapport_session"));
    expect((await get("/me", session ?? "")).status).toBe(200);
    // The same sign-in, and the same code in another one, are over.
    expect((await give(step, nextCode(secret))).body.code).toBe("access.step_over");
    const other = cookiesOf(await signIn("twice@example.com"));
    const used = nextCode(secret);
    expect((await give(other, used)).status).toBe(204);
    const third = cookiesOf(await signIn("twice@example.com"));
    expect((await give(third, used)).body.code).toBe("access.wrong_code");
  });

  it("takes a recovery code, once, and says so in the audit log", async () => {
    const { recoveryCodes } = await setUp("recover@example.com");
    const [code = ""] = recoveryCodes;
    const done = await give(cookiesOf(await signIn("recover@example.com")), code.toUpperCase());
    expect(done.status).toBe(204);
    const again = await give(cookiesOf(await signIn("recover@example.com")), code);
    expect(again.body.code).toBe("access.wrong_code");
    await expect
      .poll(() => ground.changes.map(({ act }) => act.name))
      .toEqual(
        expect.arrayContaining(["access.recovery-code-used", "access.second-factor-refused"]),
      );
  });

  it("slows guessing down, across sign-ins, and ends a sign-in after a few tries", async () => {
    const { secret } = await setUp("guess2@example.com");
    const step = cookiesOf(await signIn("guess2@example.com"));
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await give(step, "000000")).body.code).toBe("access.wrong_code");
    }
    const blocked = await give(cookiesOf(await signIn("guess2@example.com")), codeOf(secret));
    expect(blocked).toMatchObject({ status: 429, body: { code: "access.too_many_attempts" } });
    ground.clock.advance(60_000);
    for (let tries = 0; tries < 3; tries += 1) {
      ground.clock.advance(60_000);
      await give(step, "000000");
    }
    ground.clock.advance(5 * 60_000);
    expect((await give(step, codeOf(secret))).body.code).toBe("access.step_over");
  });

  it("remembers a browser when told to, until the password changes", async () => {
    const { secret, cookie } = await setUp("device@example.com");
    const first = await give(cookiesOf(await signIn("device@example.com")), nextCode(secret), {
      rememberDevice: true,
    });
    const device = cookiesOf(first)
      .split("; ")
      .find((one) => one.startsWith("rapport_device"));
    expect(device).toBeDefined();
    expect((await signIn("device@example.com", device)).status).toBe(204);
    expect((await signIn("device@example.com")).status).toBe(200);
    await setUp("otherdevice@example.com");
    expect((await signIn("otherdevice@example.com", device)).status).toBe(200);
    expect((await get("/me/security", cookie)).body.rememberedDevices).toBe(1);
    expect((await post("/me/devices/forget", cookie, {})).status).toBe(204);
    expect((await signIn("device@example.com", device)).status).toBe(200);
  });

  it("lets the owner make new recovery codes and remove the factor, by password", async () => {
    const { cookie, recoveryCodes } = await setUp("remove@example.com");
    const fresh = await post("/me/second-factor/recovery-codes", cookie, {
      password: testPassword,
    });
    expect(fresh.body.recoveryCodes).toHaveLength(10);
    const old = await give(cookiesOf(await signIn("remove@example.com")), recoveryCodes[0] ?? "");
    expect(old.body.code).toBe("access.wrong_code");
    expect((await post("/me/second-factor/remove", cookie, { password: "wrong" })).status).toBe(
      422,
    );
    expect(
      (await post("/me/second-factor/remove", cookie, { password: testPassword })).status,
    ).toBe(204);
    expect((await signIn("remove@example.com")).status).toBe(204);
  });
});

describe("a workspace that asks for a second factor", () => {
  it("asks the admin first, then leads members through the set-up, and ends sessions without", async () => {
    const workspace = await ground.workspaceWithAdmin("asks@example.com");
    const member = await join(workspace, "asked@example.com");
    const demand = { secondFactor: "everyone" };
    const early = await patch("/security-policy", workspace.cookie, demand);
    expect(early).toMatchObject({ status: 409, body: { code: "access.own_factor_first" } });
    const begun = await post("/me/second-factor", workspace.cookie, { password: testPassword });
    await post("/me/second-factor/confirm", workspace.cookie, { code: codeOf(begun.body.secret) });
    const policy = await patch("/security-policy", workspace.cookie, demand);
    expect(policy).toMatchObject({ status: 200, body: { secondFactor: "everyone" } });
    expect((await get("/me", workspace.cookie)).status).toBe(200);
    expect((await get("/me", member.cookie)).body.code).toBe("access.second_factor_required");

    const asked = await signIn("asked@example.com");
    expect(asked).toMatchObject({ status: 200, body: { step: "second-factor-set-up" } });
    const step = cookiesOf(asked);
    expect((await get("/me", step)).status).toBe(401);
    // The other kind of step does not take this cookie.
    expect((await give(step, "123456")).body.code).toBe("access.step_over");
    const anew = cookiesOf(await signIn("asked@example.com"));
    const { secret } = (await post("/auth/second-factor/set-up", anew, {})).body;
    const done = await post("/auth/second-factor/confirm", anew, { code: codeOf(secret) });
    expect(done.body.recoveryCodes).toHaveLength(10);
    const session = cookiesOf(done)
      .split("; ")
      .find((one) => one.startsWith("rapport_session"));
    expect((await get("/me", session ?? "")).status).toBe(200);
    expect((await get("/me/security", session ?? "")).body.secondFactor.required).toBe(true);
  });

  it("may ask some roles only, and knows no foreign role", async () => {
    const workspace = await setUp("roles2@example.com");
    const member = await join(workspace, "unasked@example.com");
    const { admin } = workspace.roleIds;
    const demand = { secondFactor: "roles", secondFactorRoleIds: [admin] };
    expect((await patch("/security-policy", workspace.cookie, demand)).status).toBe(200);
    expect((await get("/me", member.cookie)).status).toBe(200);
    const { roleIds } = await ground.workspaceWithAdmin("stranger@example.com");
    const foreign = { secondFactorRoleIds: [roleIds.admin] };
    expect(await patch("/security-policy", workspace.cookie, foreign)).toMatchObject({
      status: 422,
      body: { code: "access.unknown_role" },
    });
    expect((await patch("/security-policy", member.cookie, demand)).status).toBe(403);
  });
});

describe("an admin", () => {
  it("resets a member's second factor, which ends their sessions and is audited", async () => {
    const workspace = await ground.workspaceWithAdmin("resetter@example.com");
    const member = await join(workspace, "lost@example.com");
    const begun = await post("/me/second-factor", member.cookie, { password: testPassword });
    await post("/me/second-factor/confirm", member.cookie, { code: codeOf(begun.body.secret) });
    const states = await get("/member-sign-ins", workspace.cookie);
    expect(
      states.body.data.find((one: { memberId: string }) => one.memberId === member.id),
    ).toMatchObject({ secondFactor: true, sessions: 1 });
    const reset = (cookie: string, id = member.id) =>
      post(`/members/${id}/reset-second-factor`, cookie, {});
    expect((await reset(member.cookie)).status).toBe(403);
    const stranger = await ground.workspaceWithAdmin("stranger2@example.com");
    expect((await reset(stranger.cookie)).status).toBe(404);
    expect((await reset(workspace.cookie)).status).toBe(204);
    expect((await get("/me", member.cookie)).status).toBe(401);
    expect((await signIn("lost@example.com")).status).toBe(204);
    expect(ground.changes.map(({ act }) => act.name)).toContain(
      "access.member.reset-second-factor",
    );
  });

  it("cannot weaken how a person signs in to another workspace", async () => {
    const mine = await ground.workspaceWithAdmin("here@example.com");
    const theirs = await setUp("both@example.com");
    const invited = await post("/invitations", mine.cookie, {
      email: "both@example.com",
      roleId: mine.roleIds.member,
    });
    expect(invited.status).toBe(201);
    const token = /token=([\w-]+)/.exec(ground.letters.at(-1)?.text ?? "")?.[1];
    const joined = await ground.call({
      method: "POST",
      path: "/auth/accept-invitation",
      body: { token, name: "Both", password: testPassword },
    });
    expect(joined).toMatchObject({ status: 200, body: { step: "second-factor" } });
    const { data } = (await get("/members", mine.cookie)).body;
    const id = data.find((one: { email: string }) => one.email === "both@example.com").id;
    expect(await post(`/members/${id}/reset-second-factor`, mine.cookie, {})).toMatchObject({
      status: 409,
      body: { code: "access.factor_of_other_workspaces" },
    });
    expect((await signIn("both@example.com")).body.step).toBe("second-factor");
    expect((await get("/me", theirs.cookie)).status).toBe(200);
  });
});
