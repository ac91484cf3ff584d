// Writes drafts as lines of their members, as each wants to be told, and moves their bells.
import type { Clock } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { addItem, moveBells, type NewItem } from "./items.store.ts";
import { defaultWishes, mailDueMs, type Wishes, wishFor } from "./mail-time.rules.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { readWishes } from "./wishes.store.ts";

type NewDraft = Draft & { id?: string };

/** Null where the member wants to hear nothing of its kind. */
function lineOf(one: NewDraft, own: Wishes, nowMs: number): NewItem | null {
  const { app, mail } = wishFor(own, one.kind);
  if (!app && mail === "off") return null;
  const dueMs = mailDueMs(own, one.kind, nowMs);
  const mailDueAt = dueMs === null ? null : new Date(dueMs).toISOString();
  const line = { ...one, id: one.id ?? newId(), mailDueAt };
  if (app) return line;
  // What is not shown is a line of its own, which hides none that is.
  return { ...line, groupKey: `mail ${one.groupKey}`, data: { ...one.data, mailOnly: true } };
}

export async function writeItems(
  deps: { clock: Clock },
  tx: Tx,
  drafts: readonly NewDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const memberIds = [...new Set(drafts.map(({ memberId }) => memberId))];
  const wishes = await readWishes(tx, memberIds);
  const nowMs = deps.clock.nowMs();
  const lines = drafts.flatMap(
    (one) => lineOf(one, wishes.get(one.memberId) ?? defaultWishes, nowMs) ?? [],
  );
  for (const line of lines) addItem(tx, line);
  if (lines.length > 0)
    moveBells(
      tx,
      lines.map(({ memberId }) => memberId),
    );
}
