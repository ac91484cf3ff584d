-- The stays of deals in stages: one row each time that a deal enters a stage. Written with the change itself;
-- older deals get theirs from the audit log, by a job.
CREATE TABLE records.stage_entries (
  workspace_id uuid NOT NULL,
  deal_id uuid NOT NULL,
  -- In the order of the deal's way, from 1.
  entry_no int NOT NULL,
  -- The version of the deal that entered; an undo brings a version back, and takes later entries away.
  version int NOT NULL,
  stage_id uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  -- Null while the deal is there.
  left_at timestamptz,
  -- False where only that the deal was there is known, not since when: it was brought in from elsewhere.
  is_seen boolean NOT NULL,
  PRIMARY KEY (workspace_id, deal_id, entry_no)
);
CREATE INDEX stage_entries_stage ON records.stage_entries (workspace_id, stage_id, deal_id);
CREATE INDEX stage_entries_left ON records.stage_entries (workspace_id, stage_id, left_at) WHERE left_at IS NOT NULL;
ALTER TABLE records.stage_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.stage_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.stage_entries TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.stage_entries TO rapport_app;
