-- Duplicates: by which keys records could be the same, which pairs were found, what people decided, and
-- what was merged into what. All but the decisions and the merges can be built again from the records.
CREATE SCHEMA duplicates;
GRANT USAGE ON SCHEMA duplicates TO rapport_app, rapport_system;

-- Records that changed and were not looked at yet. Writers only append: one row an act.
CREATE TABLE duplicates.queue (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  record_ids uuid[] NOT NULL,
  PRIMARY KEY (workspace_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE duplicates.queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.queue TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON duplicates.queue FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON duplicates.queue TO rapport_app;
GRANT SELECT (workspace_id) ON duplicates.queue TO rapport_system;

-- Blocking keys: 64-bit hashes of object, kind and normalised value. Records that share one are compared.
CREATE TABLE duplicates.keys (
  workspace_id uuid NOT NULL,
  key bigint NOT NULL,
  record_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, key, record_id)
);
CREATE INDEX keys_record ON duplicates.keys (workspace_id, record_id);
ALTER TABLE duplicates.keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.keys TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON duplicates.keys TO rapport_app;

-- Pairs that may be the same, the smaller id first. `evidence` names rules and the fields they looked at,
-- never values: what a reader may not read is weighed out again for that reader.
CREATE TABLE duplicates.pairs (
  workspace_id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  a_id uuid NOT NULL,
  b_id uuid NOT NULL,
  score int NOT NULL CHECK (score BETWEEN 0 AND 1000),
  evidence jsonb NOT NULL,
  PRIMARY KEY (workspace_id, a_id, b_id)
);
CREATE INDEX pairs_score ON duplicates.pairs (workspace_id, object, score, a_id, b_id);
CREATE INDEX pairs_b ON duplicates.pairs (workspace_id, b_id);
ALTER TABLE duplicates.pairs ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.pairs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.pairs TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON duplicates.pairs TO rapport_app;

-- Pairs of which somebody said that they are not the same.
CREATE TABLE duplicates.dismissals (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  a_id uuid NOT NULL,
  b_id uuid NOT NULL,
  dismissed_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, a_id, b_id)
);
ALTER TABLE duplicates.dismissals ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.dismissals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.dismissals TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON duplicates.dismissals TO rapport_app;

-- How far the records that were there before detection have been looked at.
CREATE TABLE duplicates.backfills (
  workspace_id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  after_id uuid,
  is_done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (workspace_id, object)
);
ALTER TABLE duplicates.backfills ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.backfills FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.backfills TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON duplicates.backfills TO rapport_app;

-- One row a record that was merged into another; the rows of one merge share their act. Undoing a merge
-- marks them and keeps them.
CREATE TABLE duplicates.merges (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  act_id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  survivor_id uuid NOT NULL,
  loser_id uuid NOT NULL,
  merged_at timestamptz NOT NULL,
  merged_by text NOT NULL,
  undone_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX merges_act ON duplicates.merges (workspace_id, act_id);
CREATE INDEX merges_loser ON duplicates.merges (workspace_id, loser_id);
CREATE INDEX merges_survivor ON duplicates.merges (workspace_id, survivor_id);
ALTER TABLE duplicates.merges ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicates.merges FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON duplicates.merges TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON duplicates.merges TO rapport_app;
