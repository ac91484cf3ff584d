-- What features are computed from and what is kept of them. Events are read from their own room; records from
-- the facts below, which are their versions with the time from which and until which each was known.
CREATE SCHEMA features;
GRANT USAGE ON SCHEMA features TO rapport_app, rapport_system;

-- One row a version of a record, made from the audit log: what features may read of it, and what it belongs to.
CREATE TABLE features.facts (
  workspace_id uuid NOT NULL,
  record_id uuid NOT NULL,
  -- In the order of the record's versions, from 1.
  fact_no int NOT NULL,
  object text COLLATE "C" NOT NULL,
  -- Since when this version was known here, and until when it was the known one.
  known_at timestamptz NOT NULL,
  gone_at timestamptz,
  -- The record's creation by its own account, for the first version of one that was brought in; else known_at.
  claimed_at timestamptz NOT NULL,
  person_id uuid,
  company_id uuid,
  deal_id uuid,
  ticket_id uuid,
  properties jsonb NOT NULL,
  PRIMARY KEY (workspace_id, record_id, fact_no)
);
CREATE INDEX facts_object ON features.facts (workspace_id, object, record_id);
CREATE INDEX facts_person ON features.facts (workspace_id, person_id, object) WHERE person_id IS NOT NULL;
CREATE INDEX facts_company ON features.facts (workspace_id, company_id, object) WHERE company_id IS NOT NULL;
CREATE INDEX facts_deal ON features.facts (workspace_id, deal_id, object) WHERE deal_id IS NOT NULL;
CREATE INDEX facts_ticket ON features.facts (workspace_id, ticket_id, object) WHERE ticket_id IS NOT NULL;
ALTER TABLE features.facts ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.facts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.facts TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.facts TO rapport_app;

-- What changed and is not computed yet. `records`: versions to be read from the log; `entities`: values to be
-- computed again; `scan`: facts of a whole kind of record; `fill`: values of a whole version of a set; of the last
-- two, `ids` holds the one after which it goes on.
CREATE TABLE features.changes (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  object text COLLATE "C" NOT NULL,
  ids uuid[] NOT NULL,
  PRIMARY KEY (workspace_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE features.changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.changes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.changes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON features.changes FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.changes TO rapport_app;
GRANT SELECT (workspace_id, id, kind) ON features.changes TO rapport_system;

-- How far the changes of events were followed.
CREATE TABLE features.followed (
  workspace_id uuid NOT NULL,
  event_no bigint NOT NULL,
  PRIMARY KEY (workspace_id)
) WITH (fillfactor = 50);
ALTER TABLE features.followed ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.followed FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.followed TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON features.followed FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE ON features.followed TO rapport_app;
GRANT SELECT ON features.followed TO rapport_system;

-- One row an entity and version of a feature set: what was aggregated, in the order of the set's cells.
CREATE TABLE features.vectors (
  workspace_id uuid NOT NULL,
  set_hash text COLLATE "C" NOT NULL,
  entity_id uuid NOT NULL,
  cells jsonb NOT NULL,
  computed_at timestamptz NOT NULL,
  -- When something leaves a window or arrives from the future, so that it must be computed again.
  due_at timestamptz,
  PRIMARY KEY (workspace_id, set_hash, entity_id)
);
CREATE INDEX vectors_due ON features.vectors (workspace_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX vectors_entity ON features.vectors (workspace_id, entity_id);
ALTER TABLE features.vectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.vectors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.vectors TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON features.vectors FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.vectors TO rapport_app;
GRANT SELECT (workspace_id, due_at) ON features.vectors TO rapport_system;

-- Versions of sets that a workspace has values of; a newer one stands beside the old until nobody uses that.
CREATE TABLE features.set_versions (
  workspace_id uuid NOT NULL,
  set_hash text COLLATE "C" NOT NULL,
  set_key text COLLATE "C" NOT NULL,
  definition jsonb NOT NULL,
  first_seen_at timestamptz NOT NULL,
  -- Null while its values are being computed for the first time.
  filled_at timestamptz,
  retired_at timestamptz,
  PRIMARY KEY (workspace_id, set_hash)
);
ALTER TABLE features.set_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.set_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.set_versions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.set_versions TO rapport_app;

-- A sample of what was served, to be computed again from the sources later.
CREATE TABLE features.served (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  set_hash text COLLATE "C" NOT NULL,
  entity_id uuid NOT NULL,
  as_of timestamptz NOT NULL,
  vector jsonb NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE features.served ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.served FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.served TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.served TO rapport_app;

-- What a check of parity or quality found: one row a check, its findings whole.
CREATE TABLE features.checks (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  set_key text COLLATE "C" NOT NULL,
  set_hash text COLLATE "C" NOT NULL,
  checked_at timestamptz NOT NULL,
  result jsonb NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX checks_set ON features.checks (workspace_id, set_key, kind, checked_at DESC);
ALTER TABLE features.checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE features.checks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON features.checks TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON features.checks TO rapport_app;

-- Administrators may do everything, so also look into features: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["features.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'features.manage';
RESET ROLE;
