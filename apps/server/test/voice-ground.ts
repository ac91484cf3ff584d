// The whole app at work with a speech server on this machine, a desk whose channel brings in voice notes, and what becomes
// of them.
import type { MessageRecording } from "@rapport/contracts";
import { expect } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { type CopilotGround, type Desk, furnish, openCopilotGround } from "./copilot-ground.ts";
import { toneOf } from "./recordings.ts";
import { connectEars } from "./speech-ground.ts";
import { openSpeechServer, type SpeechServer } from "./speech-server.ts";

export interface Sending {
  body?: Buffer;
  type?: string;
  /** The channel's key. */
  by?: string;
  query?: Record<string, string>;
}

interface Sent {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of all shapes
  body: any;
}

export interface VoiceGround extends CopilotGround {
  speech: SpeechServer;
  /** Its app is at work, with pages, a speech model named Whisper, and a channel. */
  open: Desk;
  /** Of the open desk's channel unless told. */
  send(sending?: Sending): Promise<Sent>;
  /** A message in words, by the open desk's channel. */
  write(message: object): Promise<Sent>;
  /** What the speech server hears from now on. */
  says(text: string): void;
  recordingOf(conversationId: string, of?: Desk): Promise<MessageRecording | null | undefined>;
  /** Waits until its first message's recording is so. */
  until(
    conversationId: string,
    state: MessageRecording["state"],
    of?: Desk,
  ): Promise<MessageRecording>;
  connect(desk: Desk): Promise<void>;
  channelOf(desk: Desk): Promise<{ id: string; key: string }>;
}

async function channelOf({ admin }: Desk): Promise<{ id: string; key: string }> {
  const { status, body } = await admin.call("POST", "/channels", {
    ...{ kind: "api", name: "Phone", settings: {}, botAnswers: true },
  });
  expect(status).toBe(201);
  return { id: body.id, key: body.key };
}

/** `ears`: a speech server in the place of its own. */
export async function openVoiceGround(
  ears?: Pick<SpeechServer, "host" | "baseUrl">,
): Promise<VoiceGround> {
  const speech = await openSpeechServer();
  const { host, baseUrl } = ears ?? speech;
  const ground = await openCopilotGround([host]);
  await ground.app.start();
  const open = await ground.desk();
  await furnish(open);

  const connect = async ({ workspace }: Desk) => {
    const { model } = await connectEars(workspace, { baseUrl });
    expect(model.status).toBe(201);
  };
  await connect(open);
  const { key } = await channelOf(open);

  const recordingOf: VoiceGround["recordingOf"] = async (id, of = open) =>
    (await of.messages(id))[0]?.attachments[0]?.recording;

  return {
    ...ground,
    ...{ speech, open, connect, channelOf, recordingOf },
    send: async ({ body = toneOf(1), type = "audio/wav", by = key, query = {} } = {}) => {
      const told = new URLSearchParams({ id: newId(), thread: newId(), ...query });
      const answer = await ground.app.http.inject({
        method: "POST",
        url: `/api/v1/channel-voice-notes?${told}`,
        headers: { authorization: `Bearer ${by}`, "content-type": type },
        payload: body,
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    write: async (message) => {
      const answer = await ground.app.http.inject({
        method: "POST",
        url: "/api/v1/channel-messages",
        headers: { authorization: `Bearer ${key}` },
        payload: message,
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    says: (text) => {
      speech.reply = () => ({ body: { text, language: "en" } });
    },
    until: async (id, state, of = open) => {
      const look = async () => (await recordingOf(id, of))?.state;
      await expect.poll(look, { timeout: ears ? 120_000 : 30_000, interval: 100 }).toBe(state);
      return (await recordingOf(id, of)) as MessageRecording;
    },
    close: async () => {
      await ground.close();
      await speech.close();
    },
  };
}
