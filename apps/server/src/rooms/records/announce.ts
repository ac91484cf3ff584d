// Hands on changes of what is no record (fields, pipelines, lines, links), so that it is audited like one.
import type { Act, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";

/** What each was and what it is, as a whole; null where there is none. */
export async function announceAll<T extends { id: string }>(
  tx: Tx,
  act: Act,
  object: string,
  changes: readonly { before: T | null; after: T | null }[],
): Promise<void> {
  const image = (state: T | null) => (state === null ? null : { ...state });
  const told = changes.flatMap(({ before, after }): RecordChange[] => {
    const kept = after ?? before;
    if (kept === null) return [];
    const changed = after === null ? "purge" : "update";
    const op = before === null ? "create" : changed;
    return [{ object, id: kept.id, op, before: image(before), after: image(after), record: null }];
  });
  await act.changed(tx, told);
}

export async function announce<T extends { id: string }>(
  tx: Tx,
  act: Act,
  object: string,
  before: T | null,
  after: T | null,
): Promise<void> {
  if (before !== null || after !== null) await announceAll(tx, act, object, [{ before, after }]);
}
