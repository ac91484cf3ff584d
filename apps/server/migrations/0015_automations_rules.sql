-- Automations: rules, the runs that changes and dates set off, what each step did, letters on their way out,
-- and the texts that steps use.
CREATE SCHEMA automations;
GRANT USAGE ON SCHEMA automations TO rapport_app, rapport_system;

CREATE TABLE automations.rules (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  object text NOT NULL,
  trigger jsonb NOT NULL,
  condition jsonb,
  steps jsonb NOT NULL,
  also_imports boolean NOT NULL,
  max_runs_per_hour int NOT NULL,
  state text NOT NULL,
  paused_because jsonb,
  owner_id uuid NOT NULL,
  -- Names of the fields as they were when the rule was saved, so that one that is removed can be named.
  labels jsonb NOT NULL,
  -- Dates that fell due until here were looked at.
  swept_until timestamptz NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE automations.rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.rules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.rules TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON automations.rules FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.rules TO rapport_app;
GRANT SELECT (workspace_id, state) ON automations.rules TO rapport_system;

-- One row a rule and what set it off. Written with the change itself, so that nothing is lost; claimed by
-- pushing due_at ahead, so that a killed process's claims come back.
CREATE TABLE automations.runs (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  rule_id uuid NOT NULL,
  rule_version int NOT NULL,
  object text NOT NULL,
  record_id uuid NOT NULL,
  -- What set it off; the same for one rule never twice.
  trigger_key text NOT NULL,
  trigger jsonb NOT NULL,
  chain_id uuid NOT NULL,
  depth int NOT NULL,
  trail text[] NOT NULL,
  state text NOT NULL,
  reason text,
  condition jsonb,
  attempts int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  PRIMARY KEY (workspace_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE UNIQUE INDEX runs_trigger ON automations.runs (workspace_id, rule_id, record_id, trigger_key);
CREATE INDEX runs_due ON automations.runs (due_at) WHERE state = 'waiting';
CREATE INDEX runs_due_here ON automations.runs (workspace_id, due_at, id) WHERE state = 'waiting';
CREATE INDEX runs_of_rule ON automations.runs (workspace_id, rule_id, id);
CREATE INDEX runs_started ON automations.runs (workspace_id, rule_id, started_at) WHERE started_at IS NOT NULL;
CREATE INDEX runs_of_record ON automations.runs (workspace_id, record_id, id);
ALTER TABLE automations.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.runs TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON automations.runs FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.runs TO rapport_app;
GRANT SELECT (workspace_id, state, due_at) ON automations.runs TO rapport_system;

-- What each step of a run did; written in the transaction of its act, so that no step happens twice.
CREATE TABLE automations.steps (
  workspace_id uuid NOT NULL,
  run_id uuid NOT NULL,
  position int NOT NULL,
  kind text NOT NULL,
  act text NOT NULL,
  act_id uuid,
  state text NOT NULL,
  description text NOT NULL,
  input jsonb,
  object text,
  record_id uuid,
  error text,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, run_id, position)
);
ALTER TABLE automations.steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.steps FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.steps TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.steps TO rapport_app;

-- Whose turn it is where a step shares records out among members.
CREATE TABLE automations.turns (
  workspace_id uuid NOT NULL,
  rule_id uuid NOT NULL,
  position int NOT NULL,
  taken bigint NOT NULL,
  PRIMARY KEY (workspace_id, rule_id, position)
);
ALTER TABLE automations.turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.turns FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.turns TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.turns TO rapport_app;

-- Letters that steps wrote. One that was being sent when the process died is unknown, and is not sent again.
CREATE TABLE automations.letters (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  position int NOT NULL,
  address text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  state text NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX letters_due ON automations.letters (due_at) WHERE state IN ('queued', 'sending');
CREATE INDEX letters_of_run ON automations.letters (workspace_id, run_id);
ALTER TABLE automations.letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.letters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.letters TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON automations.letters FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.letters TO rapport_app;
GRANT SELECT (workspace_id, state, due_at) ON automations.letters TO rapport_system;

CREATE TABLE automations.templates (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  name text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  shared_with text NOT NULL,
  owner_id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE automations.templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.templates FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.templates TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON automations.templates TO rapport_app;

-- Every text that a template had; rules name the version that their owner chose.
CREATE TABLE automations.template_versions (
  workspace_id uuid NOT NULL,
  template_id uuid NOT NULL,
  version int NOT NULL,
  object text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  by_member uuid,
  PRIMARY KEY (workspace_id, template_id, version)
);
ALTER TABLE automations.template_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE automations.template_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON automations.template_versions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON automations.template_versions TO rapport_app;
