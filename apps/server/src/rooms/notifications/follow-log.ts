// Reads the settled audit log and writes what it means for members. The place in the log moves in the same
// transaction, so that whatever is killed when, each entry tells exactly once.
import type { Tx } from "../../platform/db/index.ts";
import { membersWithRights } from "../access/index.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import { type Known, type LogEntry, planEntries, recordsIn } from "./plan-entries.rules.ts";
import { attentionTo, holdCursor, moveCursor, readCursors } from "./wishes.store.ts";
import { writeItems } from "./write-items.ts";

const batchSize = 500;

/** One look over all workspaces; answers how many entries were read. */
export async function followLog(deps: NotificationsDeps, signal?: AbortSignal): Promise<number> {
  const floors = await deps.floors();
  const cursors = await deps.db.system(readCursors);
  let read = 0;
  for (const { workspaceId, floorNo } of floors) {
    if (signal?.aborted) break;
    if ((cursors.get(workspaceId) ?? -1) < floorNo)
      read += await followWorkspace(deps, workspaceId, floorNo);
  }
  return read;
}

async function followWorkspace(
  deps: NotificationsDeps,
  workspaceId: string,
  floorNo: number,
): Promise<number> {
  // Before the transaction: rights are read as the system role.
  const members = await membersWithRights(deps.db, workspaceId);
  const people = {
    memberOfActor: new Map(members.map(({ principal, id }) => [principal.id, id])),
    members: new Set(members.map(({ id }) => id)),
  };
  let read = 0;
  for (;;) {
    const step = await deps.db.tenant({ workspaceId }, async (tx) => {
      // The log of a workspace that is new to this room is not told again.
      const from = await holdCursor(tx, floorNo);
      if (from === null || from >= floorNo) return null;
      const { entries, throughNo } = await deps.entries(tx, from, batchSize);
      await writeItems(deps, tx, await plan(tx, entries, people));
      moveCursor(tx, throughNo);
      return { count: entries.length, isDone: throughNo >= floorNo };
    });
    read += step?.count ?? 0;
    if (!step || step.isDone) return read;
  }
}

async function plan(tx: Tx, entries: readonly LogEntry[], people: Omit<Known, "attention">) {
  if (entries.length === 0) return [];
  const rows = await attentionTo(tx, recordsIn(entries));
  const attention = Map.groupBy(rows, ({ recordId }) => recordId);
  return planEntries(entries, { ...people, attention });
}
