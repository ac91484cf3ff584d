// Rules about dates, and rules tried over the past.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, openDesk } from "../../../test/automations-desk.ts";
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
};

describe("dates", () => {
  const day = (offset: number) =>
    new Date(Date.parse(ground.now()) + offset * 86_400_000).toISOString().slice(0, 10);
  const follow = (trigger: object) => ({
    name: "Dates",
    object: "deals",
    trigger,
    condition: { status: "open" },
    steps: [
      { kind: "create", object: "tasks", set: { title: { text: "Call about {{deal.name}}" } } },
    ],
    enabled: true,
  });

  it("set a rule off some days before, once", async () => {
    const trigger = { kind: "due", field: "expectedCloseOn", days: -2, at: "09:00", zone: "UTC" };
    await desk.make(follow(trigger));
    await desk.create("deals", { name: "Soon", expectedCloseOn: day(4) });
    await desk.create("deals", { name: "Later", expectedCloseOn: day(40) });
    await desk.create("deals", { name: "Past", expectedCloseOn: day(-1) });
    for (let days = 0; days < 4; days += 1) {
      ground.advance(86_400_000);
      await ground.first.automations.upkeep.sweep();
      await run();
    }
    expect(await desk.titles()).toEqual(["Call about Soon"]);
    const [only] = await desk.runs();
    expect(only.trigger).toBe("Expected close fell due");
  });

  it("set a rule off when a record was left alone", async () => {
    await desk.make(follow({ kind: "unchanged", days: 14 }));
    await desk.create("deals", { name: "Quiet" });
    const busy = await desk.create("deals", { name: "Busy" });
    ground.advance(8 * 86_400_000);
    await admin.patch(`/deals/${busy}`, { amountMinor: 1 });
    ground.advance(7 * 86_400_000);
    await ground.first.automations.upkeep.sweep();
    await run();
    expect(await desk.titles()).toEqual(["Call about Quiet"]);
  });
});

describe("a rule tried over the past", () => {
  const period = () => ({
    from: new Date(Date.parse(ground.now()) - 3_600_000).toISOString(),
    to: new Date(Date.parse(ground.now()) + 60_000).toISOString(),
  });

  it("says what would have run with the records as they were then, and does nothing", async () => {
    const first = await desk.winDeal("Alpha");
    await desk.winDeal("Beta");
    await admin.patch(`/deals/${first}`, { name: "Renamed since", amountMinor: 1 });
    const rule = { ...won, condition: { name: "Alpha" } };
    const tried = await admin.post("/automations/dry-run", { rule, ...period() });
    expect(tried.status, JSON.stringify(tried.body)).toBe(200);
    expect(tried.body).toMatchObject({ triggered: 2, matched: 1, notMet: 1, records: 1 });
    const [sample] = tried.body.samples;
    expect(sample).toMatchObject({ recordId: first, condition: [{ held: true }] });
    expect(sample.steps[0].differences[0]).toEqual({
      field: "title",
      label: "Title",
      before: null,
      after: "Start onboarding: Alpha",
    });
    await run();
    expect(await desk.list("tasks")).toEqual([]);
    expect(await desk.runs()).toEqual([]);
  });

  it("counts nothing of records that are not the caller's to see, whatever they held", async () => {
    await desk.create("tickets", { subject: "Hidden" });
    const moved = await desk.create("tickets", { subject: "Hidden", category: "before" });
    await admin.patch(`/tickets/${moved}`, { category: "secret" });
    const own = { ...everything, read: "own" as const };
    const narrow = { ...maker, objects: { "*": own } };
    const bo = await ground.member(desk.workspaceId, admin, narrow);
    const steps = [{ kind: "update", set: { priority: { value: "low" } } }];
    const becomes = (to: string) => ({
      kind: "changed",
      fields: [{ field: "category", to: [to] }],
    });
    for (const trigger of [{ kind: "created" }, becomes("secret"), becomes("other")]) {
      const rule = { name: "Look", object: "tickets", trigger, steps };
      const tried = await bo.post("/automations/dry-run", { rule, ...period() });
      expect(tried.body, JSON.stringify(trigger)).toEqual({
        changes: 0,
        triggered: 0,
        matched: 0,
        notMet: 0,
        unknown: 0,
        records: 0,
        isCapped: false,
        samples: [],
      });
    }
  });

  it("finds the caller's changes behind thousands that are not theirs to see, and does not tell of those", async () => {
    const own = { ...everything, read: "own" as const };
    const bo = await ground.member(desk.workspaceId, admin, { ...maker, objects: { "*": own } });
    const mine = await bo.post("/tickets", { subject: "Mine" });
    const hidden = await desk.ticket();
    await ground.database.db.tenant({ workspaceId: desk.workspaceId }, (tx) =>
      tx.query(
        `INSERT INTO governance.audit_entries (workspace_id, id, occurred_at, act_id, act, actor_kind, actor_id,
           actor_label, source, request_id, object, record_id, op, before, after)
         SELECT workspace_id, gen_random_uuid(), occurred_at, act_id, act, actor_kind, actor_id, actor_label, source,
           request_id, object, record_id, op, before, after
         FROM governance.audit_entries, generate_series(1, 5100) WHERE workspace_id = $1 AND record_id = $2`,
        [desk.workspaceId, hidden],
      ),
    );
    const steps = [{ kind: "update", set: { priority: { value: "low" } } }];
    const rule = { name: "Look", object: "tickets", trigger: { kind: "created" }, steps };
    const tried = await bo.post("/automations/dry-run", { rule, ...period() });
    expect(tried.body).toMatchObject({ changes: 1, matched: 1, isCapped: false });
    expect(tried.body.samples[0].recordId).toBe(mine.body.id);
    const all = await admin.post("/automations/dry-run", { rule, ...period() });
    expect(all.body).toMatchObject({ changes: 5000, isCapped: true });
  });

  it("also for dates", async () => {
    await desk.create("deals", { name: "Due", expectedCloseOn: ground.now().slice(0, 10) });
    const rule = {
      ...won,
      trigger: { kind: "due", field: "expectedCloseOn", days: 1, at: "00:00", zone: "UTC" },
    };
    const to = new Date(Date.parse(ground.now()) + 2 * 86_400_000).toISOString();
    const tried = await admin.post("/automations/dry-run", { rule, ...period(), to });
    expect(tried.body).toMatchObject({ matched: 1, records: 1 });
  });
});
