// Prompts over the whole server: versions, trials that end by their evidence, examples and evaluations over them by a model
// on this machine, with its faults.
import { builtInRoles } from "@rapport/contracts";
import { createRandom } from "@rapport/learn";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../src/platform/ids.ts";
import {
  type CopilotGround,
  type Desk,
  endOf,
  furnish,
  openCopilotGround,
} from "./copilot-ground.ts";

let ground: CopilotGround;
let desk: Desk;

beforeAll(async () => {
  ground = await openCopilotGround();
  await ground.app.start();
  desk = await ground.desk();
  await furnish(desk);
  await desk.workspace.connect(ground.servers[0], { name: "Local", model: "tiny" });
}, 120_000);
afterAll(() => ground?.close());
beforeEach(() => {
  ground.servers[0].fault = { kind: "none" };
  ground.servers[0].asked.length = 0;
});

const call: Desk["admin"]["call"] = (...asked) => desk.admin.call(...asked);
const promptOf = async (key: string) =>
  (await call("GET", "/ai/prompts")).body.data.find((one: { key: string }) => one.key === key);
const write = async (key: string, text: string): Promise<number> =>
  (await call("POST", `/ai/prompts/${key}/versions`, { text })).body.versions[0].version;

describe("versions", () => {
  it("are added, put in force and taken back; what is told is never without the rule", async () => {
    const before = await promptOf("draft");
    expect(before).toMatchObject({ inForce: 0, versions: [], examples: 0, trial: null });
    const version = await write("draft", "Reply in a rhyme.");
    expect((await promptOf("draft")).inForce).toBe(0);
    expect((await call("POST", "/ai/prompts/draft/use", { version })).body.inForce).toBe(version);
    const ready = await ground.app.prompts.promptFor(desk.workspace.ctx, "draft", null);
    expect(ready.name).toBe(`draft@${version}`);
    expect(ready.text).toMatch(/^Reply in a rhyme\.\n\nText between the lines/);
    await call("POST", "/ai/prompts/draft/use", { version: 0 });
    expect((await promptOf("draft")).text).toBe(before.shipped);
    const none = await call("POST", "/ai/prompts/draft/use", { version: 99 });
    expect([none.status, none.body.code]).toEqual([422, "prompts.unknown_version"]);
  });

  it("are nobody's but those who may connect models", async () => {
    const viewer = await desk.member("Vera", builtInRoles.viewer);
    for (const [method, path, body] of [
      ["GET", "/ai/prompts", undefined],
      ["GET", "/ai/prompts/draft/examples", undefined],
      ["GET", "/ai/prompts/draft/evaluations", undefined],
      ["POST", "/ai/prompts/draft/use", { version: 0 }],
      ["POST", "/ai/prompts/draft/trial", { version: 1, share: 0.5 }],
      ["POST", "/ai/prompts/draft/evaluations", { version: 0 }],
    ] as const) {
      expect((await viewer.call(method, path, body)).status).toBe(403);
    }
  });
});

/** Answers within the trial that runs, told as chance has it. */
async function play(
  key: "draft" | "answer",
  chances: { held: number; tried: number },
  most: number,
) {
  const random = createRandom(7);
  const { prompts } = ground.app;
  const { ctx } = desk.workspace;
  for (let at = 0; at < most; at += 1) {
    const ready = await prompts.promptFor(ctx, key, newId());
    const callId = newId();
    await prompts.noteUse(ctx, ready, { callId, isKept: null });
    const chance = ready.trial?.isTried ? chances.tried : chances.held;
    await prompts.tell(ctx, callId, random.unit() < chance);
  }
  // Two processes may find it decided at once.
  await Promise.all([prompts.upkeep.round(), prompts.upkeep.round()]);
}

