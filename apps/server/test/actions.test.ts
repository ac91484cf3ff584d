// Next best action over the whole server and the simulated company, whose truth is known: what is said, doing it, rights,
// consent, trials of a workspace's own, and histories that were no trial.
import { builtInRoles, type NextActions } from "@rapport/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as grounds from "./actions-ground.ts";
import { eventually } from "./live-ground.ts";

let ground: grounds.ActionsGround;
beforeAll(async () => {
  ground = await grounds.openActionsGround();
}, 120_000);
afterAll(() => ground?.close());

const call: grounds.ActionsGround["call"] = (...asked) => ground.call(...asked);
const actionOf = (key: string) => grounds.actionOf(ground, key);
const nextFor = (id: string, key?: string) => grounds.nextFor(ground, id, key);
const only = async (id: string, key?: string) => (await nextFor(id, key)).data[0];
const newLead = (custom: Record<string, string>, employees?: number) =>
  grounds.newLead(ground, custom, employees);

const inbound = { leadSource: "website", seniority: "manager" };

describe("the demo world's trial", () => {
  it("is measured by itself once its draws are told, and holds the true effect", async () => {
    await grounds.until(
      async () => (await actionOf("call-new-lead")).estimate !== null,
      "the draws were measured",
    );
    const { estimate } = await actionOf("call-new-lead");
    expect(estimate).toMatchObject({ state: "measured", withoutConsent: 0 });
    const { treated, untreated, waiting, average, balance } = estimate ?? {};
    expect(treated?.units).toBeGreaterThan(100);
    expect(untreated?.units).toBeGreaterThan(100);
    expect(waiting).toBeGreaterThan(0);
    expect(balance).toBeGreaterThan(0.001);
    const mean =
      ground.truth.leads.reduce((sum, { uplift }) => sum + uplift, 0) / ground.truth.leads.length;
    expect(average?.low).toBeLessThan(mean);
    expect(average?.high).toBeGreaterThan(mean);
  }, 90_000);

  it("tells a new lead's effect with its interval, evidence and reasons, and no action for an old one's first day", async () => {
    const advice = await only(await newLead(inbound));
    expect(advice).toMatchObject({
      action: "call-new-lead",
      mayDo: true,
      taken: null,
      chance: null,
    });
    const { effect, evidence, reasons, without, words } = advice ?? {};
    expect(effect?.low).toBeLessThan(effect?.value ?? 0);
    expect(effect?.high).toBeGreaterThan(effect?.value ?? 0);
    expect(without).toBeGreaterThan(0);
    expect(evidence).toContain("Chance chose");
    expect(reasons?.length).toBeGreaterThan(0);
    expect(words).not.toBe("");
    const { value: executive } =
      (await only(await newLead({ leadSource: "outbound", seniority: "executive" }, 5000)))
        ?.effect ?? {};
    expect(executive).toBeLessThan(effect?.value ?? 0);
    const old = (await call("GET", "/people?sort=createdAt&limit=1")).body.data[0];
    expect((await nextFor(old.id)).data.map(({ action }) => action)).not.toContain("call-new-lead");
  }, 60_000);
});

describe("what was never tested", () => {
  it("is no effect: nothing is said but that nobody knows", async () => {
    const deals = (
      await call("GET", `/deals?filter=${encodeURIComponent('{"status":"open"}')}&limit=60`)
    ).body.data;
    let seen = 0;
    for (const { id } of deals) {
      const { data, summary } = (await call("GET", `/next-actions/deals/${id}`))
        .body as NextActions;
      for (const one of data) {
        seen += 1;
        expect(one).toMatchObject({ action: "follow-up-deal", verdict: "untested", effect: null });
        expect(one.words).toContain("Nobody knows yet");
        expect(summary).toContain("none was ever tested");
      }
    }
    expect(seen).toBeGreaterThan(0);
  }, 60_000);
});

