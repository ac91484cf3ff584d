// What an undo put back, and what it left as it is and why.

export interface KeptRecord {
  object: string;
  id: string;
  reason: "changed-since" | "not-allowed" | "not-undoable";
  /** The fields that were kept, where the others went back. */
  fields?: string[];
}

export interface UndoOutcome {
  undone: number;
  kept: KeptRecord[];
}
