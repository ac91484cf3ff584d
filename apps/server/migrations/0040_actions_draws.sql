-- Next best action: who was drawn to get an action, what that taught, and what members did with it.
CREATE SCHEMA actions;
GRANT USAGE ON SCHEMA actions TO rapport_app;

-- A trial gives an action by chance to a share of the records that come in.
CREATE TABLE actions.trials (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  action text COLLATE "C" NOT NULL,
  share float8 NOT NULL CHECK (share > 0 AND share < 1),
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  by_label text NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
-- One at a time.
CREATE UNIQUE INDEX trials_running ON actions.trials (workspace_id, action) WHERE ended_at IS NULL;
ALTER TABLE actions.trials ENABLE ROW LEVEL SECURITY;
ALTER TABLE actions.trials FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON actions.trials TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON actions.trials TO rapport_app;

-- A draw is never changed: the first one of a record counts.
CREATE TABLE actions.draws (
  workspace_id uuid NOT NULL,
  action text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  -- Whether the record was drawn to get the action, and with which probability it could be.
  treated boolean NOT NULL,
  propensity float8 NOT NULL CHECK (propensity > 0 AND propensity < 1),
  at timestamptz NOT NULL,
  -- Null where it was drawn elsewhere and told.
  trial_id uuid,
  -- The act that told it, by which it is taken back.
  act_id uuid NOT NULL,
  PRIMARY KEY (workspace_id, action, record_id)
);
CREATE INDEX draws_record ON actions.draws (workspace_id, record_id);
CREATE INDEX draws_act ON actions.draws (workspace_id, act_id);
ALTER TABLE actions.draws ENABLE ROW LEVEL SECURITY;
ALTER TABLE actions.draws FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON actions.draws TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON actions.draws TO rapport_app;

-- What is known of an action now; replaced when it is measured again.
CREATE TABLE actions.estimates (
  workspace_id uuid NOT NULL,
  action text COLLATE "C" NOT NULL,
  -- Of the features' definitions: an estimate over others is not asked.
  feature_hash text NOT NULL,
  at timestamptz NOT NULL,
  told jsonb NOT NULL,
  model jsonb,
  PRIMARY KEY (workspace_id, action)
);
ALTER TABLE actions.estimates ENABLE ROW LEVEL SECURITY;
ALTER TABLE actions.estimates FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON actions.estimates TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON actions.estimates TO rapport_app;

-- What members did with a suggestion: took it, or said what they think of it. Rows are added; undo takes one away.
CREATE TABLE actions.choices (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  action text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  says text NOT NULL CHECK (says IN ('taken', 'helpful', 'not-helpful')),
  -- What was told then.
  verdict text NOT NULL,
  effect float8,
  task_id uuid,
  note text,
  member_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX choices_record ON actions.choices (workspace_id, record_id, id);
ALTER TABLE actions.choices ENABLE ROW LEVEL SECURITY;
ALTER TABLE actions.choices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON actions.choices TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON actions.choices TO rapport_app;

-- Draws have their room now; nothing ever wrote here.
DROP TABLE models.trials;
