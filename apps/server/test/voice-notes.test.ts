// Voice notes over the whole app, with a speech server on this machine: brought in by a channel, kept once, heard, or not
// heard with a reason, and found by what was said in them.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { newId } from "../src/platform/ids.ts";
import type { Desk } from "./copilot-ground.ts";
import { toneOf } from "./recordings.ts";
import { openVoiceGround, type Sending, type VoiceGround } from "./voice-ground.ts";

// A busy machine answers late, and late is not wrong.
vi.setConfig({ testTimeout: 120_000 });

let ground: VoiceGround;
let desk: Desk;

beforeAll(async () => {
  ground = await openVoiceGround();
  desk = ground.open;
});

afterAll(() => ground?.close());

beforeEach(() => {
  ground.says("Hello, where is my parcel from Graz?");
  ground.speech.heard.length = 0;
});

describe("a voice note that a channel brings in", () => {
  it("is kept at once, heard, shown with its length, found and previewed by what was said", async () => {
    const sent = await ground.send({
      body: toneOf(2),
      query: { name: "Zoë", address: "zoe@example.org" },
    });
    expect(sent.status).toBe(201);
    const id = sent.body.conversationId;
    const recording = await ground.until(id, "heard");
    expect(recording).toEqual({
      ...{ state: "heard", text: "Hello, where is my parcel from Graz?", language: "en" },
      ...{ rung: "whisper-1", reason: null, durationMs: 2000, type: "audio/wav" },
    });
    const [form] = ground.speech.heard;
    expect(form?.file).toMatchObject({ name: "recording.wav", type: "audio/wav" });
    expect(Buffer.from(form?.file.bytes ?? [])).toEqual(toneOf(2));
    const { body: one } = await desk.admin.call("GET", `/conversations/${id}`);
    expect(one.preview).toBe("Hello, where is my parcel from Graz?");
    const found = await desk.admin.call("GET", "/conversations/search?q=parcel%20graz");
    expect(
      found.body.data.map((hit: { conversation: { id: string } }) => hit.conversation.id),
    ).toContain(id);
    expect((await desk.messages(id))[0]?.text).toBe("");
  });

  it("is one when it is sent twice, also at once, and keeps the bytes of the first", async () => {
    const query = { id: `note-${newId()}`, thread: newId() };
    const answers = await Promise.all([
      ground.send({ query }),
      ground.send({ query }),
      ground.send({ query }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.messageId)).size).toBe(1);
    const again = await ground.send({ query, body: toneOf(3) });
    expect([again.status, again.body.duplicate]).toEqual([200, true]);
    const recording = await ground.until(again.body.conversationId, "heard");
    expect(recording?.durationMs).toBe(1000);
    expect(ground.speech.heard).toHaveLength(1);
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
      const { status, body } = await ground.send(sending);
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
    expect((await ground.send({ body: large })).status).toBe(413);
  });

  it("is not taken by a channel that rests", async () => {
    const resting = await ground.channelOf(desk);
    await desk.admin.call("POST", `/channels/${resting.id}/pause`);
    const sent = await ground.send({ by: resting.key });
    expect([sent.status, sent.body.code]).toEqual([409, "channels.paused"]);
  });

  it("that only looks like a recording is said to be none, and no model is asked", async () => {
    const broken = Buffer.concat([Buffer.from("OggS"), Buffer.alloc(2000, 0xff)]);
    const sent = await ground.send({ body: broken, type: "audio/ogg" });
    const recording = await ground.until(sent.body.conversationId, "unheard");
    expect(recording).toMatchObject({ text: null, type: null });
    expect(recording?.reason).toMatch(/no recording that can be read/);
    expect(ground.speech.heard).toHaveLength(0);
  });

  it("is tried again where the model failed, and waits meanwhile", async () => {
    let asked = 0;
    ground.speech.reply = () => {
      asked += 1;
      return asked <= 2 ? { status: 503, body: {} } : { body: { text: "At last" } };
    };
    const sent = await ground.send();
    const id = sent.body.conversationId;
    const seen = new Set<string>();
    const look = async () => {
      const recording = await ground.recordingOf(id);
      seen.add(String(recording?.state));
      return recording?.state;
    };
    await expect.poll(look, { timeout: 60_000 }).toBe("heard");
    expect((await ground.recordingOf(id))?.text).toBe("At last");
    expect([...seen].sort()).toEqual(["heard", "waiting"]);
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  it("is said to be unreadable where the model refuses it", async () => {
    ground.speech.reply = () => ({ status: 400, body: { error: "cannot decode" } });
    const sent = await ground.send();
    const recording = await ground.until(sent.body.conversationId, "unheard");
    expect(recording?.reason).toBe("The speech model cannot read this recording.");
    // Nor does it take the model away from others.
    ground.says("Still here");
    const next = await ground.send();
    expect((await ground.until(next.body.conversationId, "heard"))?.text).toBe("Still here");
  });

  it("may hold nothing that was said", async () => {
    ground.says("");
    const sent = await ground.send();
    expect(await ground.until(sent.body.conversationId, "heard")).toMatchObject({ text: "" });
    const { body } = await desk.admin.call("GET", `/conversations/${sent.body.conversationId}`);
    expect(body.preview).toBe("Voice note");
  });
});

describe("without a speech model", () => {
  it("it says so, and is heard when somebody asks once there is one", async () => {
    const other = await ground.desk();
    const channel = await ground.channelOf(other);
    const sent = await ground.send({ by: channel.key });
    const { conversationId: id, messageId } = sent.body;
    const recording = await ground.until(id, "unheard", other);
    expect(recording).toMatchObject({ text: null, type: "audio/wav", durationMs: 1000 });
    expect(recording?.reason).toMatch(/No speech model is connected/);
    await ground.connect(other);
    const path = `/conversations/${id}/messages/${messageId}/files/0/transcript`;
    const asked = await other.admin.call("POST", path);
    expect(asked.status).toBe(202);
    expect(asked.body.message.attachments[0].recording.state).toBe("waiting");
    expect((await ground.until(id, "heard", other))?.text).toMatch(/parcel/);
    const again = await other.admin.call("POST", path);
    expect([again.status, again.body.code]).toEqual([409, "conversations.not_unheard"]);
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
  await ground.connect(other);
  await ground.app.stop();
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
  expect((await ground.recordingOf(id, other))?.state).toBe("waiting");
  await mine.start();
  await ground.until(id, "heard", other);
});
