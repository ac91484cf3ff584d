import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionsOn } from "../../../test/access-actions.ts";
import { openTestAccess, type TestAccess, testPassword } from "../../../test/access-ground.ts";

let ground: TestAccess;
beforeAll(async () => {
  ground = await openTestAccess();
});
afterAll(() => ground.close());

const { get, post, patch, remove, join } = actionsOn(() => ground);

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async function signInWith(email: string, agent: string, address: string): Promise<string> {
  const answer = await ground.call({
    method: "POST",
    path: "/auth/sign-in",
    body: { email, password: testPassword },
    headers: { "user-agent": agent },
    address,
  });
  return answer.cookie ?? "";
}

describe("one's own sessions", () => {
  it("are listed with device and place, and end one by one or all at once", async () => {
    const { cookie } = await ground.workspaceWithAdmin("sessions@example.com");
    const second = await signInWith("sessions@example.com", firefox, "192.168.7.7");
    const third = await signInWith("sessions@example.com", "odd", "9.9.9.9");
    const { data } = (await get("/me/sessions", cookie)).body;
    expect(data).toHaveLength(3);
    expect(data.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const there = data.find((one: { device: string }) => one.device === "Firefox on Linux");
    expect(there).toMatchObject({
      address: "192.168.7.7",
      place: "Inside your network",
      method: "password",
      current: false,
    });
    expect((await get("/me", second)).status).toBe(200);
    expect((await remove(`/me/sessions/${there.id}`, cookie)).status).toBe(204);
    expect((await get("/me", second)).body.code).toBe("access.session_expired");
    expect((await remove(`/me/sessions/${there.id}`, cookie)).status).toBe(404);
    expect((await post("/me/sessions/end-others", cookie, {})).body).toEqual({ ended: 1 });
    expect((await get("/me", third)).status).toBe(401);
    expect((await get("/me", cookie)).status).toBe(200);
  });

  it("are nobody else's to see or end", async () => {
    const mine = await ground.workspaceWithAdmin("owner1@example.com");
    const theirs = await ground.workspaceWithAdmin("owner2@example.com");
    const [session] = (await get("/me/sessions", theirs.cookie)).body.data;
    expect((await remove(`/me/sessions/${session.id}`, mine.cookie)).status).toBe(404);
    expect((await get("/me", theirs.cookie)).status).toBe(200);
    expect((await get(`/members/${theirs.memberId}/sessions`, mine.cookie)).status).toBe(404);
  });

  it("are gone within two seconds for a process that had them cached", async () => {
    const { cookie } = await ground.workspaceWithAdmin("cached@example.com");
    expect((await get("/me", cookie)).status).toBe(200);
    await ground.database.asOwner(
      "SET ROLE rapport_system; DELETE FROM access.sessions WHERE user_id = (SELECT id FROM access.users WHERE email = 'cached@example.com')",
    );
    ground.clock.advance(2001);
    expect((await get("/me", cookie)).status).toBe(401);
  });
});

describe("members' sessions", () => {
  it("are seen and ended by an admin, with an audit entry, and not by others", async () => {
    const workspace = await ground.workspaceWithAdmin("boss@example.com");
    const member = await join(workspace, "worker@example.com");
    const path = `/members/${member.id}`;
    expect((await get(`${path}/sessions`, workspace.cookie)).body.data).toHaveLength(1);
    expect((await get(`${path}/sessions`, member.cookie)).status).toBe(403);
    expect((await post(`${path}/end-sessions`, member.cookie, {})).status).toBe(403);
    const ended = await post(`${path}/end-sessions`, workspace.cookie, {});
    expect(ended).toMatchObject({ status: 200, body: { ended: 1 } });
    expect((await get("/me", member.cookie)).status).toBe(401);
    const entry = ground.changes.find(({ act }) => act.name === "access.member.end-sessions");
    expect(entry?.change).toMatchObject({ id: member.id, after: { sessionsEnded: 1 } });
  });
});

/** A person of two workspaces, signed in to both by one session. */
async function inTwoWorkspaces(email: string) {
  const first = await ground.workspaceWithAdmin(`first-${email}`);
  const second = await ground.workspaceWithAdmin(`second-${email}`);
  const member = await join(first, email);
  await ground.database.asOwner(
    `SET ROLE rapport_system; INSERT INTO access.members (workspace_id, id, user_id, name, email, role_id)
       SELECT '${second.workspaceId}', gen_random_uuid(), u.id, u.name, u.email, '${second.roleIds.member}'
       FROM access.users u WHERE u.email = '${email}'`,
  );
  return { first, second, member };
}

describe("a person of two workspaces", () => {
  it("shows to an admin no session that is bound to the other one", async () => {
    const { first, second, member } = await inTwoWorkspaces("of-two@example.com");
    await signInWith("of-two@example.com", firefox, "192.168.7.7");
    const seen = async () =>
      (await get(`/members/${member.id}/sessions`, first.cookie)).body.data.length;
    expect(await seen()).toBe(2);
    await ground.database.asOwner(
      `SET ROLE rapport_system; UPDATE access.sessions SET bound_to = '${second.workspaceId}', method = 'sso'
         WHERE ip_address = '192.168.7.7' AND user_id = (SELECT id FROM access.users WHERE email = 'of-two@example.com')`,
    );
    expect(await seen()).toBe(1);
  });

  it("keeps the address for which one of them demands single sign-on", async () => {
    const { second, member } = await inTwoWorkspaces("kept@corp.example");
    const demand = (domain: string) =>
      ground.database.asOwner(
        `SET ROLE rapport_system; INSERT INTO access.security_policies (workspace_id, sso_domains)
           VALUES ('${second.workspaceId}', '{${domain}}')
           ON CONFLICT (workspace_id) DO UPDATE SET sso_domains = excluded.sso_domains`,
      );
    const ask = () =>
      post("/me/email", member.cookie, { email: "free@example.com", password: testPassword });
    expect((await ask()).status).toBe(204);
    await demand("corp.example");
    const token = /token=([\w-]+)/.exec(
      ground.letters.findLast(({ to }) => to === "free@example.com")?.text ?? "",
    )?.[1];
    for (const answer of [
      await ask(),
      await ground.call({ method: "POST", path: "/auth/confirm-email", body: { token } }),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: "access.address_signs_on" } });
  });
});

