// Voice notes over the whole app, with a speech server on this machine: brought in by a channel or attached to a note, heard
// or not heard with a reason, found, answered, and kept within rights. What is said in them is treated as what was written.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { newId } from "../src/platform/ids.ts";
import { type CopilotGround, type Desk, furnish, openCopilotGround } from "./copilot-ground.ts";
import { toneOf } from "./recordings.ts";
import { openSpeechServer, type SpeechServer } from "./speech-server.ts";

// A busy machine answers late, and late is not wrong.
vi.setConfig({ testTimeout: 120_000 });

let ground: CopilotGround;
let speech: SpeechServer;
let desk: Desk;
let key: string;
let isRunning = false;

const connect = async ({ workspace }: Desk) => {
  const provider = await workspace.call("POST", "/ai/providers", {
    ...{ name: "Ears", kind: "openai-compatible", region: "on-site", dataClass: "personal" },
    baseUrl: speech.baseUrl,
  });
  const price = { inputMicrosPerMillion: 0, outputMicrosPerMillion: 0, audioMicrosPerMinute: 6000 };
  const path = `/ai/providers/${provider.body.id}/models`;
  const made = await workspace.call("POST", path, { name: "whisper-1", label: "Whisper", price });
  expect(made.status).toBe(201);
};

async function channelOf(one: Desk): Promise<{ id: string; key: string }> {
  const { status, body } = await one.admin.call("POST", "/channels", {
    ...{ kind: "api", name: "Phone", settings: {}, botAnswers: true },
  });
  expect(status).toBe(201);
  return { id: body.id, key: body.key };
}

interface Sending {
  body?: Buffer;
  type?: string;
  by?: string;
  query?: Record<string, string>;
}

async function send({ body = toneOf(1), type = "audio/wav", by = key, query = {} }: Sending = {}) {
  const told = new URLSearchParams({ id: newId(), thread: newId(), ...query });
  const answer = await ground.app.http.inject({
    method: "POST",
    url: `/api/v1/channel-voice-notes?${told}`,
    headers: { authorization: `Bearer ${by}`, "content-type": type },
    payload: body,
  });
  return { status: answer.statusCode, body: answer.json() };
}

const messagesOf = async (id: string, of = desk) => of.messages(id);
const firstOf = async (id: string, of = desk) => (await messagesOf(id, of))[0];
const recordingOf = async (id: string, of = desk) =>
  (await firstOf(id, of))?.attachments[0]?.recording;

async function settled(id: string, state: "heard" | "unheard", of = desk) {
  const look = async () => (await recordingOf(id, of))?.state;
  await expect.poll(look, { timeout: 30_000, interval: 100 }).toBe(state);
  return recordingOf(id, of);
}

const says = (text: string) => {
  speech.reply = () => ({ body: { text, language: "en" } });
};

beforeAll(async () => {
  speech = await openSpeechServer();
  ground = await openCopilotGround([speech.host]);
  await ground.app.start();
  isRunning = true;
  desk = await ground.desk();
  await furnish(desk);
  await connect(desk);
  ({ key } = await channelOf(desk));
});

afterAll(async () => {
  if (isRunning) await ground?.app.stop();
  await ground?.close();
  await speech?.close();
});

beforeEach(() => {
  says("Hello, where is my parcel from Graz?");
  speech.heard.length = 0;
});

const bot = { precision: 0.8, mostAnswers: 3, usesModel: false, linkHosts: [], wordings: [] };
const switchBot = (isOn: boolean, of = desk) =>
  of.admin.call("PUT", "/bot/settings", { ...bot, isOn });

