// What follows from voice notes, over the whole app: who answers them, notes of members, and rights. What is said in them
// is treated as what was written.
import { builtInRoles } from "@rapport/contracts";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { newId } from "../src/platform/ids.ts";
import type { Desk } from "./copilot-ground.ts";
import { toneOf } from "./recordings.ts";
import { openVoiceGround, type VoiceGround } from "./voice-ground.ts";

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

const bot = { precision: 0.8, mostAnswers: 3, usesModel: false, linkHosts: [], wordings: [] };
const switchBot = (isOn: boolean, of = desk) =>
  of.admin.call("PUT", "/bot/settings", { ...bot, isOn });

describe("who answers a voice note", () => {
  it("is the bot, once it was heard, from what was said in it", async () => {
    await switchBot(true);
    ground.says("For how many days do parcels to Austria travel with the post?");
    const sent = await ground.send();
    const id = sent.body.conversationId;
    await expect.poll(async () => (await desk.messages(id)).length, { timeout: 30_000 }).toBe(2);
    const [, answer] = await desk.messages(id);
    expect(answer).toMatchObject({ author: { kind: "bot" } });
    expect(answer?.text).toContain("3 days");
    expect(answer?.citations[0]?.title).toBe("Delivery");
    await switchBot(false);
  });

  it("is the bot also where words follow before it was heard: all of it is answered, once", async () => {
    await switchBot(true);
    ground.says("For how many days do parcels to Austria travel with the post?");
    ground.speech.delayMs = 1500;
    const thread = newId();
    const sent = await ground.send({ query: { thread } });
    const id = sent.body.conversationId;
    const written = await ground.write({ id: newId(), thread, from: {}, text: "Hello there?" });
    expect(written.body.conversationId).toBe(id);
    await expect.poll(async () => (await desk.messages(id)).length, { timeout: 60_000 }).toBe(3);
    ground.speech.delayMs = 0;
    const [, , answer] = await desk.messages(id);
    expect(answer).toMatchObject({ author: { kind: "bot" }, seq: 3 });
    expect(answer?.text).toContain("3 days");
    await switchBot(false);
  });

  it("is with whom a member gave it, and as urgent as a member said, whatever is heard later", async () => {
    const other = await ground.desk();
    const channel = await ground.channelOf(other);
    const sent = await ground.send({ by: channel.key });
    const { conversationId: id, messageId } = sent.body;
    await ground.until(id, "unheard", other);
    const set = { priority: "urgent", category: "Music" };
    expect((await other.admin.call("PATCH", `/conversations/${id}`, set)).status).toBe(200);
    await ground.connect(other);
    ground.says("This is not urgent at all, I only want an invoice, please");
    await other.admin.call("POST", `/conversations/${id}/messages/${messageId}/files/0/transcript`);
    await ground.until(id, "heard", other);
    const { body } = await other.admin.call("GET", `/conversations/${id}`);
    expect(body).toMatchObject(set);
  });

  it("is a person, where the bot cannot hear it, and where one is asked for in it", async () => {
    await switchBot(true);
    ground.speech.reply = () => ({ status: 400, body: {} });
    const unheard = await ground.send();
    await ground.until(unheard.body.conversationId, "unheard");
    ground.says("I would like to talk to a human person, please");
    const asking = await ground.send();
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
    ground.says("I called Ida, she wants the blue sofa");
    const attachmentIds = [await attached(id)];
    const made = await desk.admin.call("POST", `/conversations/${id}/notes`, {
      text: "",
      attachmentIds,
    });
    expect(made.status).toBe(201);
    expect(made.body.message).toMatchObject({ internal: true, text: "" });
    const look = async () => (await desk.messages(id))[1]?.attachments[0]?.recording?.text;
    await expect.poll(look, { timeout: 30_000 }).toMatch(/blue sofa/);
    const { body } = await desk.admin.call("GET", `/conversations/${id}`);
    expect(body.preview).toBe("Please call me back.");
    const found = await desk.admin.call("GET", "/conversations/search?q=sofa");
    expect(found.body.data).toHaveLength(1);
  });

  it("is heard and found again after it was taken back and that was undone", async () => {
    const id = await desk.writes("Another thing.");
    ground.says("The gherkin is in the cellar");
    const attachmentIds = [await attached(id)];
    const notes = `/conversations/${id}/notes`;
    const made = await desk.admin.call("POST", notes, { text: "See", attachmentIds });
    const look = async () => (await desk.messages(id))[1]?.attachments[0]?.recording?.state;
    await expect.poll(look, { timeout: 30_000 }).toBe("heard");
    const gone = await desk.admin.call("DELETE", `${notes}/${made.body.message.id}`);
    const found = async () =>
      (await desk.admin.call("GET", "/conversations/search?q=gherkin")).body.data.length;
    expect(await found()).toBe(0);
    const act = String(gone.headers["rapport-act"]);
    const undone = await desk.admin.call("POST", `/undo/${act}`);
    expect(undone.status, JSON.stringify(undone.body)).toBe(200);
    expect(await found()).toBe(1);
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
    ground.says("The secret word is rutabaga");
    const sent = await ground.send();
    const { conversationId: id, messageId } = sent.body;
    await ground.until(id, "heard");
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
    const sent = await ground.send({ body: toneOf(1), query: { fileName: "evil.html" } });
    const { conversationId: id, messageId } = sent.body;
    await ground.until(id, "heard");
    const file = `/conversations/${id}/messages/${messageId}/files/0`;
    const played = await desk.admin.download(`${file}/recording`);
    expect(played.headers["content-type"]).toBe("audio/wav");
    expect(played.headers["content-security-policy"]).toMatch(/default-src 'none'; sandbox/);
    expect(played.bytes).toEqual(toneOf(1));
    const part = await desk.admin.download(`${file}/recording`, { range: "bytes=40-99" });
    expect(part.headers["content-range"]).toBe(`bytes 40-99/${toneOf(1).length}`);
    expect(part.bytes).toEqual(toneOf(1).subarray(40, 100));
    const saved = await desk.admin.download(file);
    expect(saved.headers["content-type"]).toBe("application/octet-stream");
  });
});
