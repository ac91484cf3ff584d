// The whole app with two speech model servers beside the ones of text, and how a test connects and asks them.
import type { TranscribeAsk } from "../src/rooms/llm/index.ts";
import { type AiGround, type AiWorkspace, openAiGround } from "./ai-ground.ts";
import { openSpeechServer, type SpeechServer } from "./speech-server.ts";

export interface SpeechGround extends AiGround {
  ears: [SpeechServer, SpeechServer];
}

export async function openSpeechGround(): Promise<SpeechGround> {
  const ears: [SpeechServer, SpeechServer] = [await openSpeechServer(), await openSpeechServer()];
  const ground = await openAiGround(ears.map(({ host }) => host));
  return {
    ...ground,
    ears,
    close: async () => {
      await ground.close();
      await Promise.all(ears.map((server) => server.close()));
    },
  };
}

/** As if they were new. */
export function calm({ ears, servers }: SpeechGround): void {
  servers[0].asked.length = 0;
  for (const server of ears) {
    server.reply = () => ({ body: { text: "Hello, this is Anna." } });
    server.delayMs = 0;
    server.heard.length = 0;
    server.otherPaths.length = 0;
  }
}

export const speechPrice = (audioMicrosPerMinute: number) => ({
  ...{ inputMicrosPerMillion: 0, outputMicrosPerMillion: 0 },
  audioMicrosPerMinute,
});

export interface ConnectEars {
  name?: string;
  kind?: string;
  model?: string;
  /** Millionths of a dollar a minute, 6,000 unless told; null: no price. */
  micros?: number | null;
  dataClass?: string;
  apiKey?: string;
}

export async function connectEars(
  { call }: AiWorkspace,
  { baseUrl }: SpeechServer,
  more: ConnectEars = {},
) {
  const told = { name: "Ears", kind: "openai-compatible", dataClass: "personal", ...more };
  const { model: name = "whisper-1", micros = 6_000, ...provider } = told;
  const made = await call("POST", "/ai/providers", { ...provider, region: "on-site", baseUrl });
  const price = micros === null ? null : speechPrice(micros);
  const model = await call("POST", `/ai/providers/${made.body.id}/models`, { name, price });
  return { providerId: String(made.body.id), modelId: String(model.body.id), model };
}

/** Reserves 1,426 millionths at the usual price. Its bytes hold at most 4 seconds. */
export const recording: TranscribeAsk = {
  audio: new Uint8Array(3_000).fill(7),
  fileName: "voice.ogg",
  mediaType: "audio/ogg",
  durationMs: 12_340,
  dataClass: "personal",
};

export const heardFor = (seconds: unknown) => ({ body: { text: "Hi.", usage: { seconds } } });

export interface SpeechCall {
  state: string;
  cost: number;
  reserved: number;
  audio_ms: number | null;
  error: string | null;
  purpose: string;
}

export const speechCalls = ({ rows }: AiWorkspace) =>
  rows(
    `SELECT state, cost_micros::float8 AS cost, reserved_micros::float8 AS reserved, audio_ms, error, purpose
     FROM llm.calls WHERE workspace_id = $1 ORDER BY id`,
  ) as unknown as Promise<SpeechCall[]>;
