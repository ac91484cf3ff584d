// Delivery reports: the message that did not arrive says so, in its own conversation, and nothing else follows.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
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
});
beforeEach(async () => {
  home = await ground.workspace();
});
afterAll(() => ground?.close());

const daemon = { address: "mailer-daemon@x.example", name: "Mail Delivery System" };
const returned = "Undelivered Mail Returned to Sender";

/** A conversation in which we answered, and the id of the answer. */
async function answered() {
  const { conversationId } = await ground.writes(home);
  const of = `${newId()}@ours.example`;
  ground.answer(() => ({ kind: "delivered", providerId: of }));
  await home.admin.post(`/conversations/${conversationId}/replies`, { text: "On its way." });
  await ground.drain();
  return { conversationId, of };
}

const bounce = (
  of: readonly string[],
  outcome: { addresses?: readonly string[]; failed?: string | null } = {},
  workspace = home,
) =>
  ground.writes(workspace, {
    from: { ...daemon, userId: null, verified: false },
    ...{ subject: returned, text: "I'm sorry to have to inform you.", automatic: true },
    report: {
      of,
      outcomes: [{ addresses: ["ida@customer.example"], failed: "No such address", ...outcome }],
    },
  });

const ours = async (conversationId: string) => (await messagesOf(home.admin, conversationId))[1];
const people = async () => (await home.admin.get("/people?limit=100")).body.data;

it("marks what did not arrive, in its conversation, and lets it be sent again", async () => {
  const { conversationId, of } = await answered();
  const told = await bounce([of], { failed: "There is no such address: 550\u0000\n5.1.1" });
  expect(told.conversationId).toBe(conversationId);
  const message = await ours(conversationId);
  expect(message.delivery).toEqual({
    ...{ state: "refused", reason: "There is no such address: 550 5.1.1", attempts: 1 },
  });
  expect(await people()).toHaveLength(1);
  const path = `/conversations/${conversationId}/messages/${message.id}/retry`;
  expect((await home.admin.post(path)).status).toBe(200);
});

it("changes nothing by what is only late, and keeps it", async () => {
  const { conversationId, of } = await answered();
  const told = await bounce([of], { failed: null });
  expect(told.conversationId).toBe(conversationId);
  expect((await ours(conversationId)).delivery.state).toBe("delivered");
});

it.each([
  ["another recipient", { addresses: ["eve@else.example"] }],
  ["no recipient", { addresses: [] }],
])("believes none that names %s", async (_name, outcome) => {
  const { conversationId, of } = await answered();
  const told = await bounce([of], outcome);
  expect(told.conversationId).not.toBe(conversationId);
  expect((await ours(conversationId)).delivery.state).toBe("delivered");
});

it("believes none of what a customer sent, nor in another workspace", async () => {
  const { conversationId, of } = await answered();
  const theirs = (await messagesOf(home.admin, conversationId))[0];
  await bounce([theirs.id]);
  expect((await messagesOf(home.admin, conversationId))[0].delivery).toBeNull();
  const elsewhere = await ground.workspace();
  await bounce([of], {}, elsewhere);
  expect((await ours(conversationId)).delivery.state).toBe("delivered");
});

it("makes nobody of a server, and joins no two by their subject", async () => {
  const [one, other] = [await bounce(["a@x.example"]), await bounce(["b@x.example"])];
  expect(one.conversationId).not.toBe(other.conversationId);
  expect(await people()).toEqual([]);
  const { body } = await home.admin.get(`/conversations/${one.conversationId}`);
  expect(body).toMatchObject({ subject: returned, person: null, waitingSince: null });
});

it("leaves alone what is on its way again", async () => {
  const { conversationId, of } = await answered();
  await bounce([of]);
  const { id } = await ours(conversationId);
  await home.admin.post(`/conversations/${conversationId}/messages/${id}/retry`);
  await bounce([of]);
  expect((await ours(conversationId)).delivery.state).toBe("queued");
});