describe("a voice note that a channel brings in", () => {
  it("is kept at once, heard, shown with its length, found and previewed by what was said", async () => {
    const sent = await send({
      body: toneOf(2),
      query: { name: "Zoë", address: "zoe@example.org" },
    });
    expect(sent.status).toBe(201);
    const id = sent.body.conversationId;
    const recording = await settled(id, "heard");
    expect(recording).toEqual({
      ...{ state: "heard", text: "Hello, where is my parcel from Graz?", language: "en" },
      ...{ rung: "Whisper", reason: null, durationMs: 2000, type: "audio/wav" },
    });
    const [form] = speech.heard;
    expect(form?.file).toMatchObject({ name: "recording.wav", type: "audio/wav" });
    expect(Buffer.from(form?.file.bytes ?? [])).toEqual(toneOf(2));
    const { body: one } = await desk.admin.call("GET", `/conversations/${id}`);
    expect(one.preview).toBe("Hello, where is my parcel from Graz?");
    const found = await desk.admin.call("GET", "/conversations/search?q=parcel%20graz");
    expect(
      found.body.data.map((hit: { conversation: { id: string } }) => hit.conversation.id),
    ).toContain(id);
    expect((await firstOf(id))?.text).toBe("");
  });

  it("is one when it is sent twice, also at once, and keeps the bytes of the first", async () => {
    const query = { id: `note-${newId()}`, thread: newId() };
    const answers = await Promise.all([send({ query }), send({ query }), send({ query })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.messageId)).size).toBe(1);
    const again = await send({ query, body: toneOf(3) });
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    const recording = await settled(again.body.conversationId, "heard");
    expect(recording?.durationMs).toBe(1000);
    expect(speech.heard).toHaveLength(1);
  });

  it("is refused where it is empty, no recording, too large, without a key or an id", async () => {
    const page = Buffer.from("<html><script>alert(1)</script></html>".repeat(9));
    const codes = [];
    const wrong: Sending[] = [
      { body: Buffer.alloc(0) },
      { body: page },
      { body: Buffer.from("MZ not a song at all, a program") },
      { body: Buffer.from("RIFF") },
      { by: "ck_wrong" },
      { query: { id: "" } },
      { query: { sentAt: "yesterday" } },
    ];
    for (const sending of wrong) {
      const { status, body } = await send(sending);
      codes.push([status, body.code]);
    }
    expect(codes).toEqual([
      [422, "channels.empty_recording"],
      [422, "channels.no_recording"],
      [422, "channels.no_recording"],
      [422, "channels.no_recording"],
      [401, "channels.bad_key"],
      [422, "platform.invalid_input"],
      [422, "platform.invalid_input"],
    ]);
    const large = Buffer.concat([toneOf(1), Buffer.alloc(51_000_000)]);
    expect((await send({ body: large })).status).toBe(413);
  });

  it("is not taken by a channel that rests", async () => {
    const resting = await channelOf(desk);
    await desk.admin.call("POST", `/channels/${resting.id}/pause`);
    const sent = await send({ by: resting.key });
    expect([sent.status, sent.body.code]).toEqual([409, "channels.paused"]);
  });

  it("that only looks like a recording is said to be none, and no model is asked", async () => {
    const broken = Buffer.concat([Buffer.from("OggS"), Buffer.alloc(2000, 0xff)]);
    const sent = await send({ body: broken, type: "audio/ogg" });
    const recording = await settled(sent.body.conversationId, "unheard");
    expect(recording).toMatchObject({ text: null, type: null });
    expect(recording?.reason).toMatch(/no recording that can be read/);
    expect(speech.heard).toHaveLength(0);
  });

  it("is tried again where the model failed, and waits meanwhile with the reason", async () => {
    let asked = 0;
    speech.reply = () => {
      asked += 1;
      return asked <= 2 ? { status: 503, body: {} } : { body: { text: "At last" } };
    };
    const sent = await send();
    const id = sent.body.conversationId;
    await expect
      .poll(async () => (await recordingOf(id))?.reason, { timeout: 30_000 })
      .toMatch(/No model gave an answer|rest|busy/);
    expect((await recordingOf(id))?.state).toBe("waiting");
    expect((await settled(id, "heard"))?.text).toBe("At last");
  });

  it("is said to be unreadable where the model refuses it", async () => {
    speech.reply = () => ({ status: 400, body: { error: "cannot decode" } });
    const sent = await send();
    const recording = await settled(sent.body.conversationId, "unheard");
    expect(recording?.reason).toBe("The speech model cannot read this recording.");
    // Nor does it take the model away from others.
    says("Still here");
    const next = await send();
    expect((await settled(next.body.conversationId, "heard"))?.text).toBe("Still here");
  });

  it("may hold nothing that was said", async () => {
    says("");
    const sent = await send();
    expect(await settled(sent.body.conversationId, "heard")).toMatchObject({ text: "" });
    const { body } = await desk.admin.call("GET", `/conversations/${sent.body.conversationId}`);
    expect(body.preview).toBe("Voice note");
  });
});

