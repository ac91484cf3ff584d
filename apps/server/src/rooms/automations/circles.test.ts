// Rules that set themselves or each other off, and what bounds the rest: limits, imports, forgetting.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Desk, noteStep, onTicket, openDesk } from "../../../test/automations-desk.ts";
import {
  type AutomationsGround,
  openAutomationsGround,
  type Person,
} from "../../../test/automations-ground.ts";
import { systemContext } from "../../platform/context.ts";

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

describe("circles", () => {
  it("a rule that sets itself off runs once, and the second run says why it did not", async () => {
    await desk.make({
      ...onTicket,
      trigger: { kind: "changed", fields: [] },
      steps: [{ kind: "update", set: { description: { text: "{{ticket.description|}}x" } } }],
    });
    const id = await desk.ticket();
    await admin.patch(`/tickets/${id}`, { category: "a" });
    await run();
    expect((await admin.get(`/tickets/${id}`)).body.description).toBe("x");
    const [second, first] = await desk.runs();
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
    await desk.make(watching("category", { description: { text: "{{ticket.description|}}d" } }));
    await desk.make(watching("description", { category: { text: "{{ticket.category|}}c" } }));
    const id = await desk.ticket();
    await admin.patch(`/tickets/${id}`, { category: "a" });
    await run();
    const { category, description } = (await admin.get(`/tickets/${id}`)).body;
    expect({ category, description }).toEqual({ category: "ac", description: "d" });
    const states = (await desk.runs()).map(({ state, depth }: Record<string, unknown>) => [
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
    await desk.make({
      ...onTicket,
      steps: [{ kind: "create", object: "tickets", set: { subject: { value: "More" } } }],
    });
    await desk.ticket();
    await run();
    const all = await desk.runs();
    expect(all).toHaveLength(7);
    expect(all[0]).toMatchObject({ state: "skipped", depth: 6 });
    expect(all[0].reason).toContain("no chain is longer than 5");
  });

  it("a record that is changed again and again pauses the rule, which says why", async () => {
    const id = await desk.make({
      ...onTicket,
      trigger: { kind: "changed", fields: [{ field: "category" }] },
      steps: [noteStep],
    });
    const ticketId = await desk.ticket();
    for (let count = 0; count < 12; count += 1) {
      await admin.patch(`/tickets/${ticketId}`, { category: `c${count}` });
    }
    await run();
    const paused = await desk.rule(id);
    expect(paused.state).toBe("paused");
    expect(paused.pausedBecause.text).toContain("12 times within a minute");
    expect(await desk.list("notes")).toEqual([]);
    const [skipped] = await desk.runs("state=skipped");
    expect(skipped.reason).toContain("The automation is paused");
  });
});

describe("limits", () => {
  it("more runs than an hour may hold wait, and run later", async () => {
    await desk.make({ ...onTicket, maxRunsPerHour: 2 });
    for (let count = 0; count < 4; count += 1) await desk.ticket();
    await run();
    expect(await desk.runs("state=done")).toHaveLength(2);
    const [waiting] = await desk.runs("state=waiting");
    expect(waiting.reason).toBe("Waits: the automation runs 2 times an hour at most.");
    ground.advance(3_700_000);
    await run();
    expect(await desk.runs("state=done")).toHaveLength(4);
  });

  it("imports set off only the rules that ask for them", async () => {
    await desk.make({ ...onTicket, steps: [noteStep] });
    const asking = await desk.make({
      ...onTicket,
      name: "Also",
      steps: [noteStep],
      alsoImports: true,
    });
    const { acts, records } = ground.first;
    const ctx = systemContext(desk.workspaceId, "test");
    const act = acts.begin({ ...ctx, source: "import" }, "imports.run", { isBulk: true });
    const ops = [1, 2].map((count) => ({ op: "create" as const, data: { subject: `I${count}` } }));
    await ground.database.db.tenant(ctx, (tx) => records.write(tx, act, "tickets", ops));
    await run();
    expect(await desk.list("notes")).toHaveLength(2);
    expect(new Set((await desk.runs()).map(({ ruleId }: { ruleId: string }) => ruleId))).toEqual(
      new Set([asking]),
    );
  });

  it("forgets old runs: those that did nothing first", async () => {
    await desk.make(onTicket);
    await desk.make({ ...onTicket, name: "Never", condition: { subject: "nobody" } });
    await desk.ticket();
    await run();
    expect(await desk.runs()).toHaveLength(2);
    ground.advance(15 * 86_400_000);
    await ground.first.automations.upkeep.forget();
    expect((await desk.runs()).map(({ state }: { state: string }) => state)).toEqual(["done"]);
    ground.advance(80 * 86_400_000);
    await ground.first.automations.upkeep.forget();
    expect(await desk.runs()).toEqual([]);
    const left = await ground.database.asOwner(
      "SELECT 1 FROM automations.steps WHERE workspace_id = $1",
      [desk.workspaceId],
    );
    expect(left).toEqual([]);
  });
});

describe("a workspace without rules", () => {
  it("is asked about them no more than once in two seconds, however much is written", async () => {
    const { db } = ground.database;
    const statements: string[] = [];
    const tenant = db.tenant.bind(db);
    db.tenant = (scope, work) =>
      tenant(scope, (tx) =>
        work({
          ...tx,
          query: (sql, ...rest) => {
            statements.push(sql);
            return tx.query(sql, ...rest);
          },
          send: (sql, values) => {
            statements.push(sql);
            tx.send(sql, values);
          },
        }),
      );
    try {
      const started = performance.now();
      for (let count = 0; count < 20; count += 1) await desk.ticket();
      const periods = Math.ceil((performance.now() - started) / 2000) + 1;
      const asked = statements.filter((sql) => sql.includes("automations."));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.length).toBeLessThanOrEqual(periods);
    } finally {
      db.tenant = tenant;
    }
  });
});
