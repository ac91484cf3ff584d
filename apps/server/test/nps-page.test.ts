// The page behind a campaign's link, and who may do what with campaigns, over the whole app.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { createSignedLinks } from "../src/platform/signed-links.ts";
import type { OutboundMessage } from "../src/rooms/channels/index.ts";
import type { Call } from "./channels-ground.ts";
import { day, type NpsGround, openNpsGround } from "./nps-ground.ts";

let ground: NpsGround;
beforeAll(async () => {
  ground = await openNpsGround();
  await ground.askForConsent();
}, 60_000);
afterAll(() => ground?.close());

const pathIn = (letter: OutboundMessage | undefined): string =>
  /\/recommend\/[\w-]+/.exec(letter?.text ?? "")?.[0] ?? "";

describe("the page behind a link", () => {
  async function asked(language = "en"): Promise<{ id: string; person: string; path: string }> {
    const one = await ground.group(1);
    await ground.agree(one.people);
    const id = await ground.campaignOf(one, { language });
    expect((await ground.start(id)).status).toBe(200);
    await ground.sent(id);
    return { id, person: one.people[0] ?? "", path: pathIn(ground.lettersTo(one)[0]) };
  }

  it("changes nothing by being looked at, takes an answer and a change of it, and shows text as text", async () => {
    const { id, person, path } = await asked();
    const page = await ground.visit(path);
    expect(page.statusCode).toBe(200);
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(page.body).not.toMatch(/<script|src=|http-equiv/i);
    expect(await ground.answers(id)).toEqual([]);
    for (const score of ["", "11", "-1", "1.5", "x", "1e1"])
      expect((await ground.visit(path, { score })).statusCode).toBe(422);
    ground.advance(61_000);
    const comment = `</textarea><script>alert(1)</script>"'&`;
    const kept = await ground.visit(path, { score: "10", comment });
    expect([kept.statusCode, kept.headers.location]).toEqual([303, path]);
    expect(await ground.answers(id)).toMatchObject([
      { score: 10, comment, person: { id: person } },
    ]);
    const again = await ground.visit(path);
    expect(again.body).not.toContain("<script>");
    expect(again.body).toContain('value="10" required checked');
    await ground.visit(path, { score: "0", comment: "" });
    expect(await ground.answers(id)).toMatchObject([{ score: 0, comment: null }]);
    expect((await ground.read(id)).score).toMatchObject({
      sent: 1,
      answers: 1,
      detractors: 1,
      value: -100,
    });
    const log = await ground.call("GET", "/audit?limit=100");
    expect(JSON.stringify(log.body)).not.toContain("alert(1)");
    ground.advance(31 * day);
    expect((await ground.visit(path)).statusCode).toBe(410);
    expect((await ground.visit(path, { score: "5" })).statusCode).toBe(410);
    expect(await ground.answers(id)).toMatchObject([{ score: 0 }]);
  }, 90_000);

  it("takes no more than ten answers a minute", async () => {
    const { path } = await asked("de");
    expect((await ground.visit(path)).body).toContain('lang="de"');
    const statuses: number[] = [];
    for (let at = 0; at < 11; at += 1)
      statuses.push((await ground.visit(path, { score: String(at % 11) })).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 303), 429]);
  }, 90_000);

  it("lets people say that they do not want to be asked: a statement of consent, once", async () => {
    const { id, person, path } = await asked();
    await ground.visit(path);
    for (let times = 0; times < 2; times += 1)
      expect((await ground.visit(path, { stop: "yes" })).statusCode).toBe(200);
    const consent = await ground.call("GET", `/people/${person}/consent/history?purpose=surveys`);
    const said = consent.body.data.map(({ state, source }: Record<string, string>) => [
      state,
      source,
    ]);
    expect(said).toEqual([
      ["denied", "form"],
      ["granted", "api"],
    ]);
    ground.advance(100 * day);
    expect(await ground.preview(id)).toMatchObject({ notAgreed: 1, asked: 0 });
    // Also where silence were consent, and the purpose was away meanwhile.
    await ground.call("PATCH", "/consent/purposes/surveys", { whenUnknown: "granted" });
    await ground.agree([person], "unknown");
    expect(await ground.preview(id)).toMatchObject({ notAgreed: 1, asked: 0 });
    await ground.agree([person]);
    expect(await ground.preview(id)).toMatchObject({ notAgreed: 0, asked: 1 });
    await ground.call("PATCH", "/consent/purposes/surveys", { whenUnknown: "denied" });
  }, 90_000);

  it("opens nothing when it is forged, changed, cut, or made for something else", async () => {
    const { id, path } = await asked();
    const token = path.slice("/recommend/".length);
    const secret = "a secret of the tests, long enough for all of them";
    const own = { workspaceId: ground.workspaceId, untilMs: 4e12 };
    const [question] = await ground.db.tenant({ workspaceId: ground.workspaceId }, (tx) =>
      tx.query<{ id: string }>(
        "SELECT id FROM nps.questions WHERE workspace_id = $1 AND campaign_id = $2",
        [tx.workspaceId, id],
      ),
    );
    const questionId = question?.id ?? "";
    const bad = [
      createSignedLinks("another secret of somebody", "rapport.nps").give({
        ...own,
        id: questionId,
      }),
      createSignedLinks(secret, "rapport.satisfaction").give({ ...own, id: questionId }),
      createSignedLinks(secret, "rapport.nps").give({ ...own, id: newId() }),
      createSignedLinks(secret, "rapport.nps").give({
        ...own,
        id: questionId,
        workspaceId: newId(),
      }),
      ...[token.slice(1), `${token}A`, "x", "%00", "a".repeat(400)],
      ...Array.from(
        token,
        (one, at) => token.slice(0, at) + (one === "A" ? "B" : "A") + token.slice(at + 1),
      ),
    ];
    const statuses = new Set<number>();
    for (const [at, one] of bad.entries()) {
      if (at % 50 === 49) ground.advance(61_000);
      statuses.add((await ground.visit(`/recommend/${one}`, { score: "1" })).statusCode);
    }
    expect([...statuses]).toEqual([404]);
    expect(await ground.answers(id)).toEqual([]);
  }, 90_000);
});

