-- Webhooks: who is told of what (endpoints), how they fare (health), what happened (events), what each of
-- them was or will be told (deliveries), and every call (attempts).
CREATE SCHEMA webhooks;
GRANT USAGE ON SCHEMA webhooks TO rapport_app, rapport_system;

CREATE TABLE webhooks.endpoints (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  events text[] NOT NULL,
  fields text[] NOT NULL,
  payload text NOT NULL,
  bulk boolean NOT NULL,
  -- Acts for this member, within the role if there is one, and never beyond what who set it up might do.
  member_id uuid,
  role_id uuid,
  ceiling jsonb NOT NULL,
  secret text NOT NULL,
  old_secret text,
  old_secret_until timestamptz,
  status text NOT NULL CHECK (status IN ('active', 'paused', 'disabled')),
  disabled_reason text,
  status_since timestamptz NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Removed: nothing is queued or sent any more, and its deliveries are cleared away bit by bit.
  removed_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE webhooks.endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.endpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhooks.endpoints TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON webhooks.endpoints FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.endpoints TO rapport_app;
GRANT SELECT (workspace_id, id, status, removed_at) ON webhooks.endpoints TO rapport_system;

-- Apart from the endpoint, since it moves with every batch of calls.
CREATE TABLE webhooks.health (
  workspace_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text,
  failing_since timestamptz,
  -- Failures since the last success; many of them hold the endpoint back as a whole.
  failures int NOT NULL DEFAULT 0,
  hold_until timestamptz,
  PRIMARY KEY (workspace_id, endpoint_id)
) WITH (fillfactor = 50);
ALTER TABLE webhooks.health ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.health FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhooks.health TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON webhooks.health FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.health TO rapport_app;
GRANT SELECT ON webhooks.health TO rapport_system;

-- One row a change that at least one endpoint asked for, written with the change. `content` is the record
-- as it was then and what its changed fields were before; it is emptied when the record is gone for good.
CREATE TABLE webhooks.events (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  object text COLLATE "C" NOT NULL,
  record_id uuid,
  act_id uuid NOT NULL,
  at timestamptz NOT NULL,
  content jsonb,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX events_record ON webhooks.events (workspace_id, record_id) WHERE content IS NOT NULL;
ALTER TABLE webhooks.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhooks.events TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.events TO rapport_app;

-- `seq` rises with the order in which changes of one record commit: it is given while the change still holds
-- the record. Of the waiting ones of one record (`subject_id`) only the lowest may be sent.
CREATE TABLE webhooks.deliveries (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'skipped')),
  due_at timestamptz NOT NULL,
  -- The process's mark while it is being sent; one that does not come back is passed on when `due_at` comes.
  claim uuid,
  attempts int NOT NULL DEFAULT 0,
  status int,
  error text,
  finished_at timestamptz,
  PRIMARY KEY (workspace_id, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
CREATE INDEX deliveries_due ON webhooks.deliveries (workspace_id, endpoint_id, due_at, seq)
  WHERE state = 'waiting';
CREATE INDEX deliveries_line ON webhooks.deliveries (workspace_id, endpoint_id, subject_id, seq)
  WHERE state = 'waiting';
CREATE INDEX deliveries_log ON webhooks.deliveries (workspace_id, endpoint_id, seq);
CREATE INDEX deliveries_failed ON webhooks.deliveries (workspace_id, endpoint_id, seq)
  WHERE state = 'failed';
CREATE INDEX deliveries_subject ON webhooks.deliveries (workspace_id, subject_id, seq);
ALTER TABLE webhooks.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhooks.deliveries TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON webhooks.deliveries TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks.deliveries TO rapport_app;
GRANT SELECT, UPDATE ON webhooks.deliveries TO rapport_system;

CREATE TABLE webhooks.attempts (
  workspace_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  url text NOT NULL,
  status int,
  error text,
  -- Written by the receiver: external, for ever.
  response text,
  is_cut boolean NOT NULL,
  PRIMARY KEY (workspace_id, delivery_id, id)
);
ALTER TABLE webhooks.attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks.attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON webhooks.attempts TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON webhooks.attempts TO rapport_app;
