// What an undo put back, and what it left as it is and why.

/** `no-longer-fits`: a stage, an option or a record that it would come back to is gone or another by now. */
export const keptReasons = [
  "changed-since",
  "no-longer-fits",
  "not-allowed",
  "not-undoable",
] as const;

export interface KeptRecord {
  object: string;
  id: string;
  reason: (typeof keptReasons)[number];
  /** The fields that were kept, where the others went back. */
  fields?: string[];
}

export interface UndoOutcome {
  undone: number;
  kept: KeptRecord[];
}
