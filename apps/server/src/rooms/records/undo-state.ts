// What an undo knows while it works: each record as it is and as it will be, and who undoes.
import type { Rights } from "../../platform/context.ts";
import type { RowLimit } from "../access/index.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { mayTouch } from "./row-rights.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { KeptRecord } from "./undo-outcome.ts";
import type { UndoPlan } from "./undo-plan.ts";

export interface UndoState {
  before: StoredRecord | null;
  now: StoredRecord | null;
  /** The act made the record: it goes as a whole, or stays as one. */
  isMade: boolean;
  /** Fields that somebody changed since; older entries of the act leave them alone too. */
  kept: Set<string>;
  /** Why all of it stays; null while it need not. */
  stays: KeptRecord["reason"] | null;
}

export interface Undoer {
  rights: Rights;
  limit: RowLimit;
  seen: RowLimit;
  at: string;
  plan: UndoPlan;
}

/** What followed from an act may lie beyond the undoer's rows; it goes back without being told of. */
export function isSeen(
  { plan, seen }: Undoer,
  { before, now }: Pick<UndoState, "before" | "now">,
): boolean {
  const record = before ?? now;
  return plan.scope === "records" || (record !== null && mayTouch(seen, record));
}

/** Of fields that stay, those that the undoer may know of. */
export function shownFields(type: ObjectType, keys: readonly string[], rights: Rights): string[] {
  return keys.filter((key) => rights.field(type.key, key) !== "none");
}
