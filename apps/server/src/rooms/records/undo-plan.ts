// What is to be undone, and whose it must be.
import type { ActEntry } from "../governance/index.ts";

export interface UndoPlan {
  /** Newest first; several of one record are undone one after the other. */
  entries: readonly ActEntry[];
  /**
   * `records`: each must be the undoer's to change. `subject`: what the act was about must be; the rest
   * followed from it.
   */
  scope: "records" | "subject";
  /** For `subject`: where records went that the act left references to. */
  movedOn: ReadonlyMap<string, string>;
}

export function ofRecords(entries: readonly ActEntry[]): UndoPlan {
  return { entries, scope: "records", movedOn: new Map() };
}
