// What people said: recorded and never changed, undone by a mark, many at once, within the rights to the person.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consentHistory, consentOn, newPerson, setConsent } from "../../../test/consent-ground.ts";
import { undo } from "../../../test/merge-ground.ts";
import { made } from "../../../test/quotes-ground.ts";
import {
  type Caller,
  everything,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.as({ permissions: { settings: ["workspace.manage"] } });
});

afterAll(() => ground?.close());

describe("what a person said", () => {
  it("starts unknown, and the default says what that means", async () => {
    const id = await newPerson(admin);
    const { body } = await admin.get(`/people/${id}/consent`);
    expect(body).toMatchObject({ personId: id, mayChange: true });
    const [first] = body.purposes;
    expect(first).toMatchObject({ purpose: "marketing_email", state: "unknown", isAllowed: false });
    expect(await consentOn(admin, id, "training")).toMatchObject({
      state: "unknown",
      isAllowed: true,
    });
  });

  it("is recorded with its source and proof, and stays in the history", async () => {
    const id = await newPerson(admin);
    const said = { textVersion: "2026-03", shownText: "Yes, write to me.", proof: "form 17" };
    const given = { givenAt: "2026-03-01T10:00:00+02:00", source: "form" };
    const first = await made(
      setConsent(admin, id, "marketing_email", { state: "granted", ...given, ...said }),
      200,
    );
    expect(first).toMatchObject({
      personId: id,
      state: "granted",
      givenAt: "2026-03-01T08:00:00.000Z",
      source: "form",
      by: "Test member",
      takenBackAt: null,
      ...said,
    });
    expect(await consentOn(admin, id, "marketing_email")).toMatchObject({
      state: "granted",
      isAllowed: true,
    });
    await made(setConsent(admin, id, "marketing_email", { state: "denied" }), 200);
    expect(await consentOn(admin, id, "marketing_email")).toMatchObject({
      state: "denied",
      isAllowed: false,
      statement: { source: "member" },
    });
    const states = (await consentHistory(admin, id)).map(({ state }: { state: string }) => state);
    expect(states).toEqual(["denied", "granted"]);
  });

  it("that comes late goes into the history and changes nothing", async () => {
    const id = await newPerson(admin);
    await made(setConsent(admin, id, "analytics", { state: "denied" }), 200);
    const late = { state: "granted", givenAt: "2025-01-01T00:00:00Z" };
    await made(setConsent(admin, id, "analytics", late), 200);
    expect(await consentOn(admin, id, "analytics")).toMatchObject({ state: "denied" });
    expect(await consentHistory(admin, id)).toHaveLength(2);
  });

  it("is refused for times that cannot be, unknown purposes and unknown people", async () => {
    const id = await newPerson(admin);
    const codes = [
      await setConsent(admin, id, "analytics", {
        state: "denied",
        givenAt: "2126-01-01T00:00:00Z",
      }),
      await setConsent(admin, id, "analytics", {
        state: "denied",
        givenAt: "0001-01-01T00:00:00Z",
      }),
      await setConsent(admin, id, "nothing_such", { state: "denied" }),
      await setConsent(admin, "01900000-0000-7000-8000-000000000001", "analytics", {
        state: "denied",
      }),
      await setConsent(admin, id, "analytics", { state: "perhaps" }),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual([
      [422, "consent.bad_time"],
      [422, "consent.bad_time"],
      [404, "platform.not_found"],
      [404, "platform.not_found"],
      [422, "platform.invalid_input"],
    ]);
    expect(await consentHistory(admin, id)).toEqual([]);
  });

  it("cannot be changed or deleted by the app itself", async () => {
    const id = await newPerson(admin);
    await made(setConsent(admin, id, "analytics", { state: "denied" }), 200);
    for (const sql of [
      "UPDATE consent.statements SET state = 'granted' WHERE person_id = $1",
      "DELETE FROM consent.statements WHERE person_id = $1",
    ]) {
      await expect(
        ground.test.db.tenant(workspace.ctx, (tx) => tx.query(sql, [id])),
      ).rejects.toThrow();
    }
    expect(await consentOn(admin, id, "analytics")).toMatchObject({ state: "denied" });
  });
});

describe("undo", () => {
  it("takes a statement back by a mark, and brings it back", async () => {
    const id = await newPerson(admin);
    await made(setConsent(admin, id, "training", { state: "granted" }), 200);
    const { act } = await setConsent(admin, id, "training", { state: "denied" });
    const undone = await undo(admin, act);
    expect(undone).toMatchObject({ status: 200, undone: 1, kept: [] });
    expect(await consentOn(admin, id, "training")).toMatchObject({ state: "granted" });
    const [last] = await consentHistory(admin, id);
    expect(last).toMatchObject({ state: "denied" });
    expect(last.takenBackAt).not.toBeNull();
    expect(await undo(admin, undone.act)).toMatchObject({ undone: 1, kept: [] });
    expect(await consentOn(admin, id, "training")).toMatchObject({ state: "denied" });
  });

  it("puts a purpose back, but takes none away about which something was said", async () => {
    const own = await ground.workspace();
    const by = own.as({ permissions: { settings: ["workspace.manage"] } });
    const changed = await by.patch("/consent/purposes/training", { whenUnknown: "denied" });
    expect(changed.body).toMatchObject({ whenUnknown: "denied", isBuiltIn: true });
    expect(await undo(by, changed.act)).toMatchObject({ undone: 1 });
    const { data } = (await by.get("/consent/purposes")).body;
    expect(data).toHaveLength(4);
    expect(data[3]).toMatchObject({ key: "training", whenUnknown: "granted" });
    const partners = { key: "partners", label: "Partners" };
    const unused = await by.post("/consent/purposes", partners);
    expect(await undo(by, unused.act)).toMatchObject({ undone: 1 });
    const used = await by.post("/consent/purposes", partners);
    expect(used.status, JSON.stringify(used.body)).toBe(201);
    await made(setConsent(by, await newPerson(by), "partners", { state: "granted" }), 200);
    const kept = await by.post(`/undo/${used.act}`);
    expect([kept.status, kept.body.code]).toEqual([409, "consent.purpose_used"]);
  });
});

describe("purposes", () => {
  it("are made, named once, changed and retired", async () => {
    const own = await ground.workspace();
    const by = own.as({ permissions: { settings: ["workspace.manage"] } });
    const id = await newPerson(by);
    const input = { key: "events", label: "Invitations to events", about: " ", basis: "Consent" };
    const one = await made(by.post("/consent/purposes", input));
    expect(one).toMatchObject({ ...input, about: null, whenUnknown: "denied", isRetired: false });
    const twice = await by.post("/consent/purposes", input);
    expect([twice.status, twice.body.code]).toEqual([409, "consent.key_taken"]);
    await made(setConsent(by, id, "events", { state: "granted" }), 200);
    await made(by.patch("/consent/purposes/events", { isRetired: true }), 200);
    const late = await setConsent(by, id, "events", { state: "denied" });
    expect([late.status, late.body.code]).toEqual([409, "consent.purpose_retired"]);
    expect(await consentOn(by, id, "events")).toMatchObject({ state: "granted" });
    expect(await consentOn(by, await newPerson(by), "events")).toBeUndefined();
    const nobody = await own.as({}).patch("/consent/purposes/events", { isRetired: false });
    expect(nobody.status).toBe(403);
    expect((await by.patch("/consent/purposes/never", {})).status).toBe(404);
  });
});

describe("many at once", () => {
  it("each has its own result, and all are one act", async () => {
    const [a, b] = [await newPerson(admin), await newPerson(admin)];
    const statements = [
      { personId: a, purpose: "marketing_phone", state: "granted", proof: "call of Monday" },
      { personId: "01900000-0000-7000-8000-000000000001", purpose: "training", state: "denied" },
      { personId: b, purpose: "nothing_such", state: "denied" },
      { personId: b, purpose: "training", state: "denied", source: "import" },
    ];
    const { status, body, act } = await admin.post("/consent/bulk", { statements });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.results.map((one: { status: number }) => one.status)).toEqual([200, 404, 404, 200]);
    expect(body.results[3].data).toMatchObject({ source: "import", state: "denied" });
    expect(body.results[1].error).toMatchObject({ code: "platform.not_found" });
    expect(await undo(admin, act)).toMatchObject({ undone: 2 });
    expect(await consentOn(admin, a, "marketing_phone")).toMatchObject({ state: "unknown" });
    expect((await admin.post("/consent/bulk", { statements: [] })).status).toBe(422);
  });

  it("happen once under one Idempotency-Key", async () => {
    const id = await newPerson(admin);
    const statements = [{ personId: id, purpose: "training", state: "denied" }];
    const key = { "idempotency-key": "consent-1" };
    const first = await admin.post("/consent/bulk", { statements }, key);
    const second = await admin.post("/consent/bulk", { statements }, key);
    expect(second.body).toEqual(first.body);
    expect(await consentHistory(admin, id)).toHaveLength(1);
  });
});

