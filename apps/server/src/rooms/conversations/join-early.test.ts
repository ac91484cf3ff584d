import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConversationsGround,
  messagesOf,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";

let ground: ConversationsGround;
let home: Workspace;

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
});
afterAll(() => ground?.close());

const one = async (id: string) => (await home.admin.get(`/conversations/${id}`)).body;
const answer = (id: string) =>
  home.admin.post(`/conversations/${id}/replies`, { text: "In your account." });

describe("an answer that came before what it answers", () => {
  const ids = () =>
    Array.from({ length: 3 }, () => `<${newId()}@mail.example>`) as [string, string, string];

  it("is read on where that belongs", async () => {
    const [first, late, early] = ids();
    const kept = await ground.writes(home, { providerId: first, subject: "Order 1200" });
    const began = await ground.writes(home, {
      ...{ providerId: early, subject: "One more thing", inReplyTo: [late] },
    });
    const then = { providerId: late, subject: "Re: Order 1200", answeredBy: [early] };
    const { conversationId } = await ground.writes(home, then);
    expect(conversationId).toBe(kept.conversationId);
    expect((await one(began.conversationId)).mergedInto).toMatchObject({ id: conversationId });
    expect(await messagesOf(home.admin, conversationId)).toHaveLength(3);
    const next = await ground.writes(home, { inReplyTo: [early], subject: "And more" });
    expect(next.conversationId).toBe(conversationId);
  });

  it("stays where somebody has worked on it, and where it is another person's", async () => {
    const [first, late, early] = ids();
    const kept = await ground.writes(home, { providerId: first, subject: "Order 1300" });
    const began = await ground.writes(home, {
      providerId: early,
      subject: "Thing",
      inReplyTo: [late],
    });
    await answer(began.conversationId);
    const from = { address: "eve@other.example", name: "Eve", userId: null, verified: false };
    const [, , foreign] = ids();
    const hers = await ground.writes(home, { providerId: foreign, subject: "Mine", from });
    for (const answeredBy of [[early], [foreign]]) {
      const then = { subject: "Re: Order 1300", answeredBy };
      expect((await ground.writes(home, then)).conversationId).toBe(kept.conversationId);
    }
    expect((await one(began.conversationId)).mergedInto).toBeNull();
    expect((await one(hers.conversationId)).mergedInto).toBeNull();
  });
});

it("says by its address who else wrote a mail in a conversation, whatever name that one gives", async () => {
  const first = await ground.writes(home, { providerId: "<spoken@x>" });
  const posing = { name: "Ida Customer", userId: null, verified: false };
  const joins = (address: string) =>
    ground.writes(home, { inReplyTo: ["<spoken@x>"], from: { ...posing, address } });
  await joins("IDA@customer.example");
  await joins("eve@else.example");
  const names = async () =>
    (await messagesOf(home.admin, first.conversationId)).map(
      ({ author }: { author: { name: string | null } }) => author.name,
    );
  expect(await names()).toEqual([
    "Ida Customer",
    "Ida Customer",
    "Ida Customer <eve@else.example>",
  ]);
});
