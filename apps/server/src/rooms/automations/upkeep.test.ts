// What goes on after the commit: nothing keeps others waiting, and what began goes on.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Desk, noteStep, onTicket, openDesk } from "../../../test/automations-desk.ts";
import { type AutomationsGround, openAutomationsGround } from "../../../test/automations-ground.ts";
import { AppError } from "../../platform/errors.ts";
import type { MailOutcome } from "../../platform/mail.ts";

let ground: AutomationsGround;
let desk: Desk;

beforeAll(async () => {
  ground = await openAutomationsGround();
});
afterAll(() => ground?.close());
beforeEach(async () => {
  desk = await openDesk(ground);
  ground.letters.length = 0;
  ground.outcomes.length = 0;
});

async function mailStep(of = desk) {
  const template = {
    object: "tickets",
    name: "T",
    subject: "S",
    body: "B",
    sharedWith: "workspace",
  };
  const { id, version } = (await of.admin.post("/templates", template)).body;
  const to = { memberIds: [of.admin.memberId] };
  return { kind: "mail", to, templateId: id, templateVersion: version };
}

/** Until it is called back, acts of this name are away. */
function sendAway(name: string): () => void {
  const { acts } = ground.first;
  const within = acts.within;
  acts.within = (...given) => {
    if (given[2] !== name) return within(...given);
    throw new AppError("unavailable", "test.away", "It is away.");
  };
  return () => {
    acts.within = within;
  };
}

const inDatabase = (sql: string, of = desk) => ground.database.asOwner(sql, [of.workspaceId]);
const breakRules = (of = desk) =>
  inDatabase("UPDATE automations.rules SET steps = '[null]' WHERE workspace_id = $1", of);

describe("what began", () => {
  it("goes on, though its own first step made the condition false", async () => {
    const callBack = sendAway("records.create");
    await desk.make({
      ...onTicket,
      condition: { category: { empty: true } },
      steps: [...onTicket.steps, noteStep],
    });
    await desk.ticket();
    await desk.run();
    expect(await desk.runs()).toMatchObject([{ state: "waiting", attempts: 1 }]);
    callBack();
    ground.advance(10_000);
    await desk.run();
    expect(await desk.runs()).toMatchObject([{ state: "done" }]);
    expect(await desk.list("notes")).toHaveLength(1);
  });

  it("is not called done where a letter was refused while later steps still waited", async () => {
    await desk.make({ ...onTicket, steps: [await mailStep(), noteStep] });
    const callBack = sendAway("records.create");
    ground.outcomes.push({ kind: "refused", isPermanent: true, reason: "No such box." });
    await desk.ticket();
    await desk.run();
    expect(await desk.runs()).toMatchObject([{ state: "waiting" }]);
    callBack();
    ground.advance(10_000);
    await desk.run();
    const [failed] = await desk.runs();
    expect(failed).toMatchObject({ state: "failed", reason: "Step 1: No such box." });
    expect(await desk.list("notes")).toHaveLength(1);
    await desk.admin.post(`/automations/runs/${failed.id}/replay`);
    await desk.run();
    expect(ground.letters).toHaveLength(1);
    expect(await desk.runs()).toMatchObject([{ state: "done", reason: null }]);
    expect(await desk.list("notes")).toHaveLength(1);
  });

  it("is forgotten in time, also where no rule is on any more", async () => {
    const id = await desk.make(onTicket);
    await desk.ticket();
    await desk.run();
    await desk.admin.patch(`/automations/${id}`, { enabled: false });
    ground.advance(91 * 86_400_000);
    await ground.first.automations.upkeep.forget();
    expect(await desk.runs()).toEqual([]);
  });
});

