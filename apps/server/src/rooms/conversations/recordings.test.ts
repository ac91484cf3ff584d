// Recordings in messages: which files are, what is kept of them once for each wish, and what follows for the conversation.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Caller, Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import type { Heard, Recorded } from "./index.ts";
import { isRecording } from "./recordings.rules.ts";

let ground: ConversationsGround;
let workspace: Workspace;
let admin: Caller;
const wishes: Recorded[] = [];

beforeAll(async () => {
  ground = await openConversationsGround();
  ground.deps.outbox.subscribe("conversations.recorded", async ({ payload }) => {
    wishes.push(payload as unknown as Recorded);
  });
  ground.deps.outbox.start();
  workspace = await ground.workspace();
  admin = workspace.admin;
});
afterAll(async () => {
  await ground?.deps.outbox.stop();
  await ground?.close();
});

const file = (name: string, mediaType: string) => ({
  ...{ name, mediaType, bytes: 9 },
  blobKey: `test/${newId()}`,
});
const song = file("note.ogg", "audio/ogg");
const heardAs = (text: string): Heard => ({
  ...{ state: "heard", text, language: "en", rung: "Whisper", reason: null },
  ...{ durationMs: 1000, type: "audio/ogg" },
});

async function brought(attachments = [song], text = "") {
  const { conversationId, messageId } = await ground.writes(workspace, { text, attachments });
  const wish = { conversationId, messageId, at: 0, times: 1 };
  const hear = (heard: Heard, more: Partial<Recorded> = {}) =>
    ground.conversations.heard(workspace.ctx, { ...wish, ...more }, heard);
  const read = async () => (await admin.get(`/conversations/${conversationId}`)).body;
  const recording = async (at = 0) =>
    (await messagesOf(admin, conversationId))[0].attachments[at].recording;
  return { id: conversationId, messageId, wish, hear, read, recording };
}

describe("which files are recordings", () => {
  it.each([
    ["a.wav", "audio/x-wav", true],
    ["a", "audio/mpeg; codecs=mp3", true],
    ["a.bin", "application/ogg", true],
    ["call.m4a", "video/mp4", true],
    ["call.mp3", "application/octet-stream", true],
    ["film.mp4", "video/mp4", false],
    ["call.mp3", "text/html", false],
    ["call.mp3.exe", "application/octet-stream", false],
    ["paper.pdf", "application/pdf", false],
  ])("%s as %s: %s", (name, mediaType, is) => {
    expect(isRecording({ name, mediaType })).toBe(is);
  });
});

describe("a recording in a message", () => {
  it("is announced with it, each by itself, and pictures and papers are not", async () => {
    const picture = { ...file("b.ogg", "audio/ogg"), picture: { state: "shown" } as never };
    const { messageId } = await brought([file("a.pdf", "application/pdf"), song, song, picture]);
    const mine = () => wishes.filter((wish) => wish.messageId === messageId);
    await expect.poll(() => mine().length, { timeout: 20_000 }).toBe(2);
    expect(mine().map(({ at, times }) => [at, times])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it("is kept once for each wish; a late word of an earlier wish counts for nothing", async () => {
    const { id, messageId, hear, recording } = await brought();
    expect(await hear({ ...heardAs(""), state: "unheard", text: null, reason: "No model" })).toBe(
      true,
    );
    expect(await hear(heardAs("too late"))).toBe(false);
    const path = `/conversations/${id}/messages/${messageId}/files/0/transcript`;
    expect((await admin.post(path, {})).status).toBe(202);
    expect(await hear(heardAs("of the first wish"))).toBe(false);
    expect(await hear(heardAs("of the second"), { times: 2 })).toBe(true);
    expect(await recording()).toMatchObject({ state: "heard", text: "of the second" });
    expect((await admin.post(path, {})).status).toBe(409);
    expect((await admin.post(path.replace("files/0", "files/7"), {})).status).toBe(404);
  });

  it("is previewed as long as nothing came after it, and stands beside what was written", async () => {
    const first = await brought();
    expect((await first.read()).preview).toBe("Voice note");
    await first.hear(heardAs("My order\n is late"));
    expect((await first.read()).preview).toBe("My order is late");
    const written = await brought([song], "See the recording");
    await ground.conversations.queueReply(workspace.ctx, {
      ...{ conversationId: written.id, idempotencyKey: newId() },
      ...{ author: { kind: "system", id: null }, text: "Thank you" },
    });
    await written.hear(heardAs("aubergine"));
    expect((await written.read()).preview).toBe("Thank you");
    for (const q of ["recording", "aubergine"]) {
      const { body } = await admin.get(`/conversations/search?q=${q}`);
      expect(body.data.map((hit: { conversation: { id: string } }) => hit.conversation.id)).toEqual(
        [written.id],
      );
    }
  });

  it("is text: without control characters, halves of characters or an end that never comes", async () => {
    const { hear, recording } = await brought();
    await hear({
      ...heardAs(`a\u0000b\ud800c\r\n${"x".repeat(200_000)}`),
      language: `en\n${"n".repeat(99)}`,
    });
    const { text, language } = await recording();
    expect(text.startsWith("ab\ufffdc\nxxx")).toBe(true);
    expect([text.length <= 100_000, language.length]).toEqual([true, 40]);
  });

  it("that asks for a person gives the conversation to people, also where more was written since", async () => {
    const asking = await brought();
    await asking.hear(heardAs("I want to talk to a human"));
    expect((await asking.read()).handOver?.reason).toBe("The customer asked for a person");
    const thread = newId();
    const more = { channelKind: "api" as const, threadKey: thread, text: "", attachments: [song] };
    const old = await ground.writes(workspace, more);
    await ground.writes(workspace, { ...more, text: "Hello? Anybody?", attachments: [] });
    const wish = { conversationId: old.conversationId, messageId: old.messageId, at: 0, times: 1 };
    await ground.conversations.heard(workspace.ctx, wish, heardAs("I want to talk to a human"));
    const { body } = await admin.get(`/conversations/${old.conversationId}`);
    expect(body.handOver?.reason).toBe("The customer asked for a person");
  });

  it("is never sent on, and nothing of it is in the audit log", async () => {
    const { id, hear } = await brought();
    await hear(heardAs("my secret is xylophone"));
    ground.sent.length = 0;
    await admin.post(`/conversations/${id}/replies`, { text: "Noted" });
    await ground.drain();
    expect(JSON.stringify(ground.sent)).not.toContain("xylophone");
    const log = await ground.test.asOwner(
      "SELECT to_jsonb(e)::text AS entry FROM governance.audit_entries e WHERE workspace_id = $1",
      [workspace.id],
    );
    expect(log.length).toBeGreaterThan(0);
    expect(JSON.stringify(log)).not.toContain("xylophone");
  });
});