describe("the profile", () => {
  it("holds name, language and time zone, which `me` tells", async () => {
    const { cookie } = await ground.workspaceWithAdmin("profile@example.com");
    const changed = await patch("/me/profile", cookie, {
      name: "Zoë",
      locale: "de-CH",
      timeZone: "Europe/Zurich",
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: "Zoë", locale: "de-CH", timeZone: "Europe/Zurich", pendingEmail: null },
    });
    expect((await get("/me", cookie)).body).toMatchObject({
      locale: "de-CH",
      timeZone: "Europe/Zurich",
      user: { name: "Zoë" },
      member: { name: "Zoë" },
    });
    const unknown = await patch("/me/profile", cookie, { timeZone: "Europe/Atlantis" });
    expect(unknown).toMatchObject({ status: 422, body: { code: "access.unknown_zone" } });
    const cleared = await patch("/me/profile", cookie, { locale: null });
    expect(cleared.body).toMatchObject({ locale: null, timeZone: "Europe/Zurich" });
  });

  it("changes the address by a link sent there, and tells the former one", async () => {
    const { cookie } = await ground.workspaceWithAdmin("former@example.com");
    await ground.workspaceWithAdmin("taken@example.com");
    const before = ground.letters.length;
    const ask = (email: string, password = testPassword) =>
      post("/me/email", cookie, { email, password });
    expect((await ask("latter@example.com", "not the password")).status).toBe(422);
    expect((await ask("latter@example.com")).status).toBe(204);
    const letters = ground.letters.slice(before);
    expect(letters.map(({ to }) => to).sort()).toEqual([
      "former@example.com",
      "latter@example.com",
    ]);
    expect((await get("/me/profile", cookie)).body).toMatchObject({
      email: "former@example.com",
      pendingEmail: "latter@example.com",
    });
    const tokenTo = (address: string) =>
      /token=([\w-]+)/.exec(ground.letters.findLast(({ to }) => to === address)?.text ?? "")?.[1];
    const confirm = (token: string | undefined) =>
      ground.call({ method: "POST", path: "/auth/confirm-email", body: { token } });
    const token = tokenTo("latter@example.com");
    expect((await confirm(token)).status).toBe(204);
    expect((await confirm(token)).body.code).toBe("access.email_not_open");
    await ground.signIn("latter@example.com");
    expect((await get("/me", cookie)).body).toMatchObject({
      user: { email: "latter@example.com" },
      member: { email: "latter@example.com" },
    });
    expect((await ask("taken@example.com")).status).toBe(204);
    expect((await confirm(tokenTo("taken@example.com"))).body.code).toBe("access.email_taken");
  });
});

describe("a member whom an identity provider knows", () => {
  it("carries its id, one member each", async () => {
    const workspace = await ground.workspaceWithAdmin("scim@example.com");
    const one = await join(workspace, "one@example.com");
    const two = await join(workspace, "two@example.com");
    const set = (id: string, externalId: string | null) =>
      patch(`/members/${id}`, workspace.cookie, { externalId });
    expect((await set(one.id, "00u1")).body.externalId).toBe("00u1");
    expect(await set(two.id, "00u1")).toMatchObject({
      status: 409,
      body: { code: "access.external_id_taken" },
    });
    expect((await set(one.id, null)).body.externalId).toBeNull();
    expect((await set(two.id, "00u1")).status).toBe(200);
  });
});
