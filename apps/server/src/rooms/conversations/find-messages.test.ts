// The index of words over more messages than are walked through: what is frequent and what is rare, in pages.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import { foundMessages } from "./message-words.store.ts";

let ground: ConversationsGround;
let home: Workspace;
const ids: string[] = [];
const every = 7;
const rare = 8;
const old = 9;
const count = 2000;

/** In the newest 1,500 one of seven holds the first, in all of them one of 250 the second; the third only the oldest. */
const tokensAt = (at: number): number[] => [
  1,
  ...(at % 7 === 0 ? [every] : []),
  ...(at % 250 === 0 ? [rare] : []),
  ...(at < 30 ? [old] : []),
];

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
  for (let at = 0; at < count; at += 1) ids.push(newId());
  ids.sort();
  const insert = (workspaceId: string, own: string[], tokens: (at: number) => number[]) =>
    ground.test.asOwner(
      `INSERT INTO conversations.words (workspace_id, message_id, conversation_id, tokens)
       SELECT $1, id, id, tokens FROM jsonb_to_recordset($2::jsonb) AS w (id uuid, tokens int[])`,
      [workspaceId, JSON.stringify(own.map((id, at) => ({ id, tokens: tokens(at) })))],
    );
  await insert(home.id, ids, tokensAt);
  const other = await ground.workspace();
  await insert(other.id, ids.slice(-200), () => [1, every, rare, old, 99]);
});
afterAll(() => ground?.close());

async function pages(tokens: number[], limit: number): Promise<string[]> {
  const found: string[] = [];
  const reader = ground.deps.db.reader({ workspaceId: home.id });
  for (let before: string | null = null; ; ) {
    const page = await foundMessages(reader, { tokens, before, limit });
    found.push(...page.map(({ messageId }) => messageId));
    before = page.at(-1)?.messageId ?? null;
    if (page.length < limit) return found;
  }
}

it.each([
  ["all of them", [1], 900],
  ["frequent ones", [every], 60],
  ["rare ones", [rare], 3],
  ["both words", [every, rare], 60],
  ["old ones", [old], 7],
  ["what only another workspace has", [99], 60],
] as const)("finds %s, newest first, each once", async (_what, tokens, limit) => {
  const expected = ids.filter((_, at) => tokens.every((token) => tokensAt(at).includes(token)));
  expect(await pages([...tokens], limit)).toEqual(expected.reverse());
});