describe("rights", () => {
  it("seeing follows reading the person, recording follows changing it", async () => {
    const id = await newPerson(admin);
    await made(setConsent(admin, id, "training", { state: "denied" }), 200);
    const reader = workspace.as({
      permissions: { objects: { "*": { ...everything, update: "none" } } },
    });
    const stranger = workspace.as({
      permissions: { objects: { "*": { ...everything, read: "own", update: "own" } } },
    });
    expect((await reader.get(`/people/${id}/consent`)).body).toMatchObject({ mayChange: false });
    expect((await setConsent(reader, id, "training", { state: "granted" })).status).toBe(403);
    expect((await stranger.get(`/people/${id}/consent`)).status).toBe(404);
    expect((await stranger.get(`/people/${id}/consent/history`)).status).toBe(404);
    expect((await setConsent(stranger, id, "training", { state: "granted" })).status).toBe(404);
    const seen = await reader.get("/consent/changes?purpose=training&state=denied");
    expect(seen.body.data.map((one: { personId: string }) => one.personId)).toContain(id);
    expect((await stranger.get("/consent/changes")).body.data).toEqual([]);
    expect((await admin.get("/consent/changes?cursor=x")).status).toBe(422);
    expect(await consentOn(admin, id, "training")).toMatchObject({ state: "denied" });
  });

  it("changes come page by page", async () => {
    const own = await ground.workspace();
    const id = await newPerson(own.admin);
    for (const state of ["granted", "denied", "unknown"]) {
      await made(setConsent(own.admin, id, "training", { state }), 200);
    }
    const states: string[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? "" : `&cursor=${cursor}`;
      const { body } = await own.admin.get(`/consent/changes?limit=2${more}`);
      states.push(...body.data.map((one: { state: string }) => one.state));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(states).toEqual(["unknown", "denied", "granted"]);
  });
});
