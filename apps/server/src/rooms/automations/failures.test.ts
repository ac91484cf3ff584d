// Acts that fail, processes that die, and several at once.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, noteStep, onTicket, openDesk } from "../../../test/automations-desk.ts";
import {
  type AutomationsGround,
  openAutomationsGround,
  type Person,
} from "../../../test/automations-ground.ts";
import { AppError } from "../../platform/errors.ts";

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

describe("failures", () => {
  it("what cannot work fails at once, keeps the steps before it, and goes on there when run again", async () => {
    const other = await desk.ticket({ subject: "Other" });
    const id = await desk.make({
      ...onTicket,
      steps: [noteStep, { kind: "relate", object: "tickets", recordId: other, label: "follows" }],
    });
    await admin.remove(`/tickets/${other}`);
    await desk.ticket();
    await run();
    const [failed] = await desk.runs("state=failed");
    expect(failed.attempts).toBe(1);
    expect(failed.reason).toContain("Step 2:");
    const { steps } = (await admin.get(`/automations/runs/${failed.id}`)).body;
    expect(steps.map(({ state }: { state: string }) => state)).toEqual(["done", "failed"]);
    expect((await desk.rule(id)).health.failed24h).toBe(1);
    await admin.post(`/tickets/${other}/restore`);
    expect((await admin.post(`/automations/runs/${failed.id}/replay`)).status).toBe(200);
    await run();
    expect((await desk.runs())[0].state).toBe("done");
    expect(await desk.list("notes")).toHaveLength(1);
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
    await desk.make(onTicket);
    const ticketId = await desk.ticket();
    await run();
    expect(tries).toBe(1);
    const [waiting] = await desk.runs();
    expect(waiting).toMatchObject({ state: "waiting", attempts: 1 });
    expect(waiting.reason).toBe("Step 1: It is away. It is tried again.");
    for (let count = 0; count < 7; count += 1) {
      ground.advance(3_700_000);
      await run();
    }
    expect(tries).toBe(6);
    const [dead] = await desk.runs();
    expect(dead).toMatchObject({ state: "failed", isReplayable: true });
    acts.within = within;
    await admin.post(`/automations/runs/${dead.id}/replay`);
    await run();
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBe("seen");
  });

  it("a process that dies between two steps leaves the rest to another, which repeats nothing", async () => {
    await desk.make({ ...onTicket, steps: [noteStep, onTicket.steps[0]] });
    const { acts } = ground.first;
    const within = acts.within;
    const ticketId = await desk.ticket();
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
      [desk.workspaceId],
    );
    const second = ground.startProcess();
    await second.run();
    expect(await desk.list("notes")).toHaveLength(1);
    expect((await admin.get(`/tickets/${ticketId}`)).body.category).toBe("seen");
    expect(await desk.runs("state=done")).toHaveLength(1);
  });

  it("two processes at once do each step once", async () => {
    await desk.make({ ...onTicket, steps: [noteStep] });
    const second = ground.startProcess();
    for (let count = 0; count < 20; count += 1) await desk.ticket({ subject: `T${count}` });
    await Promise.all([ground.first.run(), second.run(), ground.first.run(), second.run()]);
    const bodies = (await admin.get("/notes?limit=100")).body.data.map(
      ({ body }: { body: string }) => body,
    );
    expect(bodies.toSorted()).toEqual(Array.from({ length: 20 }, (_, at) => `T${at}`).toSorted());
  });

  it("a claim that comes back while its process still works makes no step twice", async () => {
    await desk.make({ ...onTicket, steps: [noteStep] });
    await desk.ticket();
    const second = ground.startProcess();
    const upkeeps = [ground.first, second].map(({ automations }) => automations.upkeep);
    const expire = () =>
      ground.database.asOwner(
        "UPDATE automations.runs SET due_at = now() - interval '1 hour' WHERE workspace_id = $1 AND state = 'waiting'",
        [desk.workspaceId],
      );
    await Promise.all([upkeeps[0]?.round(), expire().then(() => upkeeps[1]?.round())]);
    await run();
    expect(await desk.list("notes")).toHaveLength(1);
  });

  it("a condition that no record alone can answer is refused, and pauses a rule that has it already", async () => {
    const rule = {
      name: "On deal",
      object: "deals",
      trigger: { kind: "created" },
      steps: [{ kind: "update", set: { name: { value: "seen" } } }],
    };
    const conditions = [
      { stageId: { reached: desk.openStage } },
      { or: [{ name: "x" }, { stageId: { left: [desk.openStage, null, null] } }] },
      { list: desk.openStage },
    ];
    for (const condition of conditions) {
      const answer = await admin.post("/automations", { ...rule, condition, enabled: true });
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).toContain("only lists and reports can tell");
    }
    const id = await desk.make(rule);
    await ground.database.asOwner(
      "UPDATE automations.rules SET condition = $2::jsonb WHERE workspace_id = $1",
      [desk.workspaceId, JSON.stringify(conditions[0])],
    );
    await desk.create("deals", { name: "Alpha" });
    await run();
    expect(await desk.rule(id)).toMatchObject({ state: "paused" });
    expect((await desk.runs())[0].state).toBe("skipped");
  });

  it("a workspace whose runs cannot be weighed keeps no other from its own", async () => {
    const other = await openDesk(ground);
    for (const one of [desk, other]) {
      await one.make(onTicket);
      await one.ticket();
    }
    const { db } = ground.database;
    const tenant = db.tenant.bind(db);
    for (const broken of [desk, other]) {
      db.tenant = (who, work) => {
        if (who.workspaceId === broken.workspaceId) return Promise.reject(new Error("Broken."));
        return tenant(who, work);
      };
      await ground.first.automations.upkeep.round().finally(() => {
        db.tenant = tenant;
      });
      const whole = broken === desk ? other : desk;
      expect((await whole.runs())[0].state).toBe("done");
    }
  });
});
