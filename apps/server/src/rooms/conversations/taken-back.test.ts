// A conversation that somebody took and gave back: whether a bot may speak in it again.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";

let ground: ConversationsGround;
let home: Workspace;
beforeAll(async () => {
  ground = await openConversationsGround();
});
beforeEach(async () => {
  home = await ground.workspace();
});
afterAll(() => ground?.close());

const silenceOf = async (id: string) =>
  (await ground.conversations.standing(ground.deps.db.reader(home.ctx), id))?.silence;

async function taken(): Promise<{ id: string; undo: () => Promise<unknown> }> {
  const { conversationId: id } = await ground.writes(home);
  const { memberId: assigneeId } = home.admin;
  const { act } = await home.admin.patch(`/conversations/${id}`, { assigneeId });
  expect(await silenceOf(id)).toBe("person-in");
  return { id, undo: () => home.admin.post(`/undo/${act}`) };
}

describe("taking a conversation, when it is undone", () => {
  it("lets a bot speak again", async () => {
    const { id, undo } = await taken();
    await undo();
    expect(await silenceOf(id)).toBeNull();
  });

  it("does not once a member answered", async () => {
    const { id, undo } = await taken();
    await home.admin.post(`/conversations/${id}/replies`, { text: "I am here." });
    await undo();
    expect(await silenceOf(id)).toBe("person-in");
  });

  it("does not where the customer had asked for a person", async () => {
    const { conversationId: id } = await ground.writes(home, { text: "Let me talk to a person" });
    const { memberId: assigneeId } = home.admin;
    const { act } = await home.admin.patch(`/conversations/${id}`, { assigneeId });
    await home.admin.post(`/undo/${act}`);
    expect(await silenceOf(id)).toBe("person-in");
  });
});
