// Keeps an import's state in step when its act is undone by its id and not on its page, and when that is undone
// again. While it works it is not to be undone: rows would follow.
import type { UndoFollower } from "../records/index.ts";
import { wrongState } from "./errors.ts";
import { isHalfUndone } from "./import-row.ts";
import { importOfAct, updateImport } from "./imports.store.ts";
import { insertKept } from "./row-errors.store.ts";

const busy = new Set(["running", "checking", "undoing"]);

export const noteUndone: UndoFollower = async (tx, act, actId) => {
  const row = await importOfAct(tx, actId);
  if (!row) return null;
  if (busy.has(row.status)) {
    throw wrongState(
      `This is the work of an import that is ${row.status}. Stop it first, or wait.`,
    );
  }
  if (row.actId === actId) {
    if (isHalfUndone(row))
      throw wrongState("Part of this import is taken back already. Undo it on its page to go on.");
    return async ({ undone, kept }) => {
      insertKept(tx, row.id, kept);
      await updateImport(tx, row.id, {
        status: "undone",
        undoActId: act.id,
        undoneCount: undone,
        keptCount: kept.length,
      });
    };
  }
  const isWhole = row.bytesDone === row.fileBytes;
  return async () => {
    await updateImport(tx, row.id, { status: isWhole ? "done" : "cancelled" });
  };
};
