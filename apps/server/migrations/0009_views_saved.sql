-- Saved views, and which of them a member has marked as favourites.
CREATE SCHEMA views;
GRANT USAGE ON SCHEMA views TO rapport_app;

CREATE TABLE views.views (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  name text NOT NULL,
  layout text NOT NULL,
  columns jsonb NOT NULL,
  filter jsonb,
  sort text,
  group_by text,
  shared_with text NOT NULL,
  owner_id uuid NOT NULL,
  position int NOT NULL,
  -- Names of the fields as they were when the view was saved, so that one that is removed can be named.
  labels jsonb NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX views_by_object ON views.views (workspace_id, object, position, id);
ALTER TABLE views.views ENABLE ROW LEVEL SECURITY;
ALTER TABLE views.views FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON views.views TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON views.views TO rapport_app;

CREATE TABLE views.favourites (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  view_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, member_id, view_id)
);
ALTER TABLE views.favourites ENABLE ROW LEVEL SECURITY;
ALTER TABLE views.favourites FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON views.favourites TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON views.favourites TO rapport_app;