describe("doing it", () => {
  it("makes a task for whoever asked, once, and undo takes both back", async () => {
    const id = await newLead(inbound);
    const taken = await call("POST", `/next-actions/people/${id}/take`, {
      action: "call-new-lead",
    });
    expect(taken.status).toBe(201);
    const task = await call("GET", `/tasks/${taken.body.taskId}`);
    expect(task.body).toMatchObject({
      title: "Call Ada Nyström: new lead",
      personId: id,
      status: "open",
      priority: "high",
    });
    expect(Date.parse(task.body.dueAt) - Date.now()).toBeLessThan(86_400_000);
    expect((await only(id))?.taken?.taskId).toBe(taken.body.taskId);
    const undone = await call("POST", `/undo/${taken.act}`);
    expect(undone.status).toBe(200);
    expect((await call("GET", `/tasks/${taken.body.taskId}`)).status).toBe(404);
    expect((await only(id))?.taken).toBeNull();
  });

  it("keeps what one says of a suggestion, which then steps back", async () => {
    const id = await newLead(inbound);
    const said = await call("POST", `/next-actions/people/${id}/feedback`, {
      action: "call-new-lead",
      says: "not-helpful",
      note: "Knows us for years",
    });
    expect(said.body).toMatchObject({ action: "call-new-lead", feedback: "not-helpful" });
    expect((await actionOf("call-new-lead")).notHelpful).toBe(1);
    expect((await nextFor(id)).summary).not.toContain("it clearly helps");
    await call("POST", `/undo/${said.act}`);
    expect((await only(id))?.feedback).toBeNull();
  });

  it("is refused where it is not suggested", async () => {
    const old = (await call("GET", "/people?sort=createdAt&limit=1")).body.data[0];
    const body = { action: "call-new-lead" };
    expect((await call("POST", `/next-actions/people/${old.id}/take`, body)).status).toBe(404);
    const odd = { action: "no-such-action" };
    expect((await call("POST", `/next-actions/people/${old.id}/take`, odd)).status).toBe(404);
  });
});

describe("rights and consent", () => {
  async function keyWith(permissions: object): Promise<string> {
    const role = await call("POST", "/roles", {
      name: `role ${Math.floor(performance.now())}`,
      permissions,
    });
    expect(role.status).toBe(201);
    const made = await call("POST", "/api-keys", { name: "limited", roleId: role.body.id });
    return made.body.secret;
  }

  const fieldOf: Record<string, [object: string, field: string]> = {
    leadSource: ["people", "custom.leadSource"],
    seniority: ["people", "custom.seniority"],
    industry: ["companies", "industry"],
    isCustomer: ["companies", "custom.customerSince"],
    companySize: ["companies", "employees"],
  };

  it("follow the role: no task without the right, no reason on what may not be read", async () => {
    const id = await newLead(inbound);
    const all = (await only(id))?.reasons ?? [];
    const [object = "", field = ""] = fieldOf[all[0]?.feature ?? ""] ?? [];
    const viewer = await keyWith({
      ...builtInRoles.viewer,
      fields: { [object]: { [field]: "none" } },
    });
    const seen = await only(id, viewer);
    expect(seen?.mayDo).toBe(false);
    expect(seen?.hiddenReasons).toBe(1);
    expect(seen?.reasons).toEqual(all.slice(1));
    expect(JSON.stringify(seen)).not.toContain(all[0]?.words);
    const body = { action: "call-new-lead" };
    expect((await call("POST", `/next-actions/people/${id}/take`, body, viewer)).status).toBe(403);
    expect((await call("GET", "/actions", undefined, viewer)).status).toBe(403);
  });

  it("who objected to calls gets none, and who keeps out of training is counted and left out", async () => {
    const id = await newLead(inbound);
    await call("PUT", `/people/${id}/consent/marketing_phone`, { state: "denied" });
    expect(await only(id)).toMatchObject({ verdict: "not-wanted", mayDo: false, effect: null });
    const body = { action: "call-new-lead" };
    expect((await call("POST", `/next-actions/people/${id}/take`, body)).status).toBe(409);
    const before = (await actionOf("call-new-lead")).estimate;
    const source = encodeURIComponent('{"custom.leadSource":"referral"}');
    const lead = (await call("GET", `/people?filter=${source}&sort=createdAt&limit=1`)).body
      .data[0];
    await call("PUT", `/people/${lead.id}/consent/training`, { state: "denied" });
    await ground.app.actions.measureNow(ground.workspaceId);
    const after = (await actionOf("call-new-lead")).estimate;
    expect(after?.withoutConsent).toBe(1);
    expect((after?.treated.units ?? 0) + (after?.untreated.units ?? 0)).toBe(
      (before?.treated.units ?? 0) + (before?.untreated.units ?? 0) - 1,
    );
  });
});

