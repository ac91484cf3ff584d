// What changed in the workspaces since one looked last, lent by the audit log.
export interface ChangedRecord {
  workspaceId: string;
  object: string;
  recordId: string;
}

export interface NewsSource {
  /** Entries since the last call, and the workspaces in which there were too many to list. */
  next(workspaceIds: readonly string[]): Promise<{ entries: ChangedRecord[]; waves: string[] }>;
}
