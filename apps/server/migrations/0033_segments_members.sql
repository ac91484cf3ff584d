-- Segments: rules, and who is within them since when.
CREATE SCHEMA segments;
GRANT USAGE ON SCHEMA segments TO rapport_app, rapport_system;

CREATE TABLE segments.segments (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  entity text COLLATE "C" NOT NULL,
  definition jsonb NOT NULL,
  -- The version of the set of what its rules look at.
  set_hash text COLLATE "C" NOT NULL,
  owner_id uuid,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- When all entities were looked at once; null: not yet.
  filled_at timestamptz,
  -- When all kept values were looked at again, for what time alone changes.
  swept_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX segments_entity ON segments.segments (workspace_id, entity);
ALTER TABLE segments.segments ENABLE ROW LEVEL SECURITY;
ALTER TABLE segments.segments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON segments.segments TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON segments.segments FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON segments.segments TO rapport_app;
GRANT SELECT (workspace_id, id, swept_at) ON segments.segments TO rapport_system;

-- One row each time that something enters; it ends when it leaves.
CREATE TABLE segments.members (
  workspace_id uuid NOT NULL,
  segment_id uuid NOT NULL,
  entity_id uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  left_at timestamptz,
  PRIMARY KEY (workspace_id, segment_id, entity_id, entered_at)
);
CREATE UNIQUE INDEX members_current ON segments.members (workspace_id, segment_id, entity_id) WHERE left_at IS NULL;
CREATE INDEX members_entity ON segments.members (workspace_id, entity_id) WHERE left_at IS NULL;
ALTER TABLE segments.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE segments.members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON segments.members TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON segments.members TO rapport_app;
