-- Streams from and to message brokers: how each that the operator set up stands, and how far those that go out have
-- come. Where to connect and with which credentials is told in the operator's file, never here.
CREATE SCHEMA streams;
GRANT USAGE ON SCHEMA streams TO rapport_app;

CREATE TABLE streams.standing (
  workspace_id uuid NOT NULL,
  name text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  kind text NOT NULL CHECK (kind IN ('kafka', 'nats')),
  state text NOT NULL CHECK (state IN ('connecting', 'running', 'waiting', 'stopped')),
  -- What was wrong last, without names of people or contents of messages.
  error text,
  error_at timestamptz,
  -- Messages that wait at the broker, or changes that wait here.
  lag bigint,
  handled bigint NOT NULL DEFAULT 0,
  dead bigint NOT NULL DEFAULT 0,
  last_at timestamptz,
  -- Of one that goes out: the last entry of the audit log that the broker has taken.
  place bigint,
  -- One process at a time sends: who, and until when it may be silent.
  held_by uuid,
  held_until timestamptz,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, name)
);
ALTER TABLE streams.standing ENABLE ROW LEVEL SECURITY;
ALTER TABLE streams.standing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON streams.standing TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON streams.standing TO rapport_app;
