-- Lists of records that members put together by hand. Their members are in records.list_members.
CREATE TABLE views.lists (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  name text NOT NULL,
  shared_with text NOT NULL,
  owner_id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX lists_by_object ON views.lists (workspace_id, object, id);
ALTER TABLE views.lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE views.lists FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON views.lists TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON views.lists TO rapport_app;
