-- Which records are in which list: what a filter by list looks into, by its key.
CREATE TABLE records.list_members (
  workspace_id uuid NOT NULL,
  list_id uuid NOT NULL,
  record_id uuid NOT NULL,
  id uuid NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, list_id, record_id),
  UNIQUE (workspace_id, id)
);
CREATE INDEX list_members_record ON records.list_members (workspace_id, record_id, list_id);
ALTER TABLE records.list_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.list_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.list_members TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.list_members TO rapport_app;