describe("a trial of one's own", () => {
  it("draws what comes in within seconds, makes the tasks that it drew, and holds the rest out", async () => {
    const started = await call("POST", "/actions/call-new-lead/trial", { share: 0.5 });
    expect(started.body.trial).toMatchObject({ share: 0.5, endedAt: null });
    expect((await call("POST", "/actions/call-new-lead/trial", {})).status).toBe(409);
    // Twenty fair draws fall all to one side twice in a million runs.
    const leads: string[] = [];
    for (let at = 0; at < 20; at += 1) leads.push(await newLead(inbound));
    const verdicts = async () =>
      Promise.all(leads.map(async (id) => (await only(id))?.verdict ?? "none"));
    const waits = async () =>
      (await Promise.all(leads.map(async (id) => (await only(id))?.words ?? ""))).filter((words) =>
        words.includes("decides soon"),
      ).length;
    await eventually(async () => (await waits()) === 0, "all leads were drawn");
    const seen = await verdicts();
    expect(new Set(seen)).toEqual(new Set(["drawn", "held-out"]));
    for (const [at, id] of leads.entries()) {
      const filter = encodeURIComponent(JSON.stringify({ personId: id }));
      const tasks = (await call("GET", `/tasks?filter=${filter}`)).body.data;
      expect(tasks.length).toBe(seen[at] === "drawn" ? 1 : 0);
    }
    const held = leads[seen.indexOf("held-out")];
    const body = { action: "call-new-lead" };
    expect((await call("POST", `/next-actions/people/${held}/take`, body)).status).toBe(409);
    const stopped = await call("DELETE", "/actions/call-new-lead/trial");
    expect(stopped.body.trial.endedAt).not.toBeNull();
    expect((await call("DELETE", "/actions/call-new-lead/trial")).status).toBe(409);
    expect((await only(held ?? ""))?.verdict).not.toBe("held-out");
    await call("POST", `/undo/${stopped.act}`);
    expect((await actionOf("call-new-lead")).trial?.endedAt).toBeNull();
    await call("DELETE", "/actions/call-new-lead/trial");
  }, 60_000);
});

describe("a history that was no trial", () => {
  it("is found out: no effect is told, and undo takes it back", async () => {
    const people = (await call("GET", "/people?sort=createdAt&limit=200")).body.data;
    const leads = people.filter(
      (one: { custom: { leadSource: string | null } }) => one.custom.leadSource,
    );
    const draws = leads.map(
      (one: { id: string; createdAt: string; custom: { leadSource: string } }) => ({
        recordId: one.id,
        treated: ["website", "referral", "partner"].includes(one.custom.leadSource),
        propensity: 0.5,
        at: one.createdAt,
      }),
    );
    const told = await call("POST", "/actions/call-quiet-lead/draws", { draws });
    expect(told.body).toEqual({ added: draws.length, known: 0 });
    expect((await call("POST", "/actions/call-quiet-lead/draws", { draws })).body.added).toBe(0);
    await ground.app.actions.measureNow(ground.workspaceId);
    const { estimate } = await actionOf("call-quiet-lead");
    expect(estimate).toMatchObject({ state: "not-random", average: null });
    expect(estimate?.balance).toBeLessThan(0.001);
    await call("POST", `/undo/${told.act}`);
    await grounds.until(
      async () => (await actionOf("call-quiet-lead")).estimate === null,
      "what was told is forgotten",
    );
  });

  it("refuses draws of records that are not there, and of tomorrow", async () => {
    const at = new Date().toISOString();
    const strange = {
      recordId: "0190d1c2-0000-7000-8000-000000000000",
      treated: true,
      propensity: 0.5,
      at,
    };
    const path = "/actions/call-quiet-lead/draws";
    expect((await call("POST", path, { draws: [strange] })).status).toBe(422);
    const { id } = (await call("GET", "/people?limit=1")).body.data[0];
    const ahead = { ...strange, recordId: id, at: new Date(Date.now() + 86_400_000).toISOString() };
    expect((await call("POST", path, { draws: [ahead] })).status).toBe(422);
    expect((await call("POST", "/actions/no-such-action/draws", { draws: [ahead] })).status).toBe(
      404,
    );
  });
});
