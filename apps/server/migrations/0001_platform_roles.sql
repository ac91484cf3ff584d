-- Roles of the app. None of them can log in: the login role becomes one of them.
--   rapport_app     rows of one workspace, by row security
--   rapport_system  tables that span workspaces: identity, outbox, durable work
--   rapport_index   owns the definer functions that search index tables (see docs/decisions)
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['rapport_app', 'rapport_system', 'rapport_index'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', r);
    END IF;
    EXECUTE format('GRANT %I TO CURRENT_USER', r);
  END LOOP;
END $$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;

GRANT USAGE ON SCHEMA platform TO rapport_app, rapport_system;

-- Events that happened, written in the transaction that made them happen, and delivered after it.
CREATE TABLE platform.outbox (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  request_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  last_error text,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX outbox_due ON platform.outbox (due_at, id);
ALTER TABLE platform.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON platform.outbox TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON platform.outbox TO rapport_system USING (true) WITH CHECK (true);
GRANT INSERT, SELECT ON platform.outbox TO rapport_app;
GRANT SELECT, UPDATE, DELETE ON platform.outbox TO rapport_system;

-- Answers of writes that carried an Idempotency-Key, kept for a day.
CREATE TABLE platform.idempotency (
  workspace_id uuid NOT NULL,
  principal_id uuid NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  status int,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, principal_id, key)
);
CREATE INDEX idempotency_age ON platform.idempotency (created_at);
ALTER TABLE platform.idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON platform.idempotency TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON platform.idempotency TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON platform.idempotency TO rapport_app;
GRANT SELECT, DELETE ON platform.idempotency TO rapport_system;

-- Processes that run durable work; one that stops beating is dead, and others take over its runs.
CREATE TABLE platform.executors (
  id text PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  beat_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE platform.executors ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.executors FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON platform.executors TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.executors TO rapport_system;
