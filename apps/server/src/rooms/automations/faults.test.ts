// What goes wrong: rules that set themselves off, parts that are removed under a rule, owners who leave, acts that
// fail, processes that die, and several at once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type AutomationsGround,
  everything,
  maker,
  openAutomationsGround,
  type Person,
} from "../../../test/automations-ground.ts";
import { systemContext } from "../../platform/context.ts";
import { AppError } from "../../platform/errors.ts";

let ground: AutomationsGround;
let admin: Person;
let workspaceId: string;

beforeAll(async () => {
  ground = await openAutomationsGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  const workspace = await ground.workspace();
  admin = workspace.admin;
  workspaceId = workspace.id;
});

const run = () => ground.first.run();
const runs = async (query = "") => (await admin.get(`/automations/runs?${query}`)).body.data;
const rule = async (id: string) => (await admin.get(`/automations/${id}`)).body;

async function make(body: object, by = admin): Promise<string> {
  const made = await by.post("/automations", { enabled: true, ...body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

async function ticket(body: object = {}): Promise<string> {
  const made = await admin.post("/tickets", { subject: "Help", ...body });
  expect(made.status).toBe(201);
  return made.body.id;
}

const onTicket = {
  name: "On ticket",
  object: "tickets",
  trigger: { kind: "created" },
  steps: [{ kind: "update", set: { category: { value: "seen" } } }],
};
const noteStep = {
  kind: "create",
  object: "notes",
  set: { body: { text: "{{ticket.subject}}" }, ticketId: { copy: "id" } },
};
const notes = async () => (await admin.get("/notes")).body.data;

describe("circles", () => {
  it("a rule that sets itself off runs once, and the second run says why it did not", async () => {
    await make({
      ...onTicket,
      trigger: { kind: "changed", fields: [] },
      steps: [{ kind: "update", set: { description: { text: "{{ticket.description|}}x" } } }],
    });
    const id = await ticket();
    await admin.patch(`/tickets/${id}`, { category: "a" });
    await run();
    expect((await admin.get(`/tickets/${id}`)).body.description).toBe("x");
    const [second, first] = await runs();
    expect(first).toMatchObject({ state: "done", depth: 0 });
    expect(second).toMatchObject({ state: "skipped", depth: 1, chainId: first.chainId });
    expect(second.reason).toContain("go round in a circle");
  });

  it("two rules that set each other off stop after one turn each", async () => {
    const watching = (field: string, set: object) => ({
      ...onTicket,
      name: field,
      trigger: { kind: "changed", fields: [{ field }] },
      steps: [{ kind: "update", set }],
    });
    await make(watching("category", { description: { text: "{{ticket.description|}}d" } }));
    await make(watching("description", { category: { text: "{{ticket.category|}}c" } }));
    const id = await ticket();
    await admin.patch(`/tickets/${id}`, { category: "a" });
    await run();
    const { category, description } = (await admin.get(`/tickets/${id}`)).body;
    expect({ category, description }).toEqual({ category: "ac", description: "d" });
    const states = (await runs()).map(({ state, depth }: Record<string, unknown>) => [
      depth,
      state,
    ]);
    expect(states).toEqual([
      [2, "skipped"],
      [1, "done"],
      [0, "done"],
    ]);
  });

  it("a rule that makes records of its own kind stops at the end of the longest chain", async () => {
    await make({
      ...onTicket,
      steps: [{ kind: "create", object: "tickets", set: { subject: { value: "More" } } }],
    });
    await ticket();
    await run();
    const all = await runs();
    expect(all).toHaveLength(7);
    expect(all[0]).toMatchObject({ state: "skipped", depth: 6 });
    expect(all[0].reason).toContain("no chain is longer than 5");
  });

  it("a record that is changed again and again pauses the rule, which says why", async () => {
    const id = await make({
      ...onTicket,
      trigger: { kind: "changed", fields: [{ field: "category" }] },
      steps: [noteStep],
    });
    const ticketId = await ticket();
    for (let count = 0; count < 12; count += 1) {
      await admin.patch(`/tickets/${ticketId}`, { category: `c${count}` });
    }
    await run();
    const paused = await rule(id);
    expect(paused.state).toBe("paused");
    expect(paused.pausedBecause.text).toContain("12 times within a minute");
    expect(await notes()).toEqual([]);
    const [skipped] = await runs("state=skipped");
    expect(skipped.reason).toContain("The automation is paused");
  });
});

describe("a part that goes", () => {
  it("a removed field pauses the rule and is named", async () => {
    const field = await admin.post("/fields", {
      object: "tickets",
      label: "Tier",
      key: "tier",
      type: "text",
    });
    const id = await make({
      ...onTicket,
      steps: [noteStep, { kind: "update", set: { "custom.tier": { value: "gold" } } }],
    });
    await admin.remove(`/fields/${field.body.id}`);
    expect((await rule(id)).faults).toMatchObject([{ part: "step", step: 2 }]);
    await ticket();
    await run();
    const paused = await rule(id);
    expect(paused.state).toBe("paused");
    expect(paused.pausedBecause).toEqual({
      part: "step",
      step: 2,
      text: 'Step 2: the field "Tier" of tickets was removed.',
    });
    expect(await notes()).toEqual([]);
    const again = await admin.patch(`/automations/${id}`, { enabled: true });
    expect(again.status).toBe(422);
    expect(again.body.errors[0].message).toContain('"Tier"');
  });

  it("a removed stage pauses the rule; what was missed can be run again after the repair", async () => {
    const [pipeline] = (await admin.get("/pipelines")).body.data;
    const [first, second, ...rest] = pipeline.stages;
    const id = await make({
      name: "Stage",
      object: "deals",
      trigger: { kind: "created" },
      condition: { stageId: { in: [first.id, second.id] } },
      steps: [{ kind: "create", object: "notes", set: { body: { text: "{{deal.stage}}" } } }],
    });
    const kept = { name: pipeline.name, stages: [first, ...rest] };
    expect((await admin.patch(`/pipelines/${pipeline.id}`, kept)).status).toBe(200);
    await admin.post("/deals", { name: "Alpha", stageId: first.id });
    await run();
    expect((await rule(id)).pausedBecause).toMatchObject({
      part: "condition",
      text: 'The condition does not work: a stage that "Stage" names was removed.',
    });
    const [missed] = await runs();
    expect(missed.state).toBe("skipped");
    const repair = { condition: { stageId: first.id }, enabled: true };
    expect((await admin.patch(`/automations/${id}`, repair)).body.state).toBe("on");
    expect((await admin.post(`/automations/runs/${missed.id}/replay`)).status).toBe(200);
    await run();
    expect((await notes())[0].body).toBe("New");
  });
});

describe("the owner", () => {
  it("who left pauses the rule; who takes it over runs it with their own rights", async () => {
    const bo = await ground.member(workspaceId, admin, maker);
    const id = await make(onTicket, bo);
    await admin.patch(`/members/${bo.memberId}`, { status: "deactivated" });
    await ticket();
    await run();
    const paused = await rule(id);
    expect(paused.pausedBecause).toMatchObject({ part: "owner" });
    expect(paused.pausedBecause.text).toContain("no longer an active member");
    const taken = await admin.patch(`/automations/${id}`, { enabled: true });
    expect(taken.body).toMatchObject({ state: "on", ownerId: admin.memberId });
  });

  it("who lost a right pauses the rule at the next run: it never does more than its owner may", async () => {
    const bo = await ground.member(workspaceId, admin, maker);
    const id = await make(onTicket, bo);
    const permissions = { ...maker, objects: { "*": { ...everything, update: "none" } } };
    await admin.patch(`/roles/${bo.roleId}`, { permissions });
    const ticketId = await ticket();
    await run();
    expect((await rule(id)).pausedBecause.text).toBe("Step 1: its owner may not change tickets.");
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBeNull();
  });

  it("who sees only own records acts on those alone", async () => {
    const permissions = {
      ...maker,
      objects: { "*": { ...everything, read: "own", update: "own" } },
    } as const;
    const bo = await ground.member(workspaceId, admin, permissions);
    await make(onTicket, bo);
    const own = await ticket({ ownerId: bo.memberId });
    const other = await ticket();
    await run();
    expect((await admin.get(`/tickets/${own}`)).body.category).toBe("seen");
    expect((await admin.get(`/tickets/${other}`)).body.category).toBeNull();
    const [skipped] = await runs(`recordId=${other}`);
    expect(skipped.reason).toBe("The record is gone, or the automation's owner may not see it.");
  });

  it("is never another than who wrote what the rule does", async () => {
    const bo = await ground.member(workspaceId, admin, maker);
    const id = await make(onTicket);
    const off = await bo.patch(`/automations/${id}`, { enabled: false });
    expect(off.body).toMatchObject({ state: "off", ownerId: admin.memberId });
    const changed = await bo.patch(`/automations/${id}`, { steps: [noteStep] });
    expect(changed.body.ownerId).toBe(bo.memberId);
    const undone = await bo.post(`/undo/${changed.act}`);
    expect(undone.body.kept).toMatchObject([{ reason: "not-allowed" }]);
  });

  it("without the permission makes nothing and sees nothing of others", async () => {
    const id = await make(onTicket);
    const plain = await ground.member(workspaceId, admin, { ...maker, settings: [] });
    expect((await plain.post("/automations", onTicket)).status).toBe(403);
    expect((await plain.get(`/automations/${id}`)).status).toBe(404);
    expect((await plain.get("/automations")).body.data).toEqual([]);
    expect((await plain.get("/automations/runs")).body.data).toEqual([]);
  });

  it("a maker who may not see a field does not see rules that name it, nor what they did", async () => {
    await make({ ...onTicket, condition: { category: { empty: true } } });
    await ticket();
    await run();
    const fields = { tickets: { category: "none" } } as const;
    const bo = await ground.member(workspaceId, admin, { ...maker, fields });
    expect((await bo.get("/automations")).body.data).toEqual([]);
    expect((await bo.get("/automations/runs")).body.data).toEqual([]);
  });
});

describe("failures", () => {
  it("what cannot work fails at once, keeps the steps before it, and goes on there when run again", async () => {
    const other = await ticket({ subject: "Other" });
    const id = await make({
      ...onTicket,
      steps: [noteStep, { kind: "relate", object: "tickets", recordId: other, label: "follows" }],
    });
    await admin.remove(`/tickets/${other}`);
    await ticket();
    await run();
    const [failed] = await runs("state=failed");
    expect(failed.attempts).toBe(1);
    expect(failed.reason).toContain("Step 2:");
    const { steps } = (await admin.get(`/automations/runs/${failed.id}`)).body;
    expect(steps.map(({ state }: { state: string }) => state)).toEqual(["done", "failed"]);
    expect((await rule(id)).health.failed24h).toBe(1);
    await admin.post(`/tickets/${other}/restore`);
    expect((await admin.post(`/automations/runs/${failed.id}/replay`)).status).toBe(200);
    await run();
    expect((await runs())[0].state).toBe("done");
    expect(await notes()).toHaveLength(1);
    expect((await admin.post(`/automations/runs/${failed.id}/replay`)).status).toBe(409);
  });

  it("what may pass is tried again with growing pauses, then lies dead until it is run again", async () => {
    const { acts } = ground.first;
    const within = acts.within;
    let tries = 0;
    acts.within = (...given) => {
      if (given[2] !== "records.update") return within(...given);
      tries += 1;
      throw new AppError("unavailable", "test.away", "It is away.");
    };
    await make(onTicket);
    const ticketId = await ticket();
    await run();
    expect(tries).toBe(1);
    const [waiting] = await runs();
    expect(waiting).toMatchObject({ state: "waiting", attempts: 1 });
    expect(waiting.reason).toBe("Step 1: It is away. It is tried again.");
    for (let count = 0; count < 7; count += 1) {
      ground.advance(3_700_000);
      await run();
    }
    expect(tries).toBe(6);
    const [dead] = await runs();
    expect(dead).toMatchObject({ state: "failed", isReplayable: true });
    acts.within = within;
    await admin.post(`/automations/runs/${dead.id}/replay`);
    await run();
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBe("seen");
  });

  it("a process that dies between two steps leaves the rest to another, which repeats nothing", async () => {
    await make({ ...onTicket, steps: [noteStep, onTicket.steps[0]] });
    const { acts } = ground.first;
    const within = acts.within;
    const ticketId = await ticket();
    // What the database sees of a process that dies here: the first step committed, the second rolled back, the
    // claim still held. kill-run.test.ts kills a real one.
    acts.within = (...given) => {
      if (given[2] !== "records.update") return within(...given);
      throw new AppError("unavailable", "test.killed", "Killed.");
    };
    await run();
    acts.within = within;
    await ground.database.asOwner(
      "UPDATE automations.runs SET due_at = now() - interval '1 hour' WHERE workspace_id = $1",
      [workspaceId],
    );
    const second = ground.startProcess();
    await second.run();
    expect(await notes()).toHaveLength(1);
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBe("seen");
    expect(await runs("state=done")).toHaveLength(1);
  });

  it("two processes at once do each step once", async () => {
    await make({ ...onTicket, steps: [noteStep] });
    const second = ground.startProcess();
    for (let count = 0; count < 20; count += 1) await ticket({ subject: `T${count}` });
    await Promise.all([ground.first.run(), second.run(), ground.first.run(), second.run()]);
    const bodies = (await admin.get("/notes?limit=100")).body.data.map(
      ({ body }: { body: string }) => body,
    );
    expect(bodies.toSorted()).toEqual(Array.from({ length: 20 }, (_, at) => `T${at}`).toSorted());
  });

  it("a claim that comes back while its process still works makes no step twice", async () => {
    await make({ ...onTicket, steps: [noteStep] });
    await ticket();
    const second = ground.startProcess();
    const upkeeps = [ground.first, second].map(({ automations }) => automations.upkeep);
    const expire = () =>
      ground.database.asOwner(
        "UPDATE automations.runs SET due_at = now() - interval '1 hour' WHERE workspace_id = $1 AND state = 'waiting'",
        [workspaceId],
      );
    await Promise.all([upkeeps[0]?.round(), expire().then(() => upkeeps[1]?.round())]);
    await run();
    expect(await notes()).toHaveLength(1);
  });
});

describe("limits", () => {
  it("more runs than an hour may hold wait, and run later", async () => {
    await make({ ...onTicket, maxRunsPerHour: 2 });
    for (let count = 0; count < 4; count += 1) await ticket();
    await run();
    expect(await runs("state=done")).toHaveLength(2);
    const [waiting] = await runs("state=waiting");
    expect(waiting.reason).toBe("Waits: the automation runs 2 times an hour at most.");
    ground.advance(3_700_000);
    await run();
    expect(await runs("state=done")).toHaveLength(4);
  });

  it("imports set off only the rules that ask for them", async () => {
    await make({ ...onTicket, steps: [noteStep] });
    const asking = await make({ ...onTicket, name: "Also", steps: [noteStep], alsoImports: true });
    const { acts, records } = ground.first;
    const ctx = systemContext(workspaceId, "test");
    const act = acts.begin({ ...ctx, source: "import" }, "imports.run", { isBulk: true });
    const ops = [1, 2].map((count) => ({ op: "create" as const, data: { subject: `I${count}` } }));
    await ground.database.db.tenant(ctx, (tx) => records.write(tx, act, "tickets", ops));
    await run();
    expect(await notes()).toHaveLength(2);
    expect(new Set((await runs()).map(({ ruleId }: { ruleId: string }) => ruleId))).toEqual(
      new Set([asking]),
    );
  });

  it("forgets old runs: those that did nothing first", async () => {
    await make(onTicket);
    await make({ ...onTicket, name: "Never", condition: { subject: "nobody" } });
    await ticket();
    await run();
    expect(await runs()).toHaveLength(2);
    ground.advance(15 * 86_400_000);
    await ground.first.automations.upkeep.forget();
    expect((await runs()).map(({ state }: { state: string }) => state)).toEqual(["done"]);
    ground.advance(80 * 86_400_000);
    await ground.first.automations.upkeep.forget();
    expect(await runs()).toEqual([]);
    const left = await ground.database.asOwner(
      "SELECT 1 FROM automations.steps WHERE workspace_id = $1",
      [workspaceId],
    );
    expect(left).toEqual([]);
  });
});
