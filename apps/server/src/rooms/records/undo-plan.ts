// What is to be undone, and how strictly.
import type { ActEntry } from "../governance/index.ts";

export interface UndoPlan {
  /** Newest first; several of one record are undone one after the other. */
  entries: readonly ActEntry[];
  /**
   * `record`: one that changed since is kept, and each must be the undoer's to change. `field`: fields that
   * changed since are kept, and what the act was about must be the undoer's; the rest followed from it.
   */
  unit: "record" | "field";
  /** For `field`: where records went that the act left references to. */
  movedOn: ReadonlyMap<string, string>;
}

export function wholeRecords(entries: readonly ActEntry[]): UndoPlan {
  return { entries, unit: "record", movedOn: new Map() };
}
