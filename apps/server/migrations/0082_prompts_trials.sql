-- Prompts have a room of their own: versions (so far beside the gateway), examples that judge them, evaluations over
-- the examples, what became of the answers that they led to, and trials of a version on a share of the work.
CREATE SCHEMA prompts;
GRANT USAGE ON SCHEMA prompts TO rapport_app;

CREATE TABLE prompts.versions (
  workspace_id uuid NOT NULL,
  key text NOT NULL,
  version integer NOT NULL,
  text text NOT NULL,
  note text,
  is_in_force boolean NOT NULL,
  created_by uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, key, version)
);
INSERT INTO prompts.versions SELECT * FROM llm.prompts;
DROP TABLE llm.prompts;
ALTER TABLE prompts.versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.versions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON prompts.versions TO rapport_app;

CREATE TABLE prompts.examples (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  text text NOT NULL,
  passages text[] NOT NULL,
  language text,
  expects jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX examples_key ON prompts.examples (workspace_id, key, id);
ALTER TABLE prompts.examples ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.examples FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.examples TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON prompts.examples TO rapport_app;

CREATE TABLE prompts.evaluations (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  -- As it was when it began; a version never changes, but what Rapport ships does.
  prompt text NOT NULL,
  example_ids uuid[] NOT NULL,
  error text,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX evaluations_key ON prompts.evaluations (workspace_id, key, id);
CREATE INDEX evaluations_open ON prompts.evaluations (workspace_id) WHERE ended_at IS NULL;
ALTER TABLE prompts.evaluations ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.evaluations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.evaluations TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON prompts.evaluations TO rapport_app;

CREATE TABLE prompts.results (
  workspace_id uuid NOT NULL,
  evaluation_id uuid NOT NULL,
  example_id uuid NOT NULL,
  text text NOT NULL,
  answer text,
  faults text[] NOT NULL,
  rung text,
  latency_ms integer NOT NULL,
  cost_micros bigint NOT NULL,
  PRIMARY KEY (workspace_id, evaluation_id, example_id),
  FOREIGN KEY (workspace_id, evaluation_id) REFERENCES prompts.evaluations ON DELETE CASCADE
);
ALTER TABLE prompts.results ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.results FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.results TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON prompts.results TO rapport_app;

CREATE TABLE prompts.trials (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  against integer NOT NULL,
  share double precision NOT NULL CHECK (share > 0 AND share <= 0.5),
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'promoted', 'rolled-back', 'stopped')),
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- The evidence when it ended.
  better double precision,
  worse double precision,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX trials_open ON prompts.trials (workspace_id, key) WHERE state = 'open';
CREATE INDEX trials_key ON prompts.trials (workspace_id, key, id);
ALTER TABLE prompts.trials ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.trials FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.trials TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON prompts.trials TO rapport_app;

-- Answers of models within a trial, and what became of them.
CREATE TABLE prompts.uses (
  workspace_id uuid NOT NULL,
  call_id uuid NOT NULL,
  trial_id uuid NOT NULL,
  is_tried boolean NOT NULL,
  used_at timestamptz NOT NULL,
  is_kept boolean,
  told_at timestamptz,
  PRIMARY KEY (workspace_id, call_id)
);
CREATE INDEX uses_trial ON prompts.uses (workspace_id, trial_id, told_at, call_id);
ALTER TABLE prompts.uses ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompts.uses FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON prompts.uses TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON prompts.uses TO rapport_app;