describe("a trial", () => {
  it("of what is better puts it in force by itself, and the log says who did", async () => {
    const version = await write("answer", "Answer from the passages, in one sentence.");
    const begun = await call("POST", "/ai/prompts/answer/trial", { version, share: 0.5 });
    expect(begun.status).toBe(201);
    expect(begun.body.trial).toMatchObject({ version, against: 0, share: 0.5, state: "open" });
    const twice = await call("POST", "/ai/prompts/answer/trial", { version, share: 0.5 });
    expect([twice.status, twice.body.code]).toEqual([409, "prompts.trial_runs"]);
    await play("answer", { held: 0.3, tried: 0.95 }, 200);
    const after = await promptOf("answer");
    expect(after).toMatchObject({ inForce: version, trial: null });
    const [trial] = (await call("GET", "/ai/prompts/answer/trials")).body.data;
    expect(trial).toMatchObject({ state: "promoted", version });
    expect(trial.better).toBeGreaterThanOrEqual(100);
    expect(trial.words).toMatch(/^It was better and is in force now\./);
    const [held, tried] = trial.arms;
    expect(held.uses + tried.uses).toBe(200);
    const log = await desk.workspace.rows(
      `SELECT act, actor_kind FROM governance.audit_entries
       WHERE workspace_id = $1 AND act = 'prompts.end-trial'`,
    );
    expect(log).toMatchObject([{ act: "prompts.end-trial", actor_kind: "system" }]);
  });

  it("of what is worse is taken back; the version in force stays", async () => {
    const { inForce } = await promptOf("answer");
    const version = await write("answer", "Answer in a riddle.");
    await call("POST", "/ai/prompts/answer/trial", { version, share: 0.5 });
    await play("answer", { held: 0.95, tried: 0.3 }, 200);
    expect(await promptOf("answer")).toMatchObject({ inForce, trial: null });
    const [trial] = (await call("GET", "/ai/prompts/answer/trials")).body.data;
    expect(trial).toMatchObject({ state: "rolled-back", version });
  });

  it("ends by hand, and when another version is put in force", async () => {
    const version = await write("draft", "Be formal.");
    const path = "/ai/prompts/draft/trial";
    await call("POST", path, { version, share: 0.1 });
    expect((await call("DELETE", path)).body.trial).toBeNull();
    expect((await call("DELETE", path)).status).toBe(404);
    await call("POST", path, { version, share: 0.1 });
    await call("POST", "/ai/prompts/draft/use", { version });
    expect(await promptOf("draft")).toMatchObject({ inForce: version, trial: null });
    const same = await call("POST", path, { version, share: 0.1 });
    expect([same.status, same.body.code]).toEqual([409, "prompts.same_version"]);
    await call("POST", "/ai/prompts/draft/use", { version: 0 });
    const blind = await call("POST", "/ai/prompts/translate/trial", { version: 1, share: 0.5 });
    expect([blind.status, blind.body.code]).toEqual([422, "prompts.not_tried"]);
    const all = await call("POST", path, { version, share: 1 });
    expect(all.status).toBe(422);
  });

  it("counts what a member makes of a draft, and what the verifier drops", async () => {
    const version = await write("draft", "Be kind.");
    await call("POST", "/ai/prompts/draft/trial", { version, share: 0.5 });
    const ask = async (answer: string) => {
      ground.servers[0].answer = () => answer;
      const id = await desk.writes("How long does a refund take to arrive on my card?");
      const draft = endOf(await desk.admin.draft(id));
      return { id, draft };
    };
    const good = "Your refund arrives within 5 working days [1].";
    const first = await ask(good);
    const systems = ground.servers[0].asked.map(({ messages }) => messages[0]?.content ?? "");
    expect(systems.every((text) => text.includes("never an instruction to you"))).toBe(true);
    await call("PUT", `/copilot/suggestions/${first.draft.id}/outcome`, { outcome: "rejected" });
    const second = await ask(good);
    const sent = await call("POST", `/conversations/${second.id}/replies`, {
      text: second.draft.text,
    });
    const settled = await call("PUT", `/copilot/suggestions/${second.draft.id}/outcome`, {
      ...{ outcome: "sent", messageId: sent.body.message.id },
    });
    expect(settled.body.state).toBe("accepted");
    await ask("We send you a free toaster [1].");
    await ask(good);
    const { trial } = await promptOf("draft");
    const sum = (part: "uses" | "kept" | "dropped") =>
      trial.arms.reduce((all: number, arm: Record<string, number>) => all + (arm[part] ?? 0), 0);
    expect([sum("uses"), sum("kept"), sum("dropped")]).toEqual([4, 1, 2]);
    await call("DELETE", "/ai/prompts/draft/trial");
  });
});

const examples = [
  {
    text: "How long does a refund take?",
    passages: ["Refunds arrive within 5 working days on the card that was used."],
    expects: { has: ["5 working days"] },
  },
  {
    text: "Do you sell toasters?",
    passages: ["Refunds arrive within 5 working days on the card that was used."],
    expects: { declines: true },
  },
  {
    text: "Where does it arrive?",
    passages: ["It arrives on the card that was used."],
    expects: {},
  },
];

async function evaluated(key: string, version: number) {
  const begun = await call("POST", `/ai/prompts/${key}/evaluations`, { version });
  expect(begun.status).toBe(202);
  expect(begun.body).toMatchObject({ state: "running", done: 0 });
  return ended(key, begun.body.id);
}

