// Parts that are removed under a rule, and owners who leave or lose rights.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, noteStep, onTicket, openDesk } from "../../../test/automations-desk.ts";
import {
  type AutomationsGround,
  everything,
  maker,
  openAutomationsGround,
  type Person,
} from "../../../test/automations-ground.ts";

let ground: AutomationsGround;
let desk: Desk;
let admin: Person;

beforeAll(async () => {
  ground = await openAutomationsGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  desk = await openDesk(ground);
  admin = desk.admin;
});

const run = () => desk.run();

describe("a part that goes", () => {
  it("a removed field pauses the rule and is named", async () => {
    const field = await admin.post("/fields", {
      object: "tickets",
      label: "Tier",
      key: "tier",
      type: "text",
    });
    const id = await desk.make({
      ...onTicket,
      steps: [noteStep, { kind: "update", set: { "custom.tier": { value: "gold" } } }],
    });
    await admin.remove(`/fields/${field.body.id}`);
    expect((await desk.rule(id)).faults).toMatchObject([{ part: "step", step: 2 }]);
    await desk.ticket();
    await run();
    const paused = await desk.rule(id);
    expect(paused.state).toBe("paused");
    expect(paused.pausedBecause).toEqual({
      part: "step",
      step: 2,
      text: 'Step 2: the field "Tier" of tickets was removed.',
    });
    expect(ground.published.filter(({ payload }) => payload.id === id)).toEqual([
      {
        topic: "automations.paused",
        payload: {
          id,
          title: onTicket.name,
          text: paused.pausedBecause.text,
          memberId: admin.memberId,
        },
      },
    ]);
    expect(await desk.list("notes")).toEqual([]);
    const again = await admin.patch(`/automations/${id}`, { enabled: true });
    expect(again.status).toBe(422);
    expect(again.body.errors[0].message).toContain('"Tier"');
  });

  it("a removed stage pauses the rule; what was missed can be run again after the repair", async () => {
    const [pipeline] = (await admin.get("/pipelines")).body.data;
    const [first, second, ...rest] = pipeline.stages;
    const id = await desk.make({
      name: "Stage",
      object: "deals",
      trigger: { kind: "created" },
      condition: { stageId: { in: [first.id, second.id] } },
      steps: [{ kind: "create", object: "notes", set: { body: { text: "{{deal.stage}}" } } }],
    });
    const kept = {
      name: pipeline.name,
      stages: [first, ...rest].map(({ position: _position, ...stage }) => stage),
    };
    expect((await admin.patch(`/pipelines/${pipeline.id}`, kept)).status).toBe(200);
    await admin.post("/deals", { name: "Alpha", stageId: first.id });
    await run();
    expect((await desk.rule(id)).pausedBecause).toMatchObject({
      part: "condition",
      text: 'The condition does not work: a stage that "Stage" names was removed.',
    });
    const [missed] = await desk.runs();
    expect(missed.state).toBe("skipped");
    const repair = { condition: { stageId: first.id }, enabled: true };
    expect((await admin.patch(`/automations/${id}`, repair)).body.state).toBe("on");
    expect((await admin.post(`/automations/runs/${missed.id}/replay`)).status).toBe(200);
    await run();
    expect((await desk.list("notes"))[0].body).toBe("New");
  });
});

