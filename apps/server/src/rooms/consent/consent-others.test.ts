// What others make of consent: merges, the questions of other rooms, what they are told, and what they record.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consentHistory, consentOn, newPerson, setConsent } from "../../../test/consent-ground.ts";
import { merge, undo } from "../../../test/merge-ground.ts";
import { made } from "../../../test/quotes-ground.ts";
import {
  type Caller,
  openRecordsGround,
  type RecordsGround,
  type Workspace,
} from "../../../test/records-ground.ts";
import type { ConsentChange } from "./index.ts";

let ground: RecordsGround;
let workspace: Workspace;
let admin: Caller;

beforeAll(async () => {
  ground = await openRecordsGround();
  workspace = await ground.workspace();
  admin = workspace.as({ permissions: { settings: ["workspace.manage"] } });
});

afterAll(() => ground?.close());

const allowed = async (purpose: string, own = workspace): Promise<Set<string>> => {
  const { consent } = ground.first;
  const rows = await ground.test.db.tenant(own.ctx, (tx) =>
    tx.query<{ person_id: string }>(
      `SELECT c.person_id FROM ${consent.consentedPeople(purpose)} c`,
    ),
  );
  return new Set(rows.map((row) => row.person_id));
};

describe("a merge", () => {
  it("leaves the stricter state, and its undo restores both", async () => {
    const [stays, goes] = [await newPerson(admin), await newPerson(admin)];
    await made(setConsent(admin, stays, "marketing_email", { state: "granted" }), 200);
    await made(
      setConsent(admin, goes, "marketing_email", { state: "denied", proof: "letter 4" }),
      200,
    );
    await made(setConsent(admin, stays, "analytics", { state: "denied" }), 200);
    await made(setConsent(admin, goes, "analytics", { state: "granted" }), 200);
    await made(setConsent(admin, goes, "marketing_phone", { state: "granted" }), 200);
    const body = { object: "people", survivorId: stays, loserIds: [goes] };
    const { act, status } = await merge(admin, body);
    expect(status).toBe(201);
    expect(await consentOn(admin, stays, "marketing_email")).toMatchObject({
      state: "denied",
      statement: { source: "merge", proof: "letter 4" },
    });
    expect(await consentOn(admin, stays, "analytics")).toMatchObject({ state: "denied" });
    expect(await consentOn(admin, stays, "marketing_phone")).toMatchObject({ state: "granted" });
    expect(await undo(admin, act)).toMatchObject({ status: 200, kept: [] });
    expect(await consentOn(admin, stays, "marketing_email")).toMatchObject({ state: "granted" });
    expect(await consentOn(admin, stays, "marketing_phone")).toMatchObject({ state: "unknown" });
    expect(await consentOn(admin, goes, "marketing_email")).toMatchObject({ state: "denied" });
    expect(await consentOn(admin, goes, "marketing_phone")).toMatchObject({ state: "granted" });
  });
});

describe("others ask", () => {
  it("what holds for whom, and for the live people of the workspace only", async () => {
    const own = await ground.workspace();
    const by = own.as({ permissions: { settings: ["workspace.manage"] } });
    const [silent, yes, no, gone] = [
      await newPerson(by),
      await newPerson(by),
      await newPerson(by),
      await newPerson(by),
    ];
    await made(setConsent(by, yes, "training", { state: "granted" }), 200);
    await made(setConsent(by, no, "training", { state: "denied" }), 200);
    await by.remove(`/people/${gone}`);
    expect(await allowed("training", own)).toEqual(new Set([silent, yes]));
    const { consent } = ground.first;
    const told = await ground.test.db.tenant(own.ctx, (tx) =>
      consent.consentOf(tx, [silent, yes, no], "training"),
    );
    expect([...told.values()]).toEqual([
      { state: "unknown", isAllowed: true },
      { state: "granted", isAllowed: true },
      { state: "denied", isAllowed: false },
    ]);
    await made(by.patch("/consent/purposes/training", { whenUnknown: "denied" }), 200);
    expect(await allowed("training", own)).toEqual(new Set([yes]));
    expect(await allowed("training")).not.toContain(yes);
    expect(() => consent.consentedPeople("x' OR true")).toThrow();
  });

  it("are told of every change, undo included, after the commit", async () => {
    const { consent, outbox } = ground.first;
    const told: ConsentChange[] = [];
    consent.onConsentChanged(async (workspaceId, change) => {
      if (workspaceId === workspace.id) told.push(change);
    });
    const id = await newPerson(admin);
    const { act } = await setConsent(admin, id, "training", { state: "denied" });
    await undo(admin, act);
    const settled = await admin.patch("/consent/purposes/training", { about: "Scores" });
    outbox.start();
    try {
      await expect.poll(() => told.length, { timeout: 10_000 }).toBe(3);
    } finally {
      await outbox.stop();
    }
    expect(told).toEqual([
      { personIds: [id], purposes: ["training"] },
      { personIds: [id], purposes: ["training"] },
      { personIds: null, purposes: ["training"] },
    ]);
    await undo(admin, settled.act);
  });

  it("records only news by the server's own hand", async () => {
    const id = await newPerson(admin);
    const { acts, consent } = ground.first;
    const record = (state: "granted" | "denied", givenAt: string) =>
      ground.test.db.tenant(workspace.ctx, (tx) =>
        consent.record(tx, acts.begin(workspace.ctx, "events.ingest"), [
          { personId: id, purpose: "analytics", state, givenAt, source: "event" },
          { personId: id, purpose: "not_asked_here", state, givenAt, source: "event" },
        ]),
      );
    expect(await record("denied", "2026-02-01T00:00:00.000Z")).toBe(1);
    expect(await record("denied", "2026-02-02T00:00:00.000Z")).toBe(0);
    expect(await record("granted", "2026-01-01T00:00:00.000Z")).toBe(0);
    expect(await record("granted", "2026-03-01T00:00:00.000Z")).toBe(1);
    expect(await consentOn(admin, id, "analytics")).toMatchObject({
      state: "granted",
      statement: { source: "event", by: "Rapport" },
    });
  });

  it("of statements that come at once none is lost, and the last given holds", async () => {
    const id = await newPerson(admin);
    const times = Array.from(
      { length: 12 },
      (_, at) => `2026-01-${String(at + 1).padStart(2, "0")}`,
    );
    const mixed = [...times].sort((a, b) => (a.at(-1) ?? "").localeCompare(b.at(-1) ?? ""));
    await Promise.all(
      mixed.map((day) =>
        setConsent(admin, id, "analytics", {
          state: day === times.at(-1) ? "denied" : "granted",
          givenAt: `${day}T00:00:00Z`,
        }),
      ),
    );
    expect(await consentHistory(admin, id)).toHaveLength(12);
    expect(await consentOn(admin, id, "analytics")).toMatchObject({ state: "denied" });
  });
});