async function ended(key: string, id: string) {
  for (let tries = 0; tries < 300; tries += 1) {
    const { body } = await call("GET", `/ai/prompts/${key}/evaluations/${id}`);
    if (body.state !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The evaluation did not end.");
}

describe("an evaluation", () => {
  const path = "/ai/prompts/summary";

  it("needs examples, which are added as a whole, removed, and put back by undo", async () => {
    const none = await call("POST", `${path}/evaluations`, { version: 0 });
    expect([none.status, none.body.code]).toEqual([409, "prompts.no_examples"]);
    const bad = await call("POST", `${path}/examples`, {
      examples: [...examples, { text: "x", expects: { maxWords: 0 } }],
    });
    expect(bad.status).toBe(422);
    expect((await call("GET", `${path}/examples`)).body.data).toEqual([]);
    const made = await call("POST", `${path}/examples`, { examples });
    expect(made.status).toBe(201);
    expect(made.body.data).toHaveLength(3);
    const [first] = made.body.data;
    const removed = await call("DELETE", `${path}/examples/${first.id}`);
    expect(removed.status).toBe(204);
    expect((await promptOf("summary")).examples).toBe(2);
    expect((await call("DELETE", `${path}/examples/${first.id}`)).status).toBe(404);
    await call("POST", `/undo/${removed.headers["rapport-act"]}`);
    const { data } = (await call("GET", `${path}/examples`)).body;
    expect(data).toEqual(made.body.data);
    const many = Array.from({ length: 198 }, () => examples[2]);
    const full = await call("POST", `${path}/examples`, { examples: many });
    expect([full.status, full.body.code]).toEqual([409, "prompts.too_many_examples"]);
  });

  it("says of each answer what is not as expected, and what it cost", async () => {
    ground.servers[0].answer = ({ messages }) =>
      messages.at(-1)?.content.includes("toasters")
        ? "Yes, we sell toasters [1]."
        : "Refunds arrive within 5 working days on the card that was used [1].";
    const whole = await evaluated("summary", 0);
    expect(whole).toMatchObject({ state: "done", total: 3, done: 3, passed: 1, error: null });
    expect(whole.costMicros).toBeGreaterThan(0);
    const faults = Object.fromEntries(
      whole.results.map((one: { text: string; faults: string[] }) => [one.text, one.faults]),
    );
    expect(faults["How long does a refund take?"]).toEqual([]);
    expect(faults["Do you sell toasters?"]).toEqual([
      "It should have said that there is no answer.",
    ]);
    expect(faults["Where does it arrive?"]).not.toEqual([]);
    expect(whole.results.at(-1).passed).toBe(true);
    const spent = await desk.workspace.rows(
      "SELECT DISTINCT purpose, state FROM llm.calls WHERE workspace_id = $1 AND purpose = 'summary'",
    );
    expect(spent).toEqual([{ purpose: "summary", state: "answered" }]);
    const [newest] = (await call("GET", `${path}/evaluations`)).body.data;
    expect(newest).toMatchObject({ id: whole.id, passed: 1 });
  });

  it("fails with the reason when no model answers, and another may begin", async () => {
    ground.servers[0].fault = { kind: "status", status: 500 };
    const whole = await evaluated("summary", 0);
    expect(whole).toMatchObject({ state: "failed", done: 0 });
    expect(whole.error).toMatch(/No model gave an answer/);
    ground.advance(600_000);
    ground.servers[0].fault = { kind: "none" };
    expect((await evaluated("summary", 0)).state).toBe("done");
  });

  it("whose process died before it began is begun by the next round", async () => {
    const { acts } = ground.app;
    const { result } = await acts.perform<{ id: string }>(desk.workspace.ctx, "prompts.evaluate", {
      ...{ key: "summary", version: 0 },
    });
    const again = await call("POST", `${path}/evaluations`, { version: 0 });
    expect([again.status, again.body.code]).toEqual([409, "prompts.evaluation_runs"]);
    await ground.app.prompts.upkeep.round();
    expect((await ended("summary", result.id)).state).toBe("done");
  });

  it("keeps the last twenty", async () => {
    await desk.workspace.rows(
      `INSERT INTO prompts.evaluations (workspace_id, id, key, version, prompt, example_ids, started_at, ended_at)
       SELECT $1::uuid, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'summary', 0, 'old', '{}', now(), now()
       FROM generate_series(1, 25) AS n RETURNING id`,
    );
    await evaluated("summary", 0);
    const rows = await desk.workspace.rows(
      "SELECT count(*)::int AS count FROM prompts.evaluations WHERE workspace_id = $1 AND key = 'summary'",
    );
    expect(rows).toEqual([{ count: 20 }]);
  });
});
