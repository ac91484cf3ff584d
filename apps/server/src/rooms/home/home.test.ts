// Home over the real server and database: risks, changes of others and first steps, each within the asker's rights.
import {
  builtInRoles,
  type ChangeLine,
  type FirstSteps,
  type RecordAtRisk,
} from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LiveGround, type LiveMember, openLiveGround } from "../../../test/live-ground.ts";
import { systemClock } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";

let ground: LiveGround;
let ann: LiveMember;
let olga: LiveMember;

const rowsOf = (scope: "own") => ({
  objects: { "*": { create: true, read: scope, update: scope, delete: scope } },
  fields: { deals: { expectedCloseOn: "none" as const } },
  settings: [],
});

beforeAll(async () => {
  ground = await openLiveGround();
  ann = await ground.member("Ann Lee", builtInRoles.member);
  olga = await ground.member("Olga Own", rowsOf("own"));
});

afterAll(() => ground?.close());

async function risksOf(who: LiveMember, scope = "mine"): Promise<RecordAtRisk[]> {
  const answer = await who.call("GET", `/home/risks?scope=${scope}`);
  expect(answer.status).toBe(200);
  return answer.body.data;
}

const reasons = (risks: readonly RecordAtRisk[], id: unknown) =>
  risks.find((risk) => risk.id === id)?.reasons.map(({ rule }) => rule) ?? [];

describe("records at risk", () => {
  it("are named with their reasons to their owner, and to others who ask for all", async () => {
    const deal = await ground.admin.make("/deals", {
      name: "Late renewal",
      expectedCloseOn: "2020-01-31",
      ownerId: ann.memberId,
    });
    const mine = await risksOf(ann);
    expect(mine.find(({ id }) => id === deal.id)).toMatchObject({
      object: "deals",
      title: "Late renewal",
      reasons: [{ rule: "close-date-passed" }],
    });
    expect(reasons(await risksOf(ground.admin), deal.id)).toEqual([]);
    expect(reasons(await risksOf(ground.admin, "all"), deal.id)).toEqual(["close-date-passed"]);
  });

  it("are not worked out from what the asker may not see", async () => {
    const hidden = await ground.admin.make("/deals", {
      name: "Not Olga's",
      expectedCloseOn: "2020-01-31",
    });
    const own = await ground.admin.make("/deals", {
      name: "Olga's",
      expectedCloseOn: "2020-01-31",
      ownerId: olga.memberId,
    });
    const all = await risksOf(olga, "all");
    expect(reasons(all, own.id)).toEqual([]);
    expect(JSON.stringify(all)).not.toContain("Not Olga's");
    expect(reasons(await risksOf(ann, "all"), hidden.id)).toEqual(["close-date-passed"]);
  });

  it("are deals that are in a stage for longer than others were, as reports measure it", async () => {
    const [pipeline] = (await ground.admin.call("GET", "/pipelines")).body.data;
    const [first] = pipeline.stages;
    const won = pipeline.stages.find(({ kind }: { kind: string }) => kind === "won");
    const dayMs = 86_400_000;
    const ago = (days: number) => new Date(systemClock.nowMs() - days * dayMs).toISOString();
    const inTenant = <T>(work: (tx: Tx) => Promise<T>) =>
      ground.database.db.tenant({ workspaceId: ground.workspaceId }, work);
    const make = (stageId: string, at: number) =>
      ground.admin.make("/deals", { name: `Deal ${at}`, stageId });
    const stuck = await make(first.id, 0);
    await inTenant((tx) =>
      tx.query("UPDATE records.deals SET stage_entered_at = $2 WHERE id = $1", [stuck.id, ago(9)]),
    );
    const close = async (at: number) => {
      const { id } = await make(won.id, at);
      const stages = [
        { stageId: first.id, enteredAt: ago(30) },
        { stageId: won.id, enteredAt: ago(26) },
      ];
      await inTenant(async (tx) =>
        ground.first.records.tellWays(tx, [{ dealId: String(id), stages }]),
      );
    };
    for (let at = 1; at < 5; at += 1) await close(at);
    expect(reasons(await risksOf(ground.admin, "all"), stuck.id)).toEqual([]);
    await close(5);
    const risk = (await risksOf(ground.admin, "all")).find(({ id }) => id === stuck.id);
    expect(risk?.reasons).toEqual([
      {
        rule: "stage-long",
        text: `In ${first.name} for 9 days; 3 of 4 deals took 4 days or less`,
      },
    ]);
    expect(reasons(await risksOf(olga, "all"), stuck.id)).toEqual([]);
  });

  it("are urgent tickets that nobody owns, whoever asks", async () => {
    const ticket = await ground.admin.make("/tickets", {
      subject: "Everything stopped",
      status: "open",
      priority: "urgent",
      ownerId: null,
    });
    expect(reasons(await risksOf(ann), ticket.id)).toEqual(["urgent-unowned"]);
    await ground.admin.call("PATCH", `/tickets/${ticket.id}`, { ownerId: ann.memberId });
    expect(reasons(await risksOf(ann), ticket.id)).toEqual([]);
  });

  it("come with the thresholds of the rules", async () => {
    const { body } = await ann.call("GET", "/home/risks");
    expect(body.thresholds).toHaveLength(6);
    expect(body.looked).toBeGreaterThan(0);
    expect((await ann.call("GET", "/home/risks?scope=theirs")).status).toBe(422);
  });
});