describe("without a speech model", () => {
  it("it says so, and is heard when somebody asks once there is one", async () => {
    const other = await ground.desk();
    const channel = await channelOf(other);
    const sent = await send({ by: channel.key });
    const { conversationId: id, messageId } = sent.body;
    const recording = await settled(id, "unheard", other);
    expect(recording).toMatchObject({ text: null, type: "audio/wav", durationMs: 1000 });
    expect(recording?.reason).toMatch(/No speech model is connected/);
    await connect(other);
    const path = `/conversations/${id}/messages/${messageId}/files/0/transcript`;
    const asked = await other.admin.call("POST", path);
    expect(asked.status).toBe(202);
    expect(asked.body.message.attachments[0].recording.state).toBe("waiting");
    expect((await settled(id, "heard", other))?.text).toMatch(/parcel/);
    const again = await other.admin.call("POST", path);
    expect([again.status, again.body.code]).toEqual([409, "conversations.not_unheard"]);
  });
});

describe("who answers a voice note", () => {
  it("is the bot, once it was heard, from what was said in it", async () => {
    await switchBot(true);
    says("For how many days do parcels to Austria travel with the post?");
    const sent = await send();
    const id = sent.body.conversationId;
    await expect.poll(async () => (await messagesOf(id)).length, { timeout: 30_000 }).toBe(2);
    const [, answer] = await messagesOf(id);
    expect(answer).toMatchObject({ author: { kind: "bot" } });
    expect(answer?.text).toContain("3 days");
    expect(answer?.citations[0]?.title).toBe("Delivery");
    await switchBot(false);
  });

  it("is a person, where the bot cannot hear it, and where one is asked for in it", async () => {
    await switchBot(true);
    speech.reply = () => ({ status: 400, body: {} });
    const unheard = await send();
    await settled(unheard.body.conversationId, "unheard");
    says("I would like to talk to a human person, please");
    const asking = await send();
    for (const [sent, reason] of [
      [unheard, "The bot could not hear a recording"],
      [asking, "The customer asked for a person"],
    ] as const) {
      const path = `/conversations/${sent.body.conversationId}`;
      const look = async () => (await desk.admin.call("GET", path)).body.handOver?.reason;
      await expect.poll(look, { timeout: 30_000 }).toBe(reason);
    }
    await switchBot(false);
  });
});

describe("a voice note of a member", () => {
  async function attached(id: string, body = toneOf(1), fileName = "Call with Ida.wav") {
    const told = new URLSearchParams({ object: "conversations", recordId: id, fileName });
    const answer = await desk.admin.upload(`/attachments?${told}`, body);
    expect(answer.status).toBe(201);
    return String(answer.body.id);
  }

  it("is a note with a file and perhaps no words; it is heard, and no customer gets it", async () => {
    const id = await desk.writes("Please call me back.");
    says("I called Ida, she wants the blue sofa");
    const attachmentIds = [await attached(id)];
    const made = await desk.admin.call("POST", `/conversations/${id}/notes`, {
      text: "",
      attachmentIds,
    });
    expect(made.status).toBe(201);
    expect(made.body.message).toMatchObject({ internal: true, text: "" });
    const look = async () => (await messagesOf(id))[1]?.attachments[0]?.recording?.text;
    await expect.poll(look, { timeout: 30_000 }).toMatch(/blue sofa/);
    const { body } = await desk.admin.call("GET", `/conversations/${id}`);
    expect(body.preview).toBe("Please call me back.");
    const found = await desk.admin.call("GET", "/conversations/search?q=sofa");
    expect(found.body.data).toHaveLength(1);
  });

  it("needs a word or a file, and files of this conversation", async () => {
    const [id, other] = [await desk.writes("One"), await desk.writes("Two")];
    const path = `/conversations/${id}/notes`;
    const empty = await desk.admin.call("POST", path, { text: " " });
    expect([empty.status, empty.body.code]).toEqual([422, "conversations.empty_note"]);
    const attachmentIds = [await attached(other)];
    const foreign = await desk.admin.call("POST", path, { text: "", attachmentIds });
    expect([foreign.status, foreign.body.code]).toEqual([422, "conversations.unknown_file"]);
  });
});

