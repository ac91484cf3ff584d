import { decodeJwt, type JWTPayload } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { clientId } from "../../../test/identity-provider.ts";
import { openSsoGround, password, type SsoGround } from "../../../test/sso-ground.ts";
import { systemClock } from "../../platform/clock.ts";

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

const nowSeconds = () => Math.floor(systemClock.nowMs() / 1000);

describe("signing out", () => {
  it("leads on to the provider, which ends its session as well", async () => {
    const { connectionId } = await ground.connected("signout");
    ground.provider.person = person("o-1");
    const { cookie } = await ground.signOn(connectionId);
    const out = await ground.call("POST", "/auth/sign-out", { cookie, body: {} });
    expect(out.status).toBe(200);
    const url = new URL(out.body.url);
    expect(url.href).toContain(`${ground.provider.issuer}/session/end`);
    expect(url.searchParams.get("post_logout_redirect_uri")).toBe("http://localhost:4100/sign-in");
    expect(decodeJwt(url.searchParams.get("id_token_hint") ?? "")).toMatchObject({ aud: clientId });
    expect((await fetch(url, { redirect: "manual" })).status).toBe(200);
    expect((await me(cookie)).status).toBe(401);
  });

  const logout = (claims: JWTPayload, by?: "provider" | "stranger") =>
    ground.provider
      .sign(
        {
          iss: ground.provider.issuer,
          aud: clientId,
          iat: nowSeconds(),
          exp: nowSeconds() + 120,
          jti: "one",
          events: { "http://schemas.openid.net/event/backchannel-logout": {} },
          ...claims,
        },
        by,
      )
      .then((token) =>
        ground.call("POST", "/auth/sso/back-channel-logout", { form: `logout_token=${token}` }),
      );

  it("at the provider ends the sessions here, if the provider signed it just now", async () => {
    const { connectionId } = await ground.connected("backchannel");
    ground.provider.person = person("o-2");
    const one = await ground.signOn(connectionId);
    const two = await ground.signOn(connectionId);
    const refused = [
      await logout({ sub: "o-2" }, "stranger"),
      await logout({ sub: "o-2", aud: "someone-else" }),
      await logout({ sub: "o-2", iat: nowSeconds() - 3600 }),
      await logout({ sub: "o-2", nonce: "a nonce makes it an ID token" }),
      await logout({ sub: "o-2", events: {} }),
      await logout({}),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
    expect((await me(one.cookie)).status).toBe(200);
    expect((await logout({ sub: "somebody-else" })).status).toBe(204);
    expect((await me(one.cookie)).status).toBe(200);
    expect((await logout({ sub: "o-2" })).status).toBe(204);
    expect((await me(one.cookie)).status).toBe(401);
    expect((await me(two.cookie)).status).toBe(401);
  });

  it("follows the logout token that the provider itself sends", async () => {
    const { connectionId } = await ground.connected("realtoken");
    ground.provider.person = person("o-3");
    const jar = new Map<string, string>();
    const { cookie } = await ground.signOn(connectionId, undefined, jar);
    const { body } = await ground.call("GET", "/me/sessions", { cookie });
    expect(body.data).toHaveLength(1);
    const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const end = `${ground.provider.issuer}/session/end?client_id=${clientId}`;
    const page = await fetch(end, { headers: { cookie: cookies() } });
    for (const set of page.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/s);
      jar.set(name, value);
    }
    const xsrf = /name="xsrf" value="(\w+)"/.exec(await page.text())?.[1] ?? "";
    await fetch(`${ground.provider.issuer}/session/end/confirm`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: cookies(), "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ xsrf, logout: "yes" }),
    });
    await expect.poll(() => ground.provider.logoutTokens.length).toBeGreaterThan(0);
    const form = `logout_token=${ground.provider.logoutTokens.at(-1)}`;
    expect((await ground.call("POST", "/auth/sso/back-channel-logout", { form })).status).toBe(204);
    expect((await me(cookie)).status).toBe(401);
  });
});