describe("one that cannot be worked on", () => {
  it("keeps no other rule of its workspace waiting", async () => {
    await desk.make({ ...onTicket, name: "Broken" });
    await desk.ticket();
    await breakRules();
    const id = await desk.make({ ...onTicket, steps: [noteStep] });
    await desk.ticket();
    await desk.run();
    expect(await desk.list("notes")).toHaveLength(1);
    await inDatabase("DELETE FROM automations.rules WHERE workspace_id = $1 AND steps = '[null]'");
    expect((await desk.runs("state=done")).map(({ ruleId }) => ruleId)).toEqual([id]);
  });

  it("keeps no other workspace waiting: its runs, its dates and its letters", async () => {
    const others = [await openDesk(ground), await openDesk(ground)];
    for (const other of others) {
      await other.make(onTicket);
      await other.make({ ...onTicket, name: "Due", trigger: { kind: "unchanged", days: 1 } });
    }
    for (const one of [desk, ...others])
      await one.make({ ...onTicket, steps: [await mailStep(one), noteStep] });
    for (const one of [desk, ...others]) await one.ticket();
    await breakRules();
    const { upkeep } = ground.first.automations;
    await upkeep.round();
    for (const other of others) expect(await other.list("notes")).toHaveLength(1);
    expect(ground.letters).toHaveLength(2);
    ground.advance(2 * 86_400_000);
    await upkeep.sweep();
    for (const other of others) expect(await other.runs("state=waiting")).toHaveLength(1);
    await inDatabase("DELETE FROM automations.runs WHERE workspace_id = $1");
  });

  it("keeps no other letter waiting", async () => {
    await desk.make({ ...onTicket, steps: [await mailStep()] });
    for (let count = 0; count < 3; count += 1) await desk.ticket();
    ground.outcomes.push({ kind: "nonsense" } as unknown as MailOutcome);
    await desk.run();
    expect(ground.letters).toHaveLength(2);
  });

  it("is none for its length: what the log keeps is cut between signs", async () => {
    await desk.make({ ...onTicket, condition: { subject: { contains: "nobody" } } });
    await desk.make({
      ...onTicket,
      steps: [
        { kind: "update", set: { category: { text: "{{ticket.subject}}{{ticket.subject}}" } } },
      ],
    });
    await desk.ticket({ subject: `${"x".repeat(79)}${"😀".repeat(60)}` });
    await desk.run();
    const states = (await desk.runs()).map(({ state }) => state);
    expect(states.toSorted()).toEqual(["done", "not-met"]);
  });
});

describe("the loop", () => {
  it("takes a set of each workspace in turn", async () => {
    const other = await openDesk(ground);
    const { acts } = ground.first;
    const { within } = acts;
    const worked: string[] = [];
    acts.within = (...given) => {
      if (given[2] === "records.update") worked.push(given[1].workspaceId);
      return within(...given);
    };
    for (const one of [desk, other]) {
      await one.make(onTicket);
      const operations = Array.from({ length: 60 }, () => ({
        op: "create",
        data: { subject: "T" },
      }));
      await one.admin.post("/tickets/bulk", { operations });
    }
    await ground.first.automations.upkeep.round();
    acts.within = within;
    expect(worked).toHaveLength(120);
    expect(new Set(worked.slice(0, 60)).size).toBe(2);
  });

  it("goes on while the mail server takes its time", async () => {
    let answer = (_: MailOutcome) => undefined as undefined;
    const slow = new Promise<MailOutcome>((resolve) => {
      answer = (outcome) => void resolve(outcome);
    });
    ground.outcomes.push(slow as unknown as MailOutcome);
    await desk.make({ ...onTicket, steps: [await mailStep(), noteStep] });
    const { upkeep } = ground.startProcess().automations;
    upkeep.start();
    await desk.ticket();
    await vi.waitFor(() => expect(ground.outcomes).toEqual([]), 10_000);
    await desk.ticket();
    await vi.waitFor(async () => expect(await desk.list("notes")).toHaveLength(2), 10_000);
    answer({ kind: "sent" });
    await upkeep.stop();
  });

  it("takes up at once what an ended process had taken, where no other can live; not what was put off", async () => {
    if (!ground.database.db.isEmbedded) return;
    await desk.make(onTicket);
    for (const subject of ["taken", "put off"]) await desk.ticket({ subject });
    await inDatabase(
      `UPDATE automations.runs r SET attempts = 1, due_at = due_at + interval '1 minute',
          reason = CASE WHEN t.subject = 'put off' THEN 'It is away.' END
       FROM records.tickets t WHERE r.workspace_id = $1 AND t.id = r.record_id`,
    );
    const { upkeep } = ground.startProcess().automations;
    upkeep.start();
    await vi.waitFor(async () => expect(await desk.runs("state=done")).toHaveLength(1), 10_000);
    await upkeep.stop();
    expect(await desk.runs("state=waiting")).toMatchObject([{ reason: "It is away." }]);
  });
});
