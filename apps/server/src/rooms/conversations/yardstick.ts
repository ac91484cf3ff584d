// What the server asks the database for lists, counts and searches of an inbox, as statements that somebody else may
// explain or time: its own stores are asked with a reader that keeps what they say and answers nothing.
import type { ConversationFilter } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";
import { countConversations, listConversations } from "./list.store.ts";
import { foundMessages } from "./message-words.store.ts";
import type { Reach } from "./reach.ts";
import { queryOf, queryTokens } from "./words.rules.ts";

export interface Statement {
  what: string;
  sql: string;
  values: readonly unknown[];
}

interface Look {
  workspaceId: string;
  /** Who looks, first; the next two are their team. */
  memberIds: readonly string[];
  teamIds: readonly string[];
  now: string;
  searches: readonly string[];
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

const counted = new Set(["open", "mine", "nobody", "snoozed"]);
const pageSize = 51;
const countCap = 1000;

function reachesOf({ memberIds, teamIds }: Look): Record<string, Reach> {
  return {
    everything: { limit: { kind: "all" }, teamIds: [] },
    "own ones": { limit: { kind: "owners", memberIds: memberIds.slice(0, 1) }, teamIds: [] },
    "the team's": {
      limit: { kind: "owners", memberIds: memberIds.slice(0, 3) },
      teamIds: teamIds.slice(0, 1),
    },
  };
}

export async function inboxStatements(look: Look): Promise<Statement[]> {
  const { workspaceId, now } = look;
  const memberId = look.memberIds[0] ?? null;
  const found: Statement[] = [];
  const noting = (what: string): Reader => ({
    workspaceId,
    query: async (sql: string, values: readonly unknown[] = []) => {
      found.push({ what, sql, values });
      return [];
    },
  });
  for (const [who, reach] of Object.entries(reachesOf(look))) {
    for (const [name, filter] of Object.entries(filters)) {
      const asked = { filter, memberId, reach };
      const page = { ...asked, after: null, limit: pageSize };
      await listConversations(noting(`list ${name}, ${who}`), page);
      if (counted.has(name))
        await countConversations(noting(`count ${name}, ${who}`), { ...asked, cap: countCap });
    }
    const due = { filter: {}, memberId, reach, cap: countCap, dueBefore: now };
    await countConversations(noting(`count due, ${who}`), due);
  }
  for (const q of look.searches) {
    const tokens = queryTokens(workspaceId, queryOf(q));
    await foundMessages(noting(`search "${q}"`), { tokens, before: null, limit: 60 });
  }
  return found;
}
