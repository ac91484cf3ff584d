// Recordings against real HTTP servers with faults: what goes over the wire, what it costs, and what becomes of a refusal.
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

describe("a recording", () => {
  it("goes whole as a form, and comes back as text with its price", async () => {
    await connect(one, { apiKey: "sk-of-the-test" });
    one.reply = () => ({
      body: {
        text: " Hello,\u0000 this is Anna. ",
        ...{ language: "english", usage: { type: "duration", seconds: 12.5 } },
      },
    });
    const audio = Uint8Array.from({ length: 5_000 }, (_, at) => at % 256);
    const result = await transcribe({ audio, language: "de-AT", fileName: 'a"\r\nX: 1.ogg' });
    expect(result).toEqual({
      kind: "answered",
      text: "Hello,  this is Anna.",
      language: "english",
      rung: "whisper-1",
      model: "whisper-1",
      provider: "Ears",
      audioMs: 12_500,
      costMicros: 1_250,
      latencyMs: expect.any(Number),
      callId: expect.any(String),
    });
    const [form] = one.heard;
    expect(form).toMatchObject({
      path: "/v1/audio/transcriptions",
      key: "Bearer sk-of-the-test",
      fields: {
        model: "whisper-1",
        response_format: "json",
        temperature: "0",
        language: "de",
      },
    });
    expect(form?.file.type).toBe("audio/ogg");
    expect(form?.file.name).toMatch(/^a.+X: 1\.ogg$/s);
    expect(Buffer.from(form?.file.bytes ?? []).equals(Buffer.from(audio))).toBe(true);
    expect(await calls()).toMatchObject([
      { state: "answered", purpose: "transcribe", cost: 1_250, audio_ms: 12_500, error: null },
    ]);
    const { body } = await workspace.call("GET", "/ai/calls?purpose=transcribe");
    expect(body.data).toMatchObject([{ audioMs: 12_500, inputTokens: null, costMicros: 1_250 }]);
  });

  it("in which nothing is said is an answer", async () => {
    await connect(one);
    one.reply = () => ({ body: { text: "" } });
    expect(await transcribe()).toMatchObject({ kind: "answered", text: "", language: null });
  });

  it.each([
    ["the provider's own count", { usage: { type: "duration", seconds: 20 } }, 20_000],
    ["the length that it says", { duration: 13.0001 }, 13_001],
    ["nothing heard", { usage: { seconds: 0 }, duration: 5 }, 0],
    ["the file, where only tokens are told", { usage: { input_tokens: 90 } }, 12_340],
    ["the file, where it says nonsense", { usage: { seconds: -3 } }, 12_340],
    ["the file, where it says far too much", { duration: 150 }, 12_340],
    ["the file, where it says no number", { duration: "12" }, 12_340],
  ])("is reckoned by %s", async (_name, more, audioMs) => {
    await connect(one);
    one.reply = () => ({ body: { text: "Hi.", ...more } });
    const costMicros = Math.ceil(audioMs / 10);
    expect(await transcribe()).toMatchObject({ audioMs, costMicros });
    expect(await calls()).toMatchObject([{ audio_ms: audioMs, cost: costMicros, reserved: 1_426 }]);
  });

  it.each([null, 0, -5, Number.NaN, 1e15])(
    "costs what its bytes can hold where nobody says how long it is (%s)",
    async (durationMs) => {
      await connect(one);
      expect(await transcribe({ durationMs })).toMatchObject({ audioMs: null, costMicros: 400 });
      expect(await calls()).toMatchObject([{ cost: 400, reserved: 400, audio_ms: null }]);
    },
  );

  it("is never sent inside a transaction", async () => {
    await connect(one);
    const inside = ground.test.db.tenant({ workspaceId: workspace.id }, () => transcribe());
    await expect(inside).rejects.toMatchObject({ code: "llm.in_transaction" });
    expect(one.heard).toEqual([]);
  });
});

