// What an undo knows while it works: each record as it is and as it will be, and who undoes.
import type { Rights } from "../../platform/context.ts";
import type { RowLimit } from "../access/index.ts";
import { mayTouch } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { UndoPlan } from "./undo-plan.ts";

export interface UndoState {
  before: StoredRecord | null;
  now: StoredRecord | null;
}

export interface Undoer {
  rights: Rights;
  limit: RowLimit;
  seen: RowLimit;
  at: string;
  plan: UndoPlan;
}

/** What followed from an act may lie beyond the undoer's rows; it goes back without being told of. */
export function isSeen({ plan, seen }: Undoer, { before, now }: UndoState): boolean {
  const record = before ?? now;
  return plan.unit === "record" || (record !== null && mayTouch(seen, record));
}
