// Which models listen and which read, what budgets let them hear, and what it will cost.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AiWorkspace } from "../../../test/ai-ground.ts";
import {
  type ConnectEars,
  calm,
  connectEars,
  heardFor,
  openSpeechGround,
  recording,
  type SpeechGround,
  speechCalls,
  speechPrice,
} from "../../../test/speech-ground.ts";
import type { SpeechServer } from "../../../test/speech-server.ts";
import type { TranscribeAsk } from "./llm-deps.ts";

let ground: SpeechGround;
let one: SpeechServer;
let two: SpeechServer;
let workspace: AiWorkspace;

beforeAll(async () => {
  ground = await openSpeechGround();
  [one, two] = ground.ears;
});
afterAll(() => ground?.close());
beforeEach(async () => {
  workspace = await ground.workspace();
  calm(ground);
});

const connect = (server: SpeechServer, more?: ConnectEars) => connectEars(workspace, server, more);
const calls = () => speechCalls(workspace);
const transcribe = (more: Partial<TranscribeAsk> = {}) =>
  ground.app.llm.transcribe(workspace.ctx, { ...recording, ...more });

describe("which models listen", () => {
  const noSpeech = { kind: "unavailable", reason: "no_speech_model", rung: "rules" };

  it("are those with a price by the minute, and they do nothing else", async () => {
    expect(await transcribe()).toMatchObject(noSpeech);
    await workspace.connect(ground.servers[0], { name: "Text" });
    const unpriced = await connect(one, { micros: null });
    const none = await transcribe();
    expect(none).toMatchObject(noSpeech);
    expect(none.kind === "unavailable" && none.words).toContain("price by the minute");
    expect(one.heard).toEqual([]);
    const price = speechPrice(0);
    await workspace.call("PATCH", `/ai/models/${unpriced.modelId}`, { price });
    expect(await transcribe()).toMatchObject({ kind: "answered", costMicros: 0, provider: "Ears" });
    expect(ground.servers[0].asked).toEqual([]);
    await workspace.call("PATCH", `/ai/models/${unpriced.modelId}`, {
      price: { inputMicrosPerMillion: 1, outputMicrosPerMillion: 1 },
    });
    expect(await transcribe()).toMatchObject(noSpeech);
  });

  it("are never asked a question, by whatever way", async () => {
    const { providerId, modelId } = await connect(one);
    const question = {
      messages: [{ role: "user", content: "Hello?" }],
      dataClass: "public",
    } as const;
    for (const purpose of ["answer", "draft", "summary", "triage", "translate"] as const) {
      const told = await ground.app.llm.complete(workspace.ctx, { purpose, ...question });
      expect(told).toMatchObject({ kind: "unavailable", reason: "no_model" });
    }
    const byName = { purpose: "test", modelId, ...question } as const;
    expect(await ground.app.llm.complete(workspace.ctx, byName)).toMatchObject({
      reason: "no_model",
    });
    const tested = await workspace.call("POST", `/ai/providers/${providerId}/test`);
    expect(tested.body).toMatchObject({ isWell: true, answer: null });
    expect(one.otherPaths).toEqual(["/v1/models"]);
    const tried = await workspace.call("POST", "/ai/try", { purpose: "transcribe", text: "Hi" });
    expect([tried.status, tried.body.code]).toEqual([422, "llm.needs_recording"]);
    expect(one.heard).toEqual([]);
    expect(await calls()).toEqual([]);
  });

  it("stand in no ladder of the other kind", async () => {
    const speech = await connect(one);
    const text = await workspace.connect(ground.servers[0]);
    const { body } = await workspace.call("GET", "/ai/purposes");
    const routes = new Map(body.data.map((route: { purpose: string }) => [route.purpose, route]));
    expect(routes.get("transcribe")).toMatchObject({
      ...{ minimises: false, deadlineMs: 120_000, rung: "model" },
      sentence:
        "whisper-1 (Ears); if none of them answers, the recording as it is, to be listened to.",
    });
    expect(routes.get("draft")).toMatchObject({
      sentence: expect.stringMatching(/^tiny \(Local\); /),
    });
    const limits = { isOn: true, pick: "cheapest", regions: [], minimises: true };
    const set = (purpose: string, modelIds: string[]) =>
      workspace.call("PUT", `/ai/purposes/${purpose}`, {
        ...{ ...limits, deadlineMs: 60_000, maxOutputTokens: 700, modelIds },
      });
    for (const [purpose, modelId] of [
      ["draft", speech.modelId],
      ["transcribe", text.modelId],
    ] as const) {
      const { status, body: told } = await set(purpose, [modelId]);
      expect([status, told.code]).toEqual([422, "llm.unsuited_model"]);
    }
    const kept = await set("transcribe", [speech.modelId]);
    expect([kept.status, kept.body.minimises]).toEqual([200, false]);
  });

  it("are of providers that speak OpenAI's protocol", async () => {
    const { model, providerId } = await connect(one, { kind: "anthropic", apiKey: "sk-1" });
    expect([model.status, model.body.code]).toEqual([422, "llm.not_for_speech"]);
    const path = `/ai/providers/${providerId}/models`;
    const plain = await workspace.call("POST", path, { name: "claude" });
    const changed = await workspace.call("PATCH", `/ai/models/${plain.body.id}`, {
      price: speechPrice(0),
    });
    expect([changed.status, changed.body.code]).toEqual([422, "llm.not_for_speech"]);
  });

  it("are asked the cheapest by the minute first, and none without the class for it", async () => {
    await connect(one, { name: "Dear" });
    await connect(two, { name: "Cheap", micros: 3_000 });
    const { body } = await workspace.call("GET", "/ai/purposes");
    const route = body.data.find((it: { purpose: string }) => it.purpose === "transcribe");
    const { purpose, label, sentence, rung, why, ...limits } = route;
    expect(await transcribe()).toMatchObject({ provider: "Dear" });
    await workspace.call("PUT", "/ai/purposes/transcribe", { ...limits, pick: "cheapest" });
    expect(await transcribe()).toMatchObject({ provider: "Cheap" });
    workspace = await ground.workspace();
    await connect(one, { dataClass: "internal" });
    expect(await transcribe()).toMatchObject({ reason: "data_class" });
    expect(one.heard).toHaveLength(1);
  });

  it("are said by the shell for what they do, and by it alone", async () => {
    await connect(one);
    const { body } = await workspace.call("GET", "/ai/status");
    expect(body).toMatchObject({
      rung: "rules",
      words: "whisper-1 (Ears) for voice notes; rules and search only beside them",
    });
    const atModels = body.purposes.filter((it: { rung: string }) => it.rung === "model");
    expect(atModels).toMatchObject([
      { purpose: "transcribe", label: "Transcripts of voice notes" },
    ]);
    await workspace.connect(ground.servers[0]);
    const both = await workspace.call("GET", "/ai/status");
    expect(both.body).toMatchObject({ rung: "model", words: "tiny (Local), then rules" });
  });
});