describe("what others changed", () => {
  const linesOf = async (who: LiveMember): Promise<ChangeLine[]> =>
    (await who.call("GET", "/home/changes?zone=Europe/Paris")).body.data;

  it("is grouped by who did it and to what, without one's own", async () => {
    for (const name of ["First firm", "Second firm"])
      await ground.admin.make("/companies", { name });
    const own = await ann.make("/companies", { name: "Ann's own" });
    const lines = await linesOf(ann);
    const line = lines.find(({ object, verb }) => object === "companies" && verb === "created");
    expect(line).toMatchObject({ who: "Ada Admin", count: 2 });
    expect(line?.records.map(({ title }) => title)).toEqual(["Second firm", "First firm"]);
    expect(JSON.stringify(lines)).not.toContain(String(own.id));
  });

  it("names only records within reach", async () => {
    const seen = await ground.admin.make("/companies", {
      name: "For Olga",
      ownerId: olga.memberId,
    });
    const text = JSON.stringify(await linesOf(olga));
    expect(text).toContain(String(seen.id));
    expect(text).not.toMatch(/First firm|Second firm/);
  });
});

describe("first steps", () => {
  const stepsOf = async (who: LiveMember): Promise<FirstSteps> =>
    (await who.call("GET", "/home/first-steps")).body;
  const done = ({ steps }: FirstSteps) => steps.filter((one) => one.done).map(({ step }) => step);

  it("tick themselves from what happened, and are those that the role allows", async () => {
    expect(done(await stepsOf(ground.admin))).toEqual([]);
    await ground.admin.make("/people", { lastName: "Ito" });
    await ground.admin.make("/views", { object: "people", name: "Mine" });
    expect(done(await stepsOf(ground.admin))).toEqual(["add-person", "save-view"]);
    await ground.admin.call("PATCH", "/home/first-steps", { done: "open-palette" });
    expect(done(await stepsOf(ground.admin))).toContain("open-palette");
    expect(done(await stepsOf(ann))).toEqual([]);
    expect((await stepsOf(olga)).steps.map(({ step }) => step)).toEqual([
      "add-person",
      "save-view",
      "open-palette",
    ]);
  });

  it("are hidden by who does not want them, and come back", async () => {
    await ann.call("PATCH", "/home/first-steps", { dismissed: true });
    expect((await stepsOf(ann)).dismissed).toBe(true);
    expect((await stepsOf(ground.admin)).dismissed).toBe(false);
    await ann.call("PATCH", "/home/first-steps", { dismissed: false });
    expect((await stepsOf(ann)).dismissed).toBe(false);
    const strange = await ann.call("PATCH", "/home/first-steps", { done: "add-person" });
    expect(strange.status).toBe(422);
  });
});
