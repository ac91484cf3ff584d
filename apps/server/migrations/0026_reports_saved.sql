-- Saved reports, dashboards, and which of them a member has marked as favourites.
CREATE SCHEMA reports;
GRANT USAGE ON SCHEMA reports TO rapport_app;

CREATE TABLE reports.reports (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  name text NOT NULL,
  about text,
  definition jsonb NOT NULL,
  shared_with text NOT NULL,
  owner_id uuid NOT NULL,
  -- Names of the fields as they were when the report was saved, so that one that is removed can be named.
  labels jsonb NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX reports_owner ON reports.reports (workspace_id, owner_id);
ALTER TABLE reports.reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports.reports FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reports.reports TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON reports.reports TO rapport_app;

CREATE TABLE reports.dashboards (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  items jsonb NOT NULL,
  shared_with text NOT NULL,
  owner_id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX dashboards_owner ON reports.dashboards (workspace_id, owner_id);
ALTER TABLE reports.dashboards ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports.dashboards FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reports.dashboards TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON reports.dashboards TO rapport_app;

CREATE TABLE reports.favourites (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  -- A report or a dashboard.
  item_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, member_id, item_id)
);
ALTER TABLE reports.favourites ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports.favourites FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reports.favourites TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON reports.favourites TO rapport_app;
