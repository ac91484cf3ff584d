// Cuts what waits in the queue into one round's work.
import type { MergeableObject } from "@rapport/contracts";
import type { Queued } from "./queue.store.ts";

export interface Portion {
  work: Map<MergeableObject, Set<string>>;
  /** Entries that are done with this round. */
  done: string[];
  /** The entry that is not, and how many of its records are. */
  rest: { id: string; taken: number } | null;
}

export function portionOf(queued: readonly Queued[], most: number): Portion {
  const portion: Portion = { work: new Map(), done: [], rest: null };
  let room = most;
  for (const { id, object, record_ids, total } of queued) {
    if (room <= 0) break;
    const taken = record_ids.slice(0, room);
    room -= taken.length;
    portion.work.set(object, new Set([...(portion.work.get(object) ?? []), ...taken]));
    if (taken.length === total) portion.done.push(id);
    else portion.rest = { id, taken: taken.length };
  }
  return portion;
}
