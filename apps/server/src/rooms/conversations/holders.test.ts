// Who has something that is not closed is found, and taken from, by the indexes, however much they closed.
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type ConversationsGround,
  openConversationsGround,
} from "../../../test/conversations-ground.ts";
import { askedOf, plansOf } from "../../../test/query-plans.ts";
import type { Workspace } from "../../../test/records-ground.ts";
import { newId } from "../../platform/ids.ts";
import { type Holder, heldBy, holders } from "./holders.store.ts";

let ground: ConversationsGround;
let home: Workspace;
const [former, busy, team] = [newId(), newId(), newId()];

beforeAll(async () => {
  ground = await openConversationsGround();
  home = await ground.workspace();
  const { conversationId } = await ground.writes(home);
  await ground.test.asOwner(
    `UPDATE conversations.conversations SET assignee_id = $2, team_id = $3 WHERE workspace_id = $1`,
    [home.id, busy, team],
  );
  const rows = await ground.test.asOwner(
    `SELECT string_agg(quote_ident(column_name), ', ') AS names FROM information_schema.columns
     WHERE table_schema = 'conversations' AND table_name = 'conversations'
       AND column_name NOT IN ('id', 'number', 'thread_key', 'state', 'assignee_id', 'team_id')`,
    [],
  );
  const names = rows[0]?.names;
  await ground.test.asOwner(
    `INSERT INTO conversations.conversations (id, number, state, assignee_id, team_id, ${names})
     SELECT gen_random_uuid(), 1000 + n, CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END,
       CASE WHEN n % 20 = 0 THEN $3::uuid ELSE $2::uuid END, NULL, ${names}
     FROM conversations.conversations, generate_series(1, 20000) n WHERE id = $1`,
    [conversationId, former, busy],
  );
  await ground.test.asOwner("ANALYZE conversations.conversations", []);
}, 120_000);
afterAll(() => ground?.close());

const reader = () => ground.deps.db.reader({ workspaceId: home.id });

it("who has only what is closed is no holder", async () => {
  expect(await holders(reader(), "assignee_id")).toEqual([busy]);
  expect(await holders(reader(), "team_id")).toEqual([team]);
});

it.each([
  ["assignee_id", "conversations_assigned"],
  ["team_id", "conversations_team"],
] as [Holder, string][])("by %s all comes by %s", async (holder, index) => {
  const ids = [former, team];
  const reads = [
    (tx: Parameters<typeof holders>[0]) => holders(tx, holder),
    (tx: Parameters<typeof holders>[0]) =>
      heldBy(tx as Parameters<typeof heldBy>[0], holder, ids, 100),
  ];
  for (const read of reads)
    for (const statement of await askedOf(home.id, read))
      for (const nodes of await plansOf(ground.test.db, home.ctx, statement)) {
        const used = nodes.flatMap((node) => node["Index Name"] ?? []);
        expect(used.length).toBeGreaterThan(0);
        expect([...new Set(used)], JSON.stringify(nodes)).toEqual([index]);
        expect(nodes.some((node) => node["Node Type"] === "Seq Scan")).toBe(false);
      }
});