describe("settings", () => {
  it("are for who may set up channels and see all people, refuse what cannot be, and are undone", async () => {
    const one = await ground.group(1);
    for (const [method, path] of [
      ["GET", "/nps/campaigns"],
      ["POST", "/nps/campaigns"],
    ] as const)
      expect(
        (await ground.viewer(method, path, method === "POST" ? ground.inputFor(one) : undefined))
          .status,
      ).toBe(403);
    const widget = await ground.chat();
    const bad: [object, string][] = [
      [{ segmentId: newId() }, "nps.bad_segment"],
      [{ channelId: newId() }, "nps.bad_channel"],
      [{ channelId: widget.id }, "nps.bad_channel"],
    ];
    for (const [change, code] of bad)
      expect(
        (await ground.call("POST", "/nps/campaigns", { ...ground.inputFor(one), ...change })).body
          .code,
      ).toBe(code);
    const made = await ground.call("POST", "/nps/campaigns", ground.inputFor(one));
    const { id } = made.body;
    const changed = await ground.call("PATCH", `/nps/campaigns/${id}`, { brand: "Southwind" });
    expect(changed.body.brand).toBe("Southwind");
    expect(
      (await ground.call("POST", `/undo/${String(changed.headers["rapport-act"])}`)).status,
    ).toBe(200);
    expect((await ground.read(id)).brand).toBe("Northwind");
    const gone = await ground.call("DELETE", `/nps/campaigns/${id}`);
    expect(gone.status).toBe(204);
    expect((await ground.call("GET", `/nps/campaigns/${id}`)).status).toBe(404);
    expect((await ground.call("POST", `/undo/${String(gone.headers["rapport-act"])}`)).status).toBe(
      200,
    );
    expect((await ground.read(id)).state).toBe("draft");
    await ground.agree(one.people);
    await ground.start(id);
    await ground.sent(id);
    expect((await ground.call("DELETE", `/nps/campaigns/${id}`)).body.code).toBe("nps.was_started");
    const asMember = await narrowed();
    expect((await asMember("GET", `/nps/campaigns/${id}/answers`)).status).toBe(403);
    expect((await asMember("GET", "/nps/campaigns")).status).toBe(403);
    expect((await asMember("POST", `/nps/campaigns/${id}/start`, {})).status).toBe(403);
  }, 90_000);
});

/** One who may set up channels, and see only the people whom they own. */
async function narrowed(): Promise<Call> {
  const all = { create: true, read: "all", update: "all", delete: "all" };
  const permissions = {
    objects: { "*": all, people: { ...all, read: "own", update: "own", delete: "own" } },
    fields: {},
    settings: ["channels.manage", "features.manage"],
  };
  const role = await ground.call("POST", "/roles", { name: "narrow", permissions });
  const key = await ground.call("POST", "/api-keys", { name: "narrow", roleId: role.body.id });
  expect(key.status, JSON.stringify([role.body, key.body])).toBe(201);
  return (method, path, body, headers = {}) =>
    ground.outside(method, path, body, {
      ...headers,
      authorization: `Bearer ${key.body.secret}`,
    });
}