describe("budgets", () => {
  const budget = (limitMicros: number, more: object = { scope: "workspace" }) =>
    workspace.call("POST", "/ai/budgets", { period: "day", limitMicros, ...more });

  it("refuse a recording that could cost more than is left, and send nothing", async () => {
    await connect(one);
    await budget(1_425, { scope: "purpose", subject: "transcribe" });
    expect(await transcribe()).toMatchObject({ kind: "unavailable", reason: "budget" });
    expect(one.heard).toEqual([]);
    expect(await calls()).toMatchObject([{ state: "refused", cost: 0 }]);
    expect(await transcribe({ durationMs: 3_000 })).toMatchObject({ kind: "answered" });
  });

  it("count it for its team, its agent and its run", async () => {
    await connect(one);
    for (const scope of ["team", "agent", "run"]) await budget(10_000_000, { scope });
    await transcribe({ teamId: "11111111-1111-7111-8111-111111111111", agent: "a", runId: "r" });
    const rows = await workspace.rows(
      "SELECT subject, spent_micros::float8 AS spent FROM llm.spend WHERE workspace_id = $1 ORDER BY subject",
    );
    expect(rows.map(({ subject, spent }) => [subject, spent])).toEqual([
      ["11111111-1111-7111-8111-111111111111", 1_234],
      ["a", 1_234],
      ["r", 1_234],
    ]);
  });

  it("are gone beyond by nothing, however many recordings come at once", async () => {
    await connect(one);
    one.reply = () => heardFor(12.4);
    one.delayMs = 20;
    await budget(1_426 * 7 + 1_240 * 4);
    const results = await Promise.all(Array.from({ length: 200 }, () => transcribe()));
    const answered = results.filter(({ kind }) => kind === "answered").length;
    const refused = results.filter(
      (result) => result.kind === "unavailable" && result.reason === "budget",
    ).length;
    expect(answered + refused).toBe(200);
    expect(answered).toBeGreaterThanOrEqual(7);
    expect(one.heard).toHaveLength(answered);
    const [row] = await workspace.rows(
      "SELECT spent_micros::float8 AS spent, reserved_micros::float8 AS reserved FROM llm.spend WHERE workspace_id = $1",
    );
    expect(row).toEqual({ spent: answered * 1_240, reserved: 0 });
    expect(answered * 1_240).toBeLessThanOrEqual(1_426 * 7 + 1_240 * 4);
    const whole = (await calls()).filter(({ state }) => state === "answered");
    expect(whole.reduce((sum, { cost }) => sum + cost, 0)).toBe(row?.spent);
  }, 60_000);
});

