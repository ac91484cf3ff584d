// Undoes one act by its id. Everyone may undo what they did themselves; undoing what others did takes
// unrestricted rights on the records concerned.
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, notFound } from "../../platform/errors.ts";
import { actorOfAct, entriesOfAct } from "../governance/index.ts";
import { type UndoDeps, undoEntries } from "./undo-entries.ts";
import type { UndoOutcome } from "./undo-outcome.ts";

/** Larger acts (imports) are undone in pages, by a job. */
export const maxUndoEntries = 5000;

export async function undoAct(
  deps: UndoDeps,
  tx: Tx,
  act: Act,
  actId: string,
): Promise<UndoOutcome> {
  const { principal } = act.ctx;
  const actor = await actorOfAct(tx, actId);
  if (actor === null) throw notFound("act");
  const entries = await entriesOfAct(tx, actId, null, maxUndoEntries + 1, "newest-first");
  if (entries.length > maxUndoEntries) {
    throw new AppError(
      "invalid",
      "records.undo_too_large",
      `This changed more than ${maxUndoEntries} records. Undo it where it was started, for instance on the import's page.`,
    );
  }
  const isOwn = actor.id === principal.id;
  const mayAll = entries.every(
    ({ object }) =>
      principal.rights.object(object).update === "all" && principal.rights.allFields(object),
  );
  if (!isOwn && !mayAll) throw notFound("act");
  return undoEntries(deps, tx, act, entries);
}