describe("enforced single sign-on", () => {
  it("keeps one admin's password, and takes everybody else's", async () => {
    const { connectionId, cookie, adminId, roleIds } = await ground.connected("enforced", {
      domains: ["enforced.example"],
    });
    const change = (body: object) =>
      ground.call("PATCH", `/sso/connections/${connectionId}`, { cookie, body });
    expect(await change({ enforced: true })).toMatchObject({
      status: 409,
      body: { code: "access.no_way_back" },
    });
    const allow = (body: object) => ground.call("PATCH", `/members/${adminId}`, { cookie, body });
    expect((await allow({ mayUsePassword: true })).status).toBe(200);
    const invited = await ground.call("POST", "/invitations", {
      cookie,
      body: { email: "worker@enforced.example", roleId: roleIds.member },
    });
    const token = new URL(invited.body.url).searchParams.get("token");
    const joined = await ground.call("POST", "/auth/accept-invitation", {
      body: { token, name: "Worker", password },
    });
    expect((await me(joined.cookie)).status).toBe(200);
    expect((await change({ enforced: true })).status).toBe(200);
    expect((await me(joined.cookie)).body.code).toBe("access.sso_required");
    const signIn = (email: string) =>
      ground.call("POST", "/auth/sign-in", { body: { email, password } });
    expect((await signIn("worker@enforced.example")).body.code).toBe("access.sso_required");
    expect((await signIn("admin@enforced.example")).status).toBe(204);
    expect((await allow({ mayUsePassword: false })).body.code).toBe("access.last_password_admin");
    ground.provider.person = person("e-1", { email: "worker@enforced.example" });
    expect((await me((await ground.signOn(connectionId)).cookie)).status).toBe(200);
    expect((await change({ enabled: false })).status).toBe(200);
    expect((await signIn("worker@enforced.example")).status).toBe(204);
  });
});

describe("a connection", () => {
  it("never shows its secret, and is another workspace's to neither see nor change", async () => {
    const mine = await ground.connected("mine");
    const theirs = await ground.connected("theirs");
    const list = await ground.call("GET", "/sso/connections", { cookie: mine.cookie });
    expect(list.body.data).toHaveLength(1);
    expect(list.body.data[0]).toMatchObject({ clientSecret: null, hasSecret: true });
    expect(JSON.stringify(list.body)).not.toContain("forty characters");
    const stored = await ground.database.asOwner("SELECT client_secret FROM sso.connections");
    expect(JSON.stringify(stored)).not.toContain("forty characters");
    const path = `/sso/connections/${theirs.connectionId}`;
    const { cookie } = mine;
    expect((await ground.call("PATCH", path, { cookie, body: { name: "x" } })).status).toBe(404);
    expect((await ground.call("DELETE", path, { cookie })).status).toBe(404);
    expect((await ground.call("POST", `${path}/test`, { cookie, body: {} })).status).toBe(404);
  });

  it("tests well, or says exactly what is wrong", async () => {
    const { connectionId, cookie } = await ground.connected("tested");
    const path = `/sso/connections/${connectionId}`;
    const test = async () => (await ground.call("POST", `${path}/test`, { cookie, body: {} })).body;
    const change = (body: object) => ground.call("PATCH", path, { cookie, body });
    const good = await test();
    expect(good.ok).toBe(true);
    expect(good.checks.map(({ state }: { state: string }) => state)).not.toContain("bad");
    const bad = async () =>
      (await test()).checks.find(({ state }: { state: string }) => state === "bad")?.detail;
    await change({ clientSecret: "a wrong secret" });
    expect(await bad()).toMatch(/invalid_client.*Copy client id and secret/);
    await change({ issuer: `${ground.provider.issuer}/nowhere` });
    expect(await bad()).toMatch(/answers 404 instead of 200/);
    await change({ issuer: "https://10.0.0.1" });
    expect(await bad()).toMatch(/inside a private network/);
    await change({ issuer: ground.provider.issuer });
    ground.provider.mode = "nonsense";
    expect(await bad()).toMatch(/not JSON/);
    ground.provider.mode = "good";
    ground.provider.tamper["/.well-known/openid-configuration"] = async (body) => ({
      ...body,
      issuer: "https://other.example",
    });
    expect(await bad()).toMatch(/names itself https:\/\/other.example/);
    expect((await change({ issuer: "http://plain.example" })).body.code).toBe("sso.plain_issuer");
  });

  it("ends the sessions that it vouched for when it is deleted", async () => {
    const { connectionId, cookie } = await ground.connected("deleted");
    ground.provider.person = person("d-1");
    const session = (await ground.signOn(connectionId)).cookie;
    expect((await me(session)).status).toBe(200);
    expect(
      (await ground.call("DELETE", `/sso/connections/${connectionId}`, { cookie })).status,
    ).toBe(204);
    expect((await me(session)).status).toBe(401);
    const body = { connectionId };
    expect((await ground.call("POST", "/auth/sso/start", { body })).status).toBe(404);
  });

  it("is offered by its button, or to who names an address in its domain", async () => {
    const hidden = await ground.connected("hidden", { shown: false, domains: ["hidden.example"] });
    const idsFor = async (query: string) =>
      (await ground.call("GET", `/auth/sso${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await idsFor("")).not.toContain(hidden.connectionId);
    expect(await idsFor("?email=who@hidden.example")).toContain(hidden.connectionId);
  });
});
