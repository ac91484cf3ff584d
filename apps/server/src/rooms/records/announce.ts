// Hands on a change of what is no record (fields, pipelines, lines, links), so that it is audited like one.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";

/** What it was and what it is, as a whole; null where there is none. */
export async function announce<T extends { id: string }>(
  tx: Tx,
  act: Act,
  object: string,
  before: T | null,
  after: T | null,
): Promise<void> {
  const kept = after ?? before;
  if (kept === null) return;
  const changed = after === null ? "purge" : "update";
  const op = before === null ? "create" : changed;
  const image = (state: T | null) => (state === null ? null : { ...state });
  await act.changed(tx, [
    { object, id: kept.id, op, before: image(before), after: image(after), record: null },
  ]);
}
