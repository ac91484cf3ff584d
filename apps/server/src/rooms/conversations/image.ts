// A conversation as the audit log, undo and live streams know it: what members decide about it. Messages are not in it,
// so that one that comes in does not stand in the way of undoing an assignment; nor is any text of a customer.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { UndoablePart } from "../records/index.ts";
import {
  readConversation,
  type StoredConversation,
  updateConversation,
} from "./conversations.store.ts";
import { hasMemberSpoken, waitingSinceIn } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { isReached, object, reachOf } from "./reach.ts";

const imageKeys = [
  "number",
  "state",
  "snoozedUntil",
  "closedAt",
  "teamId",
  "region",
  "priority",
  "category",
  "language",
  "subject",
  "personId",
  "tags",
  "triage",
  "mergedInto",
  "mergedAtSeq",
] as const;

export type ConversationImage = { id: string; ownerId: string | null } & Pick<
  StoredConversation,
  (typeof imageKeys)[number]
>;

export function imageOf(one: StoredConversation): ConversationImage {
  const image = { id: one.id, ownerId: one.assigneeId } as Record<string, unknown>;
  for (const key of imageKeys) image[key] = one[key];
  return image as ConversationImage;
}

/** Only what differs is told apart by readers; both sides are whole, for undo. */
export function changeOf(
  before: StoredConversation | null,
  after: StoredConversation,
): RecordChange {
  return {
    object,
    id: after.id,
    op: before === null ? "create" : "update",
    before: before === null ? null : { ...imageOf(before) },
    after: { ...imageOf(after) },
    record: null,
  };
}

/** Saves a conversation that this transaction holds, with what follows from settings, and tells of it. */
export async function saveChanged(
  deps: Pick<ConversationsDeps, "plan">,
  tx: Tx,
  act: Act,
  before: StoredConversation,
  changed: StoredConversation,
): Promise<StoredConversation> {
  const facts = { conversation: changed, text: null, isNew: false, at: act.at };
  const planned = await deps.plan(tx, { ...facts, event: "changed" });
  const after = { ...changed, ...planned, version: before.version + 1, updatedAt: act.at };
  updateConversation(tx, after);
  await act.changed(tx, [changeOf(before, after)]);
  return after;
}

/** Who waits is in no image: their messages tell what a closing or a merge that is taken back had ended. */
async function waitingOf(tx: Tx, stored: StoredConversation, back: StoredConversation) {
  if (back.state === "closed") return null;
  const since = await waitingSinceIn(tx, back.id, back.handOver?.at ?? null);
  if (stored.state === "closed" || since === null) return since;
  return stored.waitingSince;
}

/** Nor is who is in: an assignment that is taken back was no person, unless one answered or was asked for. */
async function personInOf(tx: Tx, { personInSince }: StoredConversation, back: StoredConversation) {
  if (personInSince === null || back.assigneeId !== null || back.handOver !== null)
    return personInSince;
  return (await hasMemberSpoken(tx, back.id, personInSince)) ? personInSince : null;
}

export function conversationPart(deps: ConversationsDeps): UndoablePart {
  return {
    read: async (tx, id) => {
      const stored = await readConversation(tx, id, "FOR UPDATE");
      return stored && imageOf(stored);
    },
    write: async (tx, id, image, at) => {
      const stored = await readConversation(tx, id, "FOR UPDATE");
      if (!stored || image === null) return;
      const { ownerId, ...rest } = image as unknown as ConversationImage;
      const back = { ...stored, ...rest, assigneeId: ownerId };
      const waitingSince = await waitingOf(tx, stored, back);
      const personInSince = await personInOf(tx, stored, back);
      const changed = { ...back, waitingSince, personInSince };
      const facts = { conversation: changed, text: null, isNew: false, at };
      const planned = await deps.plan(tx, { ...facts, event: "changed" });
      const kept = { ...changed, ...planned, version: stored.version + 1, updatedAt: at };
      updateConversation(tx, { ...kept, assigneeId: ownerId });
    },
    mayChange: async (tx, act, { image, current }) => {
      const reach = await reachOf(deps, tx, act.ctx.principal, "update");
      return [image, current].every((state) => {
        if (state === null) return true;
        const { ownerId, teamId, region } = state as ConversationImage;
        return isReached(reach, { assigneeId: ownerId, teamId, region });
      });
    },
  };
}
