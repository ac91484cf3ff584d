// What an undo put back, and what it left as it is and why.

export interface KeptRecord {
  object: string;
  id: string;
  reason: "changed-since" | "not-allowed" | "not-undoable";
}

export interface UndoOutcome {
  undone: number;
  kept: KeptRecord[];
}
