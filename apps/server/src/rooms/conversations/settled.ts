// What is settled, for those who learn from it: without rights for work that nobody sees, and which of it one caller may
// read. Behind the door, so that no store is handed out.
import type { Ctx } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { readConversations } from "./conversations.store.ts";
import { titleOf } from "./describe.ts";
import { linksOfRecords } from "./links.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, mayRead, reachOf } from "./reach.ts";
import * as store from "./settled.store.ts";

export type { SettledConversation, SettledMessage, SettledPlace } from "./settled.store.ts";

export interface Settled {
  /** No rights apply. */
  between(
    tx: Reader,
    asked: { since: string; until: string; after: store.SettledPlace | null; limit: number },
  ): Promise<store.SettledConversation[]>;
  /** Of these, the settled ones, which nobody changes before the transaction ends. No rights apply. */
  hold(tx: Tx, ids: readonly string[]): Promise<store.SettledConversation[]>;
  /** No rights apply. */
  messages(tx: Reader, id: string): Promise<store.SettledMessage[]>;
  /** Ids of conversations on a ticket, newest last. No rights apply. */
  onTicket(tx: Reader, ticketId: string): Promise<string[]>;
  /** What customers said, 1 to 5, of settled conversations on these tickets. No rights apply. */
  scoresOnTickets(
    tx: Reader,
    ticketIds: readonly string[],
  ): Promise<{ ticketId: string; score: number }[]>;
  /** Titles by id of those whose texts the caller may read. */
  readable(tx: Reader, ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function settled(deps: Pick<ConversationsDeps, "teamsOf">): Settled {
  return {
    between: (tx, asked) => store.settledBetween(tx, asked),
    hold: (tx, ids) => store.holdSettled(tx, ids),
    messages: (tx, id) => store.settledMessages(tx, id),
    onTicket: async (tx, ticketId) =>
      (await linksOfRecords(tx, "tickets", [ticketId])).map((link) => link.conversationId).sort(),
    scoresOnTickets: (tx, ticketIds) => store.scoresOnTickets(tx, ticketIds),
    readable: async (tx, ctx, ids) => {
      const { principal } = ctx;
      const isWithheld = !mayRead(principal, "subject") || !mayRead(principal, "text");
      if (ids.length === 0 || isWithheld) return new Map();
      const reach = await reachOf(deps, tx, principal, "read");
      const found = await readConversations(tx, ids);
      return new Map(
        found
          .filter((one) => isReached(reach, one))
          .map((one) => [one.id, titleOf(principal, one)]),
      );
    },
  };
}
