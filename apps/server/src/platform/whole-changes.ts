// Things beside records that acts change as a whole (views, lists, quotes, files, reports, lines): how such a change is
// told, so that it is audited and undone like one of a record, and what a request for one may leave out.
import type { RecordChange } from "./acts.ts";

/** What it was and what it is; null where there is none, which is so on one side at most. */
export function wholeChange<T extends { id: string }>(
  object: string,
  before: T | null,
  after: T | null,
): RecordChange {
  const kept = after ?? before;
  if (kept === null) throw new Error(`A change of ${object} has an image before or after it.`);
  const left = after === null ? "purge" : "update";
  return {
    object,
    id: kept.id,
    op: before === null ? "create" : left,
    before: before === null ? null : { ...before },
    after: after === null ? null : { ...after },
    record: null,
  };
}

/** Undefined entries say nothing: they must not blank what is there. */
export function saidOnly<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** Whether `If-Match`, if it was sent, names this version. */
export function isMatch(ifMatch: string | undefined, version: number): boolean {
  return ifMatch === undefined || ifMatch.replaceAll('"', "") === String(version);
}
