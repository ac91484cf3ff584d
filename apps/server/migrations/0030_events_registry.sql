-- What is known of events beside themselves: names and schemas, dead letters, numbers for those who follow, tables
-- that enrich, and files that are taken in.
-- Every name that was seen, with its properties.
CREATE TABLE events.names (
  workspace_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- By property: how often with a value of each type. No values.
  properties jsonb NOT NULL,
  PRIMARY KEY (workspace_id, type, name)
) WITH (fillfactor = 50);
ALTER TABLE events.names ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.names FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.names TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.names TO rapport_app;

-- What is promised of the events of a name; versions are kept, the active one holds.
CREATE TABLE events.schemas (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version int NOT NULL,
  spec jsonb NOT NULL,
  on_violation text NOT NULL CHECK (on_violation IN ('flag', 'reject')),
  is_active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, type, name, version)
);
ALTER TABLE events.schemas ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.schemas FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.schemas TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.schemas TO rapport_app;

-- Messages that could not be taken; a message that comes again is the same letter.
CREATE TABLE events.dead_letters (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  message_key uuid NOT NULL,
  source_id uuid,
  reason text NOT NULL,
  detail text NOT NULL,
  name text,
  -- As it came, or null when it was too large to keep.
  message jsonb,
  sent_at text,
  received_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  times int NOT NULL DEFAULT 1,
  state text NOT NULL CHECK (state IN ('open', 'replayed', 'discarded')),
  settled_at timestamptz,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, message_key)
);
ALTER TABLE events.dead_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.dead_letters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.dead_letters TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.dead_letters TO rapport_app;
CREATE INDEX dead_letters_state ON events.dead_letters (workspace_id, state, id);

-- The last change's number; whoever takes in events holds this row until the commit, so numbers rise as commits do.
CREATE TABLE events.heads (
  workspace_id uuid NOT NULL,
  no bigint NOT NULL,
  PRIMARY KEY (workspace_id)
) WITH (fillfactor = 20);
ALTER TABLE events.heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.heads FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.heads TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON events.heads TO rapport_app;
CREATE POLICY system ON events.heads FOR SELECT TO rapport_system USING (true);
GRANT SELECT ON events.heads TO rapport_system;

-- One row for each batch that was taken in: whom it touched.
CREATE TABLE events.changes (
  workspace_id uuid NOT NULL,
  no bigint NOT NULL,
  at timestamptz NOT NULL,
  person_ids uuid[] NOT NULL,
  company_ids uuid[] NOT NULL,
  names text[] NOT NULL,
  -- The last of what came, for those who watch.
  entry_ids uuid[] NOT NULL,
  count int NOT NULL,
  PRIMARY KEY (workspace_id, no)
);
ALTER TABLE events.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.changes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.changes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON events.changes TO rapport_app;

CREATE TABLE events.counts (
  workspace_id uuid NOT NULL,
  day date NOT NULL,
  -- The nil id: the server's own hand.
  source_id uuid NOT NULL,
  accepted bigint NOT NULL,
  duplicates bigint NOT NULL,
  rejected bigint NOT NULL,
  -- Left out because the person does not consent.
  withheld bigint NOT NULL,
  PRIMARY KEY (workspace_id, day, source_id)
) WITH (fillfactor = 50);
ALTER TABLE events.counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.counts TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON events.counts TO rapport_app;

-- Tables by which events are enriched: a key and its values.
CREATE TABLE events.lookups (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  columns text[] NOT NULL,
  row_count int NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE events.lookups ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.lookups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.lookups TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.lookups TO rapport_app;

CREATE TABLE events.lookup_rows (
  workspace_id uuid NOT NULL,
  lookup_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  "values" jsonb NOT NULL,
  PRIMARY KEY (workspace_id, lookup_id, key)
);
ALTER TABLE events.lookup_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.lookup_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.lookup_rows TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.lookup_rows TO rapport_app;

CREATE TABLE events.enrichments (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  -- None: every event.
  event_names text[] NOT NULL,
  kind text NOT NULL CHECK (kind IN ('lookup', 'person')),
  lookup_id uuid,
  -- The property whose value is looked up.
  match text,
  fields text[] NOT NULL,
  prefix text NOT NULL,
  is_enabled boolean NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE events.enrichments ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.enrichments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.enrichments TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.enrichments TO rapport_app;

CREATE TABLE events.backfills (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  file_name text NOT NULL,
  -- Of the file's content: the same file goes on where it was left.
  file_hash text NOT NULL,
  source_id uuid,
  rows_done bigint NOT NULL,
  accepted bigint NOT NULL,
  duplicates bigint NOT NULL,
  rejected bigint NOT NULL,
  withheld bigint NOT NULL,
  is_finished boolean NOT NULL,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, file_hash)
);
ALTER TABLE events.backfills ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.backfills FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.backfills TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON events.backfills TO rapport_app;
