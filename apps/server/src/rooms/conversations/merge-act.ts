// Two conversations of one customer become one: the other one is closed, its messages are read in this one, and what
// still comes in there goes on here. Nothing is moved, so undoing takes the two apart as they were.
import { type Conversation, idSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import {
  readConversations,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { describeOne } from "./describe.ts";
import { missingConversation, notMergeable } from "./errors.ts";
import { changeOf, saveChanged } from "./image.ts";
import { closedInto } from "./join-early.ts";
import type { ConversationsDeps } from "./ports.ts";
import { visibleConversation } from "./reach.ts";

function checkMergeable(kept: StoredConversation, other: StoredConversation): void {
  if (kept.id === other.id) throw notMergeable("A conversation cannot be merged with itself.");
  if (kept.mergedInto !== null || other.mergedInto !== null)
    throw notMergeable("One of these was merged into another conversation already.");
  if (isUnproved(kept) || isUnproved(other))
    throw notMergeable(
      "The address in the chat was typed by the visitor and is not proved: merged, they would read what is written to the person of that address. Chats of people whom your website signs in can be merged.",
    );
  const isOnePerson = kept.personId !== null && kept.personId === other.personId;
  if (!isOnePerson)
    throw notMergeable(
      "Only conversations with the same person can be merged: otherwise one customer would read what another wrote. Set the person of both first.",
    );
}

/** Whoever writes in a chat may type any address; who is signed in on the website has proved who they are. */
const isUnproved = ({ channelKind, fromVerified, fromAddress }: StoredConversation) =>
  channelKind === "widget" && !fromVerified && fromAddress !== null;

const earlier = (a: string | null, b: string | null): string | null => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

const rank = { closed: 0, snoozed: 1, open: 2 } as const;

/** Whichever is more awake; two that are put off come back when the first of them would. */
function stateOf(kept: StoredConversation, other: StoredConversation) {
  const { state, closedAt, snoozedUntil } = rank[other.state] > rank[kept.state] ? other : kept;
  const isBoth = kept.state === "snoozed" && other.state === "snoozed";
  return {
    state,
    closedAt,
    snoozedUntil: isBoth ? earlier(kept.snoozedUntil, other.snoozedUntil) : snoozedUntil,
  };
}

export function mergeAct(deps: ConversationsDeps) {
  return defineAct({
    name: "conversations.merge",
    title: "Merge two conversations",
    permission: "update on both conversations",
    effect: "internal",
    risk: "medium",
    compensation: { by: "undo" },
    check: () => undefined,
    input: z.object({ id: idSchema, otherId: idSchema }),
    run: async (tx, act, { id, otherId }): Promise<Conversation> => {
      // In one order, so that two merges the other way round do not wait for each other.
      await readConversations(tx, [id, otherId], "FOR UPDATE");
      const { stored: kept } = await visibleConversation(deps, tx, act.ctx, id, "change");
      const { stored: other } = await visibleConversation(deps, tx, act.ctx, otherId, "change");
      if (!kept || !other) throw missingConversation();
      checkMergeable(kept, other);
      const closed = closedInto(other, kept, act.at);
      updateConversation(tx, closed);
      await act.changed(tx, [changeOf(other, closed)]);
      const after = await saveChanged(deps, tx, act, kept, {
        ...kept,
        ...stateOf(kept, other),
        waitingSince: earlier(kept.waitingSince, other.waitingSince),
        personInSince: earlier(kept.personInSince, other.personInSince),
        tags: [...new Set([...kept.tags, ...other.tags])].slice(0, 20),
      });
      return describeOne(deps, tx, act.ctx, after);
    },
  });
}