describe("the owner", () => {
  it("who left pauses the rule; who takes it over runs it with their own rights", async () => {
    const bo = await ground.member(desk.workspaceId, admin, maker);
    const id = await desk.make(onTicket, bo);
    await admin.patch(`/members/${bo.memberId}`, { status: "deactivated" });
    await desk.ticket();
    await run();
    const paused = await desk.rule(id);
    expect(paused.pausedBecause).toMatchObject({ part: "owner" });
    expect(paused.pausedBecause.text).toContain("no longer an active member");
    const taken = await admin.patch(`/automations/${id}`, { enabled: true });
    expect(taken.body).toMatchObject({ state: "on", ownerId: admin.memberId });
  });

  it("who lost a right pauses the rule at the next run: it never does more than its owner may", async () => {
    const bo = await ground.member(desk.workspaceId, admin, maker);
    const id = await desk.make(onTicket, bo);
    const permissions = { ...maker, objects: { "*": { ...everything, update: "none" } } };
    await admin.patch(`/roles/${bo.roleId}`, { permissions });
    const ticketId = await desk.ticket();
    await run();
    expect((await desk.rule(id)).pausedBecause.text).toBe(
      "Step 1: its owner may not change tickets.",
    );
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBeNull();
  });

  it("who sees only own records acts on those alone", async () => {
    const permissions = {
      ...maker,
      objects: { "*": { ...everything, read: "own", update: "own" } },
    } as const;
    const bo = await ground.member(desk.workspaceId, admin, permissions);
    await desk.make(onTicket, bo);
    const own = await desk.ticket({ ownerId: bo.memberId });
    const other = await desk.ticket();
    await run();
    expect((await admin.get(`/tickets/${own}`)).body.category).toBe("seen");
    expect((await admin.get(`/tickets/${other}`)).body.category).toBeNull();
    const [skipped] = await desk.runs(`recordId=${other}`);
    expect(skipped.reason).toBe("The record is gone, or the automation's owner may not see it.");
  });

  it("is never another than who wrote what the rule does", async () => {
    const bo = await ground.member(desk.workspaceId, admin, maker);
    const id = await desk.make(onTicket);
    const off = await bo.patch(`/automations/${id}`, { enabled: false });
    expect(off.body).toMatchObject({ state: "off", ownerId: admin.memberId });
    const changed = await bo.patch(`/automations/${id}`, { steps: [noteStep] });
    expect(changed.body.ownerId).toBe(bo.memberId);
    const undone = await bo.post(`/undo/${changed.act}`);
    expect(undone.body.kept).toMatchObject([{ reason: "not-allowed" }]);
  });

  it("is nobody's whole self by a narrow key: it switches off, and writes nothing that runs", async () => {
    const own = { ...everything, read: "own" as const };
    const narrow = await ground.byKey(admin, { ...maker, objects: { "*": own } });
    const blind = await ground.byKey(admin, {
      ...maker,
      fields: { deals: { amountMinor: "none" } },
    });
    const id = await desk.make(onTicket);
    const deleted = await desk.make({ ...onTicket, name: "Deleted" });
    const { act } = await admin.remove(`/automations/${deleted}`);
    for (const key of [narrow, blind]) {
      const made = await key.post("/automations", onTicket);
      expect(made.status, JSON.stringify(made.body)).toBe(403);
      expect((await key.patch(`/automations/${id}`, { steps: [noteStep] })).status).toBe(403);
      expect((await key.patch(`/automations/${id}`, { enabled: false })).body.state).toBe("off");
      expect((await key.patch(`/automations/${id}`, { enabled: true })).status).toBe(403);
      expect((await key.post(`/undo/${act}`)).body.kept).toMatchObject([{ reason: "not-allowed" }]);
    }
    const whole = await ground.byKey(admin, maker);
    expect((await whole.post("/automations", onTicket)).status).toBe(201);
  });

  it("shows what a run wrote by what its rule named then, and to whom it acted for", async () => {
    const fields = { tickets: { category: "none" } } as const;
    const bo = await ground.member(desk.workspaceId, admin, { ...maker, fields });
    const cy = await ground.member(desk.workspaceId, admin, maker);
    const id = await desk.make(onTicket);
    await desk.ticket();
    await run();
    const [{ id: runId }] = await desk.runs();
    await admin.patch(`/automations/${id}`, { steps: [noteStep], name: "Harmless" });
    const inputSeenBy = async (reader: Person) =>
      (await reader.get(`/automations/runs/${runId}`)).body.steps[0].input;
    expect(await inputSeenBy(admin)).toMatchObject({ data: { category: "seen" } });
    expect(await inputSeenBy(cy)).toMatchObject({ data: { category: "seen" } });
    expect(await inputSeenBy(bo)).toBeNull();
    const own = { ...everything, read: "own" as const };
    const dee = await ground.member(desk.workspaceId, admin, { ...maker, objects: { "*": own } });
    await dee.patch(`/automations/${id}`, { name: "Taken over" });
    await admin.patch(`/tickets/${(await desk.list("tickets"))[0].id}`, { ownerId: dee.memberId });
    expect(await inputSeenBy(dee)).toBeNull();
  });

  it("without the permission makes nothing and sees nothing of others", async () => {
    const id = await desk.make(onTicket);
    const plain = await ground.member(desk.workspaceId, admin, { ...maker, settings: [] });
    expect((await plain.post("/automations", onTicket)).status).toBe(403);
    expect((await plain.get(`/automations/${id}`)).status).toBe(404);
    expect((await plain.get("/automations")).body.data).toEqual([]);
    expect((await plain.get("/automations/runs")).body.data).toEqual([]);
  });

  it("a maker who may not see a field does not see rules that name it, nor what they did", async () => {
    await desk.make({ ...onTicket, condition: { category: { empty: true } } });
    await desk.ticket();
    await run();
    const fields = { tickets: { category: "none" } } as const;
    const bo = await ground.member(desk.workspaceId, admin, { ...maker, fields });
    expect((await bo.get("/automations")).body.data).toEqual([]);
    expect((await bo.get("/automations/runs")).body.data).toEqual([]);
  });

  it("is told of a field that is hidden what is told of one that never was", async () => {
    const fields = { people: { email: "none" } } as const;
    const bo = await ground.member(desk.workspaceId, admin, { ...maker, fields });
    const notify = (title: string) => ({ kind: "notify", title, memberIds: [bo.memberId] });
    const naming = (key: string) => [
      { trigger: { kind: "changed", fields: [{ field: key }] }, steps: [notify("x")] },
      { condition: { [key]: { empty: false } }, steps: [notify("x")] },
      { steps: [notify(`{{person.${key}}}`)] },
      { steps: [{ kind: "update", set: { [key]: { value: "a@b.example" } } }] },
      { steps: [{ kind: "update", set: { city: { copy: key } } }] },
    ];
    const answersTo = async (key: string) => {
      const rules = naming(key).map((rule) => ({
        ...{ name: "Mine", object: "people", trigger: { kind: "created" }, enabled: true },
        ...rule,
      }));
      const answers = await Promise.all(rules.map((rule) => bo.post("/automations", rule)));
      return answers.map(({ status, body }) => [status, body.detail?.replaceAll(key, "FIELD")]);
    };
    const hidden = await answersTo("email");
    expect(hidden.map(([status]) => status)).toEqual(hidden.map(() => 422));
    expect(hidden).toEqual(await answersTo("eMail"));
  });
});
