-- The audit log: what changed, and the chain that proves that nobody has touched it since.
CREATE SCHEMA governance;
GRANT USAGE ON SCHEMA governance TO rapport_app, rapport_system;

-- One row per changed record, written in the transaction that changed it; never updated, never deleted.
-- `xact` stands before `entry_no` on purpose: defaults are evaluated in this order, so a transaction
-- has its id before it takes its first number, which is what lets the sealer know when all numbers up
-- to some point are settled (see the room's README).
CREATE TABLE governance.audit_entries (
  workspace_id uuid NOT NULL,
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
  entry_no bigint GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  occurred_at timestamptz NOT NULL,
  act_id uuid NOT NULL,
  act text NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid NOT NULL,
  actor_label text NOT NULL,
  source text NOT NULL,
  ip text,
  request_id text NOT NULL,
  object text NOT NULL,
  record_id uuid NOT NULL,
  op text NOT NULL,
  before jsonb,
  after jsonb,
  PRIMARY KEY (workspace_id, entry_no)
);
CREATE INDEX audit_entries_record ON governance.audit_entries (workspace_id, record_id, entry_no);
CREATE INDEX audit_entries_act ON governance.audit_entries (workspace_id, act_id, entry_no);
-- The log grows at its end only: its statistics may lag, its visibility map must not.
ALTER TABLE governance.audit_entries SET (
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE governance.audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE governance.audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON governance.audit_entries TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON governance.audit_entries FOR SELECT TO rapport_system USING (true);
-- Number and transaction are the database's to give, never the writer's.
GRANT INSERT (workspace_id, id, occurred_at, act_id, act, actor_kind, actor_id, actor_label, source,
  ip, request_id, object, record_id, op, before, after) ON governance.audit_entries TO rapport_app;
GRANT SELECT ON governance.audit_entries TO rapport_app, rapport_system;
GRANT SELECT ON SEQUENCE governance.audit_entries_entry_no_seq TO rapport_system;

-- What was sealed: numbers, ids and hashes of a batch of entries, chained to the batch before.
CREATE TABLE governance.audit_seals (
  workspace_id uuid NOT NULL,
  seal_no bigint NOT NULL,
  format smallint NOT NULL,
  first_no bigint NOT NULL,
  last_no bigint NOT NULL,
  entry_count int NOT NULL,
  -- Entries of this workspace sealed so far, these included.
  entries_total bigint NOT NULL,
  -- Ascending; 16 bytes of id and 32 of hash for each, in the same order.
  entry_nos bigint[] NOT NULL,
  entry_ids bytea NOT NULL,
  leaves bytea NOT NULL,
  -- Up to here every number was settled, and every entry sealed, when this seal was made.
  floor_no bigint NOT NULL,
  -- Everything committed by then had been sealed before this round began; null in the first round.
  complete_at timestamptz,
  sealed_at timestamptz NOT NULL,
  previous_hash bytea NOT NULL,
  chain_hash bytea NOT NULL,
  PRIMARY KEY (workspace_id, seal_no)
);
CREATE INDEX audit_seals_last ON governance.audit_seals (workspace_id, last_no);
ALTER TABLE governance.audit_seals ALTER COLUMN entry_ids SET STORAGE EXTERNAL;
ALTER TABLE governance.audit_seals ALTER COLUMN leaves SET STORAGE EXTERNAL;
ALTER TABLE governance.audit_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE governance.audit_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON governance.audit_seals FOR SELECT TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON governance.audit_seals TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT ON governance.audit_seals TO rapport_app;
GRANT SELECT, INSERT ON governance.audit_seals TO rapport_system;

-- Where sealing stands, one row per workspace; only the sealer writes here, so writers never wait.
CREATE TABLE governance.audit_heads (
  workspace_id uuid PRIMARY KEY,
  seal_no bigint NOT NULL DEFAULT 0,
  entries_total bigint NOT NULL DEFAULT 0,
  chain_hash bytea NOT NULL,
  floor_no bigint NOT NULL DEFAULT 0,
  -- The floor rises to mark_no once every transaction before mark_xmax has ended.
  mark_no bigint,
  mark_xmax xid8,
  complete_at timestamptz,
  sealed_at timestamptz
);
ALTER TABLE governance.audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE governance.audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON governance.audit_heads FOR SELECT TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON governance.audit_heads TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT ON governance.audit_heads TO rapport_app;
GRANT SELECT, INSERT, UPDATE ON governance.audit_heads TO rapport_system;
