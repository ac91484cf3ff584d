// What readers are told of a promise: whether it runs, which a late one that was kept does not, though it is told.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { StoredSla } from "./conversations.store.ts";

const due = "2026-01-05T10:00:00.000Z";
const first: StoredSla = { kind: "first-response", dueAt: due, missed: 0 };
let planned: { sla: StoredSla | null; dueAt: string | null } = { sla: first, dueAt: due };
let ground: ConversationsGround;

beforeAll(async () => {
  ground = await openConversationsGround(async () => planned);
});

afterAll(() => ground?.close());

it("a promise that was kept late is told as missed, and runs no more", async () => {
  const home = await ground.workspace();
  const { conversationId: id } = await ground.writes(home);
  const shown = async () => (await home.admin.get(`/conversations/${id}`)).body.sla;
  expect(await shown()).toEqual({ kind: "first-response", dueAt: due, runs: true, missed: 0 });

  planned = { sla: { ...first, missed: 1 }, dueAt: null };
  await home.admin.post(`/conversations/${id}/replies`, { text: "At last." });
  expect(await shown()).toEqual({ kind: "first-response", dueAt: due, runs: false, missed: 1 });

  planned = { sla: { ...first, missed: 1, rests: true }, dueAt: null };
  await home.admin.patch(`/conversations/${id}`, { state: "closed" });
  expect(await shown()).toMatchObject({ runs: false, missed: 1 });
});
