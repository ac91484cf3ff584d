// Writes drafts as lines of their members, as each wants to be told, and moves their bells.
import type { Clock } from "../../platform/clock.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { addItem, moveBells } from "./items.store.ts";
import { defaultWishes, mailDueMs, wishFor } from "./mail-time.rules.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { readWishes } from "./wishes.store.ts";

export async function writeItems(
  deps: { clock: Clock },
  tx: Tx,
  drafts: readonly (Draft & { id?: string })[],
): Promise<void> {
  if (drafts.length === 0) return;
  const memberIds = [...new Set(drafts.map(({ memberId }) => memberId))];
  const wishes = await readWishes(tx, memberIds);
  const told = new Set<string>();
  for (const one of drafts) {
    const own = wishes.get(one.memberId) ?? defaultWishes;
    const { app, mail } = wishFor(own, one.kind);
    if (!app && mail === "off") continue;
    const dueMs = mailDueMs(own, one.kind, deps.clock.nowMs());
    addItem(tx, {
      ...one,
      id: one.id ?? newId(),
      data: app ? one.data : { ...one.data, mailOnly: true },
      mailDueAt: dueMs === null ? null : new Date(dueMs).toISOString(),
    });
    told.add(one.memberId);
  }
  if (told.size > 0) moveBells(tx, [...told]);
}
