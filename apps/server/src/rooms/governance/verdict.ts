// What verification answers.

export type TamperKind =
  | "edited"
  | "deleted"
  | "inserted"
  | "reordered"
  | "truncated"
  | "rewritten"
  | "seal-forged"
  | "checkpoint-forged";

export interface Finding {
  /** Null when nothing that is left says which entry it was. */
  entryId: string | null;
  entryNo: number | null;
  kind: TamperKind;
  /** For people; names the entry. */
  message: string;
}

export interface AuditVerdict {
  workspaceId: string;
  ok: boolean;
  /** False when the time allowed was over before the end; what was seen was then right. */
  complete: boolean;
  /** Sealed entries that were checked. */
  entries: number;
  seals: number;
  checkpoints: number;
  /** Entries that no seal holds yet; normally those of the last second. */
  unsealed: number;
  firstBad?: Finding;
  /** What weakens the proof without being a fault of the log, such as a missing checkpoint file. */
  warnings: string[];
}
