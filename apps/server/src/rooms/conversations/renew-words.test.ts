// Words that an earlier version kept are made anew, once, whatever happens to their messages meanwhile.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { wordsVersion } from "./words.rules.ts";

let ground: ConversationsGround;
let home: Workspace;

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
});
afterAll(() => ground?.close());

const finds = async (q: string): Promise<string[]> => {
  const { body } = await home.admin.get(`/conversations/search?q=${encodeURIComponent(q)}`);
  return body.data.map((hit: { conversation: { id: string } }) => hit.conversation.id);
};
const versions = () =>
  ground.test.asOwner("SELECT words FROM conversations.counters WHERE workspace_id = $1", [
    home.id,
  ]);

it("makes them anew in pieces, until all are of this version", async () => {
  const { conversationId: id } = await ground.writes(home, { text: "In der Hauptstraße" });
  for (let count = 0; count < 120; count += 1) await ground.writes(home, { text: "Anderes" });
  const { conversationId: last } = await ground.writes(home, { text: "Auch Hauptstraße" });
  expect(await versions()).toEqual([{ words: wordsVersion }]);
  expect(await ground.conversations.upkeep.renewWords(home.id)).toBe(false);
  await ground.test.asOwner(
    "UPDATE conversations.words SET tokens = '{1}' WHERE workspace_id = $1",
    [home.id],
  );
  await ground.test.asOwner("UPDATE conversations.counters SET words = 1 WHERE workspace_id = $1", [
    home.id,
  ]);
  expect(await finds("Hauptstrasse")).toEqual([]);
  expect(await ground.conversations.upkeep.renewWords(home.id)).toBe(true);
  expect(await finds("Hauptstrasse")).toEqual([id]);
  expect(await ground.conversations.upkeep.renewWords(home.id)).toBe(false);
  expect(await finds("Hauptstraße")).toEqual([last, id]);
  expect(await finds("customer")).not.toEqual([]);
  expect(await versions()).toEqual([{ words: wordsVersion }]);
});
