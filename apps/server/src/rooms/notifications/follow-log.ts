// Reads the settled audit log and writes what it means for members. The place in the log moves in the same
// transaction, so that whatever is killed when, each entry tells exactly once.
import type { Tx } from "../../platform/db/index.ts";
import { memberActors } from "../access/index.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import { type LogEntry, planEntries, recordsIn } from "./plan-entries.rules.ts";
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
  let read = 0;
  for (;;) {
    const step = await deps.db.tenant({ workspaceId }, async (tx) => {
      // The log of a workspace that is new to this room is not told again.
      const from = await holdCursor(tx, floorNo);
      if (from === null || from >= floorNo) return null;
      const { entries, throughNo } = await deps.entries(tx, from, batchSize);
      await writeItems(deps, tx, await plan(tx, entries));
      moveCursor(tx, throughNo);
      return { count: entries.length, isDone: throughNo >= floorNo };
    });
    read += step?.count ?? 0;
    if (!step || step.isDone) return read;
  }
}

async function plan(tx: Tx, entries: readonly LogEntry[]) {
  if (entries.length === 0) return [];
  const [members, rows] = await Promise.all([
    memberActors(tx),
    attentionTo(tx, recordsIn(entries)),
  ]);
  return planEntries(entries, {
    memberOfActor: new Map(members.map(({ actorId, id }) => [actorId, id])),
    members: new Set(members.map(({ id }) => id)),
    attention: Map.groupBy(rows, ({ recordId }) => recordId),
  });
}
