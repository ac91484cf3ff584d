-- Models: releases that never change, pointers that are only added to, runs, scores, and what people said of them.
CREATE SCHEMA models;
GRANT USAGE ON SCHEMA models TO rapport_app;

-- Written once: the app may neither change nor delete a release.
CREATE TABLE models.releases (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  number int NOT NULL,
  created_at timestamptz NOT NULL,
  rung text NOT NULL CHECK (rung IN ('learned', 'few-examples', 'rules')),
  why text NOT NULL,
  passed boolean NOT NULL,
  refusals jsonb NOT NULL,
  code_version text NOT NULL,
  -- Where the bytes are; null where there was nothing to learn.
  artefact_key text,
  artefact_digest text,
  artefact_bytes int NOT NULL,
  manifest jsonb NOT NULL,
  evaluation jsonb,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, model, number)
);
ALTER TABLE models.releases ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.releases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.releases TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT ON models.releases TO rapport_app;

-- Which release is in force, in which role; the latest row counts. Rows are added, never changed.
CREATE TABLE models.pointers (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  role text NOT NULL CHECK (role IN ('champion', 'shadow', 'canary')),
  -- Null: nobody has the role any more; for the champion, the rules are in force.
  release_id uuid,
  share float8,
  at timestamptz NOT NULL,
  by_label text NOT NULL,
  why text NOT NULL,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, release_id) REFERENCES models.releases (workspace_id, id)
);
CREATE INDEX pointers_latest ON models.pointers (workspace_id, model, role, id);
ALTER TABLE models.pointers ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.pointers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.pointers TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT ON models.pointers TO rapport_app;

CREATE TABLE models.runs (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'refused', 'failed')),
  stage text NOT NULL,
  progress float8 NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  release_id uuid,
  outcome text,
  by_label text NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX runs_latest ON models.runs (workspace_id, model, id);
ALTER TABLE models.runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.runs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.runs TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON models.runs TO rapport_app;

CREATE TABLE models.scores (
  workspace_id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  release_id uuid,
  rung text NOT NULL,
  score float8,
  chance float8,
  low float8,
  high float8,
  label text,
  reasons jsonb NOT NULL,
  hints jsonb NOT NULL,
  -- Of the values that were read, to tell whether anything changed.
  digest text NOT NULL,
  scored_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, model, record_id)
);
CREATE INDEX scores_record ON models.scores (workspace_id, record_id);
ALTER TABLE models.scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.scores FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.scores TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON models.scores TO rapport_app;

-- What members said of scores; rows are added, and the latest of a record counts.
CREATE TABLE models.feedback (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  release_id uuid,
  says text NOT NULL CHECK (says IN ('too-high', 'too-low', 'right')),
  score float8,
  note text,
  member_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX feedback_latest ON models.feedback (workspace_id, model, record_id, id);
ALTER TABLE models.feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.feedback TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON models.feedback TO rapport_app;

-- One row each time that champion and candidate were asked about the same record, until the outcome is known.
CREATE TABLE models.decisions (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  champion_id uuid,
  champion_chance float8 NOT NULL,
  candidate_chance float8 NOT NULL,
  -- Whether the candidate's score was the one that was served.
  served_candidate boolean NOT NULL,
  at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  outcome boolean,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, model, candidate_id, record_id)
);
CREATE INDEX decisions_due ON models.decisions (workspace_id, model, candidate_id, due_at) WHERE outcome IS NULL;
ALTER TABLE models.decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.decisions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON models.decisions TO rapport_app;

CREATE TABLE models.checks (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  release_id uuid,
  kind text NOT NULL,
  subject text NOT NULL,
  value float8 NOT NULL,
  threshold float8 NOT NULL,
  alarm boolean NOT NULL,
  words text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX checks_latest ON models.checks (workspace_id, model, at);
ALTER TABLE models.checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.checks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.checks TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON models.checks TO rapport_app;

-- Actions that were given by chance, so that what they add can be measured.
CREATE TABLE models.trials (
  workspace_id uuid NOT NULL,
  model text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  -- Whether the record got the action, and with which probability it could.
  treated boolean NOT NULL,
  propensity float8 NOT NULL CHECK (propensity > 0 AND propensity < 1),
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, model, record_id)
);
ALTER TABLE models.trials ENABLE ROW LEVEL SECURITY;
ALTER TABLE models.trials FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON models.trials TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON models.trials TO rapport_app;

-- Administrators may do everything, so also run models: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["models.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'models.manage';
RESET ROLE;
