// Rules from end to end: set off by a change, decided by a condition, done by acts, told by the log, undone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, openDesk } from "../../../test/automations-desk.ts";
import {
  type AutomationsGround,
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

const won = {
  name: "Onboarding",
  object: "deals",
  trigger: { kind: "changed", fields: [{ field: "status", to: ["won"] }] },
  steps: [
    {
      kind: "create",
      object: "tasks",
      set: {
        title: { text: "Start onboarding: {{deal.name}}" },
        dealId: { copy: "id" },
        ownerId: { copy: "ownerId" },
        dueAt: { inDays: 3 },
      },
    },
  ],
  enabled: true,
};

describe("a rule", () => {
  it("runs when a record changes as it says, with its owner's rights, and says so", async () => {
    const id = await desk.make(won);
    const dealId = await desk.winDeal();
    await run();
    const [task] = await desk.list("tasks");
    expect(task).toMatchObject({ title: "Start onboarding: Alpha", dealId });
    expect(task.ownerId).toBe(admin.memberId);
    const [only, ...others] = await desk.runs();
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      ruleId: id,
      state: "done",
      recordId: dealId,
      recordTitle: "Alpha",
    });
    expect(only.trigger).toBe("Deal was changed (Status: Open → Won)");
    const detail = (await admin.get(`/automations/runs/${only.id}`)).body;
    expect(detail.steps).toMatchObject([
      { position: 1, kind: "create", act: "records.create", state: "done", recordId: task.id },
    ]);
    const audit = await ground.database.asOwner(
      "SELECT * FROM governance.audit_entries WHERE act_id = $1",
      [detail.steps[0].actId],
    );
    expect(audit).toMatchObject([{ source: "automation", request_id: `run-${only.id}` }]);
    expect(audit[0]?.actor_label).toBe("Ada Admin, by automation “Onboarding”");
  });

  it("is set off once by one change, and not by changes of other fields", async () => {
    await desk.make(won);
    const dealId = await desk.winDeal();
    await admin.patch(`/deals/${dealId}`, { name: "Beta", amountMinor: 7 });
    await run();
    await run();
    expect(await desk.list("tasks")).toHaveLength(1);
    expect(await desk.runs()).toHaveLength(1);
  });

  it("does nothing while it is off, and starts with what comes after it was switched on", async () => {
    const id = await desk.make({ ...won, enabled: false });
    await desk.winDeal();
    expect((await admin.patch(`/automations/${id}`, { enabled: true })).status).toBe(200);
    await desk.winDeal("Beta");
    await run();
    expect(await desk.titles()).toEqual(["Start onboarding: Beta"]);
  });

  it("says part by part why it did not run", async () => {
    const condition = { and: [{ amountMinor: { gt: 1_000_000 } }, { name: { contains: "lph" } }] };
    await desk.make({ ...won, condition });
    await desk.winDeal();
    await run();
    expect(await desk.list("tasks")).toEqual([]);
    const [only] = await desk.runs("state=not-met");
    const { condition: parts, reason } = (await admin.get(`/automations/runs/${only.id}`)).body;
    expect(reason).toBe("The condition did not hold.");
    expect(parts).toEqual([
      { text: "Amount is more than 10000.00; it was 5000.00", held: false },
      { text: "Name contains lph; it was Alpha", held: true },
    ]);
  });

  it("changes the record that set it off, in several steps that see each other", async () => {
    await desk.make({
      name: "Two steps",
      object: "tickets",
      trigger: { kind: "created" },
      steps: [
        { kind: "update", set: { priority: { value: "high" }, category: { text: "new" } } },
        {
          kind: "create",
          object: "notes",
          set: {
            body: { text: "Priority {{ticket.priority}}, category {{ticket.category}}" },
            ticketId: { copy: "id" },
          },
        },
      ],
      enabled: true,
    });
    const ticketId = await desk.create("tickets", { subject: "Help", priority: "low" });
    await run();
    expect((await admin.get(`/tickets/${ticketId}`)).body.priority).toBe("high");
    const [note] = (await admin.get("/notes")).body.data;
    expect(note).toMatchObject({ body: "Priority High, category new", ticketId });
  });

  it("shares records out among a team in turn", async () => {
    const team = (await admin.post("/teams", { name: "Support" })).body.id;
    const people = await Promise.all(
      [1, 2].map(() =>
        ground.member(desk.workspaceId, admin, { objects: {}, fields: {}, settings: [] }),
      ),
    );
    for (const { memberId } of people) {
      await admin.patch(`/members/${memberId}`, { teamIds: [team] });
    }
    await desk.make({
      name: "In turn",
      object: "tickets",
      trigger: { kind: "created" },
      steps: [{ kind: "assign", teamId: team }],
      enabled: true,
    });
    for (const subject of ["a", "b", "c", "d"]) await desk.create("tickets", { subject });
    await run();
    const owners = (await admin.get("/tickets?sort=createdAt")).body.data.map(
      ({ ownerId }: { ownerId: string }) => ownerId,
    );
    expect(new Set(owners)).toEqual(new Set(people.map(({ memberId }) => memberId)));
    expect(owners[0]).toBe(owners[2]);
    expect(owners[1]).toBe(owners[3]);
  });

  it("notifies members through the catalogue", async () => {
    ground.notices.length = 0;
    await desk.make({
      name: "Urgent",
      object: "tickets",
      trigger: { kind: "changed", fields: [{ field: "priority", to: ["urgent"] }] },
      steps: [
        { kind: "notify", owner: true, title: "Urgent: {{ticket.subject}}", body: "Look at it." },
      ],
      enabled: true,
    });
    const id = await desk.create("tickets", { subject: "Down", ownerId: admin.memberId });
    await admin.patch(`/tickets/${id}`, { priority: "urgent" });
    await run();
    expect(ground.notices).toEqual([
      {
        memberIds: [admin.memberId],
        title: "Urgent: Down",
        body: "Look at it.",
        recordRef: { object: "tickets", id },
      },
    ]);
  });

  it("is undone by its run: what it made and changed goes back, once", async () => {
    const rule = {
      ...won,
      steps: [...won.steps, { kind: "update", set: { source: { text: "x" } } }],
    };
    await desk.make(rule);
    const dealId = await desk.winDeal();
    await run();
    const [only] = await desk.runs();
    const undone = await admin.post(`/automations/runs/${only.id}/undo`);
    expect(undone.body).toEqual({ undone: 2, kept: [] });
    expect(await desk.list("tasks")).toEqual([]);
    const deal = (await admin.get(`/deals/${dealId}`)).body;
    expect(deal).toMatchObject({ status: "won", source: null });
    expect((await admin.post(`/automations/runs/${only.id}/undo`)).status).toBe(409);
    await run();
    expect(await desk.runs()).toHaveLength(1);
  });

  it("is changed and deleted like any record: with its version, audited and undone", async () => {
    const id = await desk.make(won);
    const stale = await admin.patch(`/automations/${id}`, { name: "B" }, { "if-match": '"9"' });
    expect(stale.status).toBe(412);
    expect(stale.body.current.name).toBe("Onboarding");
    const changed = await admin.patch(`/automations/${id}`, { name: "B" }, { "if-match": '"1"' });
    expect(changed.body).toMatchObject({ name: "B", version: 2 });
    const removed = await admin.remove(`/automations/${id}`);
    expect((await admin.get(`/automations/${id}`)).status).toBe(404);
    expect((await admin.post(`/undo/${removed.act}`)).status).toBe(200);
    expect((await admin.get(`/automations/${id}`)).body.name).toBe("B");
  });

  it.each([
    [{ trigger: { kind: "changed", fields: [{ field: "nothing" }] } }, "trigger"],
    [{ trigger: { kind: "due", field: "name", days: 1, at: "09:00", zone: "UTC" } }, "trigger"],
    [{ condition: { nothing: 1 } }, "condition"],
    [{ condition: { status: { in: ["lost", "gone"] } } }, "condition"],
    [{ steps: [{ kind: "update", set: { status: { value: "won" } } }] }, "steps.0"],
    [{ steps: [{ kind: "update", set: { name: { text: "{{person.nothing}}" } } }] }, "steps.0"],
    [{ steps: [{ kind: "update", set: { amountMinor: { value: "many" } } }] }, "steps.0"],
    [{ steps: [{ kind: "create", object: "tasks", set: { body: { text: "x" } } }] }, "steps.0"],
    [{ steps: [{ kind: "assign", memberIds: [] }] }, "steps.0"],
  ])("is not made with %j", async (part, path) => {
    const made = await admin.post("/automations", { ...won, ...part });
    expect(made.status).toBe(422);
    expect(made.body.errors[0].path).toBe(path);
  });

  it("is listed with its sentence and its health", async () => {
    await desk.make(won);
    await desk.winDeal();
    await run();
    const [rule] = (await admin.get("/automations")).body.data;
    expect(rule.sentence).toBe("When a deal is changed and Status becomes Won: create a task.");
    expect(rule.health).toMatchObject({ done24h: 1, failed24h: 0, waiting: 0 });
    expect(rule.faults).toEqual([]);
  });

  it("comes as recipes that can be made as they are", async () => {
    const recipes = (await admin.get("/automations/recipes")).body.data;
    expect(recipes.length).toBeGreaterThan(3);
    for (const { rule, needs } of recipes) {
      expect(needs).toBeNull();
      expect((await admin.post("/automations", rule)).status).toBe(201);
    }
  });
});