describe("a file that the provider refuses", () => {
  it.each([400, 413, 415, 422])(
    "(%i) is the file's fault, and takes the model from nobody",
    async (status) => {
      await connect(one);
      one.reply = () => ({ status, body: { error: { message: "cannot decode" } } });
      for (let count = 0; count < 12; count += 1) {
        expect(await transcribe()).toEqual({
          kind: "unavailable",
          reason: "failed",
          words: "The speech model cannot read this recording.",
          rung: "rules",
          isFilesFault: true,
        });
      }
      expect(one.heard).toHaveLength(12);
      expect((await calls())[0]).toMatchObject({ state: "failed", error: "refused", cost: 0 });
      const { body } = await workspace.call("GET", "/ai/providers");
      expect(body.data[0].health).toMatchObject({ state: "untried", error: null });
      one.reply = () => heardFor(1);
      expect(await transcribe()).toMatchObject({ kind: "answered" });
    },
  );

  it("goes to the next model, which may read it", async () => {
    await connect(one, { name: "First" });
    await connect(two, { name: "Second" });
    one.reply = () => ({ status: 415, body: {} });
    expect(await transcribe()).toMatchObject({ kind: "answered", provider: "Second" });
    two.reply = () => ({ status: 500, body: {} });
    const told = await transcribe();
    expect(told).toMatchObject({ kind: "unavailable", reason: "failed" });
    expect(told).not.toHaveProperty("isFilesFault");
  });

  it.each([401, 404, 302])("is not what %i says", async (status) => {
    await connect(one);
    one.reply = () => ({ status, headers: { location: two.baseUrl }, body: {} });
    const told = await transcribe();
    expect(told).toMatchObject({ kind: "unavailable", reason: "failed" });
    expect(told).not.toHaveProperty("isFilesFault");
    expect(two.heard).toEqual([]);
    expect(two.otherPaths).toEqual([]);
    expect(await calls()).toMatchObject([{ error: "refused", cost: 0 }]);
  });
});

describe("a failure", () => {
  it("that passes is repeated once", async () => {
    await connect(one);
    const before = one.heard.length;
    let asked = 0;
    one.reply = () => {
      asked += 1;
      return asked === 1 ? { status: 503, body: {} } : heardFor(12);
    };
    expect(await transcribe()).toMatchObject({ kind: "answered", audioMs: 12_000 });
    expect(one.heard.length - before).toBe(2);
    expect((await calls()).map(({ state, error }) => [state, error])).toEqual([
      ["failed", "busy"],
      ["answered", null],
    ]);
  });

  it("to be busy lets the model rest as long as it asks", async () => {
    await connect(one, { name: "First" });
    await connect(two, { name: "Second" });
    one.reply = () => ({ status: 429, headers: { "retry-after": "30" }, body: {} });
    expect(await transcribe()).toMatchObject({ provider: "Second" });
    expect(await transcribe()).toMatchObject({ provider: "Second" });
    expect(one.heard).toHaveLength(1);
    one.reply = () => heardFor(1);
    ground.advance(31_000);
    expect(await transcribe()).toMatchObject({ provider: "First" });
  });

  it("of the model's own opens the breaker", async () => {
    await connect(one);
    one.reply = () => ({ status: 500, body: {} });
    for (let count = 0; count < 20; count += 1) await transcribe();
    expect(one.heard.length).toBeLessThanOrEqual(10);
    expect(await transcribe()).toMatchObject({ kind: "unavailable", reason: "resting" });
  });

  it.each([
    ["no JSON", "<html>"],
    ["no text", { transcript: "Hi." }],
    ["a text that is none", { text: 12 }],
    ["nothing", "null"],
    ["a text without an end", { text: "x".repeat(1_100_000) }],
  ])("is an answer with %s, which is paid for", async (_name, body) => {
    await connect(one);
    one.reply = () => ({ body });
    const told = await transcribe();
    expect(told).toMatchObject({ kind: "unavailable", reason: "failed" });
    expect(told).not.toHaveProperty("isFilesFault");
    expect(await calls()).toMatchObject([{ state: "unknown", error: "rubbish", cost: 1_426 }]);
  });

  it("to answer in time leaves time for the next, and counts as reserved", async () => {
    await connect(one, { name: "First" });
    await connect(two, { name: "Second" });
    one.reply = () => null;
    expect(await transcribe({ deadlineMs: 1_000 })).toMatchObject({ provider: "Second" });
    two.reply = () => null;
    expect(await transcribe({ deadlineMs: 400 })).toMatchObject({ reason: "late" });
    expect((await calls()).map(({ state, error, cost }) => [state, error, cost])).toEqual([
      ["unknown", "late", 1_426],
      ["answered", null, 1_234],
      ["unknown", "late", 1_426],
      ["unknown", "late", 1_426],
    ]);
  });

  it("is none of the model's when whoever asked leaves", async () => {
    await connect(one);
    one.reply = () => null;
    for (let count = 0; count < 6; count += 1) {
      const leaving = new AbortController();
      const asked = one.heard.length;
      const result = transcribe({ signal: leaving.signal });
      await expect.poll(() => one.heard.length).toBe(asked + 1);
      leaving.abort();
      expect(await result).toMatchObject({ kind: "unavailable" });
    }
    expect(new Set((await calls()).map(({ error }) => error))).toEqual(new Set(["stopped"]));
    one.reply = () => heardFor(1);
    expect(await transcribe()).toMatchObject({ kind: "answered" });
    expect(await transcribe({ signal: AbortSignal.abort() })).toMatchObject({ reason: "late" });
    expect(one.heard).toHaveLength(7);
  });
});
