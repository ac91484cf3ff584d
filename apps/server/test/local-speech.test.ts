// Voice notes before a real speech recogniser and real speech: what a person said is found by search, and costs what its
// seconds cost. Told by RAPPORT_TEST_SPEECH: a Python that has `pocketsphinx`, as tools/ci/with-local-speech.sh makes one.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SpeechServer } from "./speech-server.ts";
import { openVoiceGround, type VoiceGround } from "./voice-ground.ts";

vi.setConfig({ testTimeout: 300_000 });

const clips = new URL("../../../../shared/data/speech/", import.meta.url);
const python = process.env.RAPPORT_TEST_SPEECH;

function reasonNot(): string | null {
  if (!python) return "RAPPORT_TEST_SPEECH names no Python with pocketsphinx";
  return existsSync(clips) ? null : "there are no clips of speech in ../shared/data/speech";
}

const why = reasonNot();
if (why) process.stdout.write(`Real speech: skipped, ${why}\n`);

let ears: ChildProcess;
let ground: VoiceGround;

/** Where the ground's own speech server would be. */
async function openEars(): Promise<Pick<SpeechServer, "host" | "baseUrl">> {
  const script = new URL("./local-speech.py", import.meta.url).pathname;
  ears = spawn(python ?? "", [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(ears.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  const host = `127.0.0.1:${port.toString().trim()}`;
  return { host, baseUrl: `http://${host}/v1` };
}

describe.skipIf(why !== null)("a voice note that a person spoke", () => {
  beforeAll(async () => {
    ground = await openVoiceGround(await openEars());
  });
  afterAll(async () => {
    await ground?.close();
    ears?.kill("SIGKILL");
  });

  it("is heard, found and paid by its seconds", async () => {
    const body = readFileSync(new URL("jfk.wav", clips));
    const sent = await ground.send({ body });
    const id = sent.body.conversationId;
    const recording = await ground.until(id, "heard");
    expect(recording).toMatchObject({ durationMs: 11_000, type: "audio/wav", language: "en" });
    for (const word of ["fellow", "country", "can", "do"]) expect(recording.text).toContain(word);
    const { body: found } = await ground.open.admin.call(
      "GET",
      "/conversations/search?q=fellow%20country",
    );
    expect(found.data[0].conversation.id).toBe(id);
    const [call] = await ground.open.workspace.rows(
      "SELECT state, cost_micros::int AS cost, audio_ms FROM llm.calls WHERE workspace_id = $1",
    );
    expect(call).toEqual({ state: "answered", cost: 1100, audio_ms: 11_000 });
  });

  it("counts, and says when it cannot be read", async () => {
    const counted = await ground.send({ body: readFileSync(new URL("english.wav", clips)) });
    const flac = readFileSync(new URL("chinese.flac", clips));
    const unread = await ground.send({ body: flac, type: "audio/flac" });
    const heard = await ground.until(counted.body.conversationId, "heard");
    expect(heard.text).toMatch(/two three/);
    const unheard = await ground.until(unread.body.conversationId, "unheard");
    expect(unheard).toMatchObject({ type: "audio/flac", text: null });
    expect(unheard.reason).toBe("The speech model cannot read this recording.");
  });
});
