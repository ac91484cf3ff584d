// Hands on changes of what is no record (fields, pipelines, lines, links), so that it is audited like one.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";

export async function announceAll<T extends { id: string }>(
  tx: Tx,
  act: Act,
  object: string,
  changes: readonly { before: T | null; after: T | null }[],
): Promise<void> {
  const told = changes.map(({ before, after }) => wholeChange(object, before, after));
  await act.changed(tx, told);
}

export async function announce<T extends { id: string }>(
  tx: Tx,
  act: Act,
  object: string,
  before: T | null,
  after: T | null,
): Promise<void> {
  await act.changed(tx, [wholeChange(object, before, after)]);
}