describe("rights", () => {
  it("what was said is text: unseen, unplayed and unfound by a role that may not read texts", async () => {
    says("The secret word is rutabaga");
    const sent = await send();
    const { conversationId: id, messageId } = sent.body;
    await settled(id, "heard");
    const { objects, ...rest } = builtInRoles.member;
    const fields = { conversations: { text: "none" as const } };
    const blind = await desk.member("Blind", { objects, ...rest, fields } as never);
    const file = `/conversations/${id}/messages/${messageId}/files/0`;
    for (const [method, path] of [
      ["GET", `/conversations/${id}`],
      ["GET", `/conversations/${id}/messages`],
      ["GET", "/conversations/search?q=rutabaga"],
      ["GET", `${file}/recording`],
      ["POST", `${file}/transcript`],
    ] as const) {
      const { status, body } = await blind.call(method, path);
      expect(JSON.stringify(body)).not.toContain("rutabaga");
      if (path !== `/conversations/${id}`) expect(status, path).toBeGreaterThanOrEqual(403);
    }
    const viewer = await desk.member("Vera", builtInRoles.viewer);
    expect((await viewer.call("POST", `${file}/transcript`)).status).toBe(403);
    const nobody = await desk.member("Nemo", { objects: {}, fields: {}, settings: [] });
    expect((await nobody.call("POST", `${file}/transcript`)).status).toBe(404);
    expect((await nobody.call("GET", `${file}/recording`)).status).toBe(404);
  });

  it("is played as what its bytes are, where nothing in it runs", async () => {
    const sent = await send({ body: toneOf(1), query: { fileName: "evil.html" } });
    const { conversationId: id, messageId } = sent.body;
    await settled(id, "heard");
    const file = `/conversations/${id}/messages/${messageId}/files/0`;
    const played = await desk.admin.download(`${file}/recording`);
    expect(played.headers["content-type"]).toBe("audio/wav");
    expect(played.headers["content-security-policy"]).toMatch(/default-src 'none'; sandbox/);
    expect(played.bytes).toEqual(toneOf(1));
    const saved = await desk.admin.download(file);
    expect(saved.headers["content-type"]).toBe("application/octet-stream");
  });
});

async function storedTone() {
  const blobKey = `channels/test/${newId()}`;
  await ground.putBlob(blobKey, toneOf(1));
  return { name: "a.wav", mediaType: "audio/wav", blobKey, bytes: toneOf(1).length };
}

// Last: the app of this file is stopped by it.
it("is heard by the next process where this one was stopped before", async () => {
  const other = await ground.desk();
  await connect(other);
  await ground.app.stop();
  isRunning = false;
  const mine = ground.anotherApp();
  const conversation = await mine.conversations.receiveMessage(
    other.workspace.ctx,
    other.workspace.id,
    {
      ...{ channelId: newId(), channelKind: "api", providerId: newId(), threadKey: newId() },
      ...{ inReplyTo: [], subject: null, text: "", automatic: false },
      from: { address: null, name: "Ida", userId: null, verified: false },
      sentAt: new Date(ground.nowMs()),
      attachments: [await storedTone()],
    },
  );
  const id = conversation.conversationId;
  expect((await recordingOf(id, other))?.state).toBe("waiting");
  await mine.start();
  await settled(id, "heard", other);
  await mine.stop();
});
