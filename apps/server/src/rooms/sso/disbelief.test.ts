import { decodeJwt, type JWTPayload } from "jose";
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

describe("what must not be believed", () => {
  const reSigned =
    (change: (claims: JWTPayload) => JWTPayload, by: "provider" | "stranger" | "rotated") =>
    async (body: Record<string, unknown>) => ({
      ...body,
      id_token: await ground.provider.sign(change(decodeJwt(String(body.id_token))), by),
    });

  it.each([
    ["a forged signature", (claims: JWTPayload) => claims, "stranger"],
    ["another audience", (claims: JWTPayload) => ({ ...claims, aud: "someone-else" }), "provider"],
    [
      "another issuer",
      (claims: JWTPayload) => ({ ...claims, iss: "https://evil.example" }),
      "provider",
    ],
    ["another nonce", (claims: JWTPayload) => ({ ...claims, nonce: "another" }), "provider"],
    ["no nonce", ({ nonce: _nonce, ...claims }: JWTPayload) => claims, "provider"],
    [
      "an expired token",
      (claims: JWTPayload) => ({
        ...claims,
        iat: (claims.iat ?? 0) - 7200,
        exp: (claims.iat ?? 0) - 3600,
      }),
      "provider",
    ],
    ["a key that is not published", (claims: JWTPayload) => claims, "rotated"],
  ] as const)("refuses %s", async (what, change, by) => {
    const name = `forged${what.replaceAll(/\W/g, "")}`;
    const { connectionId, cookie } = await ground.connected(name.toLowerCase());
    ground.provider.person = person("f-1");
    ground.provider.tamper["/token"] = reSigned(change, by);
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=bad_answer$/);
    expect(await membersOf(cookie)).toHaveLength(1);
  });

  it("refuses a token without a signature", async () => {
    const { connectionId } = await ground.connected("unsigned");
    ground.provider.person = person("f-2");
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    ground.provider.tamper["/token"] = async (body) => ({
      ...body,
      id_token: `${part({ alg: "none" })}.${part(decodeJwt(String(body.id_token)))}.`,
    });
    expect((await ground.signOn(connectionId)).location).toMatch(/sso=bad_answer$/);
  });

  it("takes a rotated key as soon as it is published", async () => {
    const { connectionId } = await ground.connected("rotated");
    ground.provider.person = person("f-3");
    expect((await me((await ground.signOn(connectionId)).cookie)).status).toBe(200);
    ground.provider.tamper["/token"] = reSigned((claims) => claims, "rotated");
    ground.provider.tamper["/jwks"] = async () => ({ keys: [ground.provider.rotatedKey] });
    expect((await me((await ground.signOn(connectionId)).cookie)).status).toBe(200);
  });

  it("refuses a state that comes again, from another browser, or from nowhere", async () => {
    const { connectionId } = await ground.connected("replayed");
    ground.provider.person = person("f-4");
    const { back, cookie } = await ground.begin(connectionId);
    expect((await ground.comeBack(back, "")).location).toMatch(/sso=expired$/);
    // Whoever came without the browser's cookie has used the attempt up.
    expect((await ground.comeBack(back, cookie)).location).toMatch(/sso=expired$/);
    const second = await ground.begin(connectionId);
    const good = await ground.comeBack(second.back, second.cookie);
    expect((await me(good.cookie)).status).toBe(200);
    const replayed = await ground.comeBack(second.back, second.cookie);
    expect(replayed.location).toMatch(/sso=expired$/);
    expect(replayed.cookie).toBe("");
    const invented = second.back.replace(/state=[^&]+/, "state=invented");
    expect((await ground.comeBack(invented, second.cookie)).location).toMatch(/sso=expired$/);
  });

  it("refuses a code that was used, and one of another attempt", async () => {
    const { connectionId } = await ground.connected("codes");
    ground.provider.person = person("f-5");
    const one = await ground.begin(connectionId);
    const two = await ground.begin(connectionId);
    const code = new URL(one.back).searchParams.get("code") ?? "";
    const swapped = two.back.replace(/code=[^&]+/, `code=${code}`);
    expect((await ground.comeBack(swapped, two.cookie)).location).toMatch(/sso=provider_error$/);
  });
});

describe("a provider that is away", () => {
  it.each(["down", "failing", "nonsense"] as const)(
    "when %s, says so before the way there, and leaves the password",
    async (mode) => {
      const { connectionId, cookie } = await ground.connected(`away${mode}`);
      ground.provider.mode = mode;
      const body = { connectionId };
      expect(await ground.call("POST", "/auth/sso/start", { body })).toMatchObject({
        status: 503,
        body: { code: "sso.provider_down" },
      });
      const credentials = { email: `admin@away${mode}.example`, password };
      expect((await ground.call("POST", "/auth/sign-in", { body: credentials })).status).toBe(204);
      expect(await membersOf(cookie)).toHaveLength(1);
    },
  );

  it("on the way back, makes nothing by halves", async () => {
    const { connectionId, cookie } = await ground.connected("halfway");
    ground.provider.person = person("a-1");
    const { back, cookie: browser } = await ground.begin(connectionId);
    ground.provider.mode = "down";
    expect((await ground.comeBack(back, browser)).location).toMatch(/sso=provider_down$/);
    expect(await membersOf(cookie)).toHaveLength(1);
    const rows = await ground.database.asOwner(
      "SET ROLE rapport_system; SELECT 1 FROM access.users WHERE email = 'a-1@corp.example'",
    );
    expect([rows].flat(2).filter((row) => "?column?" in (row as object))).toEqual([]);
  });
});