describe("what it will cost", () => {
  const forecast = async (more: object = {}) =>
    (await workspace.call("POST", "/ai/forecast", { purpose: "transcribe", ...more })).body;

  it("is calls times minutes: told, measured or assumed", async () => {
    await connect(one);
    await workspace.connect(ground.servers[0]);
    expect(await forecast()).toMatchObject({
      ...{ callsPerDay: 100, audioSeconds: 45, inputTokens: 0, outputTokens: 0 },
      basis: expect.stringContaining("recordings of 45 seconds"),
      rungs: [{ model: "whisper-1", perCallMicros: 4_500, perMonthMicros: 13_500_000 }],
    });
    const told = await forecast({ callsPerDay: 10, audioSeconds: 60 });
    expect(told).toMatchObject({ basis: "All numbers are yours.", audioSeconds: 60 });
    expect(told.rungs[0].perDayMicros).toBe(60_000);
    one.reply = () => heardFor(30);
    await transcribe();
    one.reply = () => heardFor(15);
    await transcribe();
    expect(await forecast()).toMatchObject({
      ...{ callsPerDay: 2, audioSeconds: 22.5 },
      basis: expect.stringContaining("measured from 2 calls"),
      rungs: [{ perCallMicros: 2_250 }],
    });
    const text = await workspace.call("POST", "/ai/forecast", { purpose: "draft" });
    expect(text.body).toMatchObject({ audioSeconds: null, rungs: [{ model: "tiny" }] });
  });

  it("is no part of what text costs, hosted or one's own", async () => {
    const { modelId } = await connect(one);
    await connect(two, { name: "Own ears", micros: 0 });
    await transcribe();
    const { body } = await workspace.call("POST", "/ai/total-cost", {});
    expect(body.hosted).toEqual([]);
    expect(JSON.stringify(body.warnings)).not.toContain("whisper-1");
    expect(body.basis).toContain("Nothing was measured yet");
    const named = await workspace.call("POST", "/ai/total-cost", { modelIds: [modelId] });
    expect(named.body.hosted).toEqual([]);
  });
});
