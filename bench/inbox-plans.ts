// How the database goes about each list, count and search of an inbox, by the statements that the server itself makes:
// its own stores are asked with a reader that keeps what they say. Run as the server's role, under row security.

import type { ConversationFilter } from "@rapport/contracts";
import pg from "pg";
import type { Reader } from "../apps/server/src/platform/db/index.ts";
import {
  countConversations,
  listConversations,
} from "../apps/server/src/rooms/conversations/list.store.ts";
import { foundMessages } from "../apps/server/src/rooms/conversations/messages.store.ts";
import { queryOf, queryTokens } from "../apps/server/src/rooms/conversations/words.rules.ts";
import type { Setting } from "./inbox-seed.ts";

export interface Planned {
  what: string;
  ms: number;
  /** Rows that were read. */
  read: number;
  /** Tables that were read from end to end. */
  scans: string[];
}

type Reach = Parameters<typeof listConversations>[1]["reach"];

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
}

const filters: Record<string, ConversationFilter> = {
  open: {},
  mine: { assignee: "me" },
  nobody: { assignee: "nobody" },
  due: { sort: "due" },
  waiting: { sort: "waiting" },
  snoozed: { state: "snoozed" },
  closed: { state: "closed" },
  all: { state: "any" },
  "all, mine": { state: "any", assignee: "me" },
  "all, a tag": { state: "any", tag: "gdpr" },
  "urgent ones": { priority: "urgent" },
  "a category": { category: "Outage" },
  "chat only": { channel: "widget" },
};

export const searches = [
  "invoice",
  "technicians",
  "work ord",
  "refund licence",
  "Order 48",
  "rechnung",
  "certificate expiry reminder",
  "planning",
  "zzz nothing",
];

function flat(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}

export async function plansOf(connection: pg.ClientConfig, setting: Setting): Promise<Planned[]> {
  const client = new pg.Client(connection);
  await client.connect();
  const { workspaceId } = setting;
  await client.query("SET ROLE rapport_app");
  await client.query("SELECT set_config('rapport.workspace', $1, false)", [workspaceId]);
  const found: Planned[] = [];

  const explain = async (what: string, sql: string, values: readonly unknown[]): Promise<void> => {
    const { rows } = await client.query<{
      "QUERY PLAN": [{ Plan: Node; "Execution Time": number }];
    }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...values]);
    const [plan] = rows[0]?.["QUERY PLAN"] ?? [];
    if (!plan) throw new Error(`There is no plan of ${what}.`);
    const nodes = flat(plan.Plan);
    const tables = nodes.filter((node) => node["Relation Name"] !== undefined);
    found.push({
      what,
      ms: Number(plan["Execution Time"].toFixed(1)),
      read: tables.reduce(
        (sum, node) =>
          sum +
          node["Actual Loops"] *
            (node["Actual Rows"] +
              (node["Rows Removed by Filter"] ?? 0) +
              (node["Rows Removed by Index Recheck"] ?? 0)),
        0,
      ),
      scans: tables
        .filter((node) => node["Node Type"] === "Seq Scan")
        .map((node) => node["Relation Name"] ?? ""),
    });
  };

  const reading = (what: string): Reader => ({
    workspaceId,
    query: async (sql: string, values: readonly unknown[] = []) => {
      await explain(what, sql, values);
      return [];
    },
  });

  const [me = null] = setting.memberIds;
  const reaches: Record<string, Reach> = {
    everything: { limit: { kind: "all" }, teamIds: [] },
    "own ones": { limit: { kind: "owners", memberIds: [me ?? ""] }, teamIds: [] },
    "the team's": {
      limit: { kind: "owners", memberIds: setting.memberIds.slice(0, 3) },
      teamIds: setting.teamIds.slice(0, 1),
    },
  } as Record<string, Reach>;
  for (const [who, reach] of Object.entries(reaches))
    for (const [name, filter] of Object.entries(filters)) {
      const asked = { filter, memberId: me, reach };
      const list = { ...asked, after: null, limit: 51 };
      await listConversations(reading(`list ${name}, ${who}`), list);
      if (name === "open" || name === "mine" || name === "nobody" || name === "snoozed")
        await countConversations(reading(`count ${name}, ${who}`), { ...asked, cap: 1000 });
      if (name !== "due") continue;
      const dueBefore = new Date(setting.nowMs).toISOString();
      const due = { ...asked, filter: {}, cap: 1000, dueBefore };
      await countConversations(reading(`count due, ${who}`), due);
    }
  for (const q of searches) {
    const tokens = queryTokens(workspaceId, queryOf(q));
    const asked = { tokens, before: null, limit: 200 };
    await foundMessages(reading(`search "${q}"`), asked);
  }
  await client.end();
  return found;
}
