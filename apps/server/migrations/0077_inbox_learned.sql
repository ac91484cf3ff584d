-- What triage learned from the workspace's own conversations, one row a field: only the latest, with how it was judged.
CREATE TABLE inbox.learned (
  workspace_id uuid NOT NULL,
  field text NOT NULL CHECK (field IN ('category', 'priority')),
  -- Changes with each training, so that processes know when theirs is old.
  version uuid NOT NULL,
  -- Whether it guesses in place of the rules, and why or why not.
  is_used boolean NOT NULL,
  words text NOT NULL,
  examples int NOT NULL,
  tested int NOT NULL,
  learned_right int NOT NULL,
  rules_right int NOT NULL,
  trained_at timestamptz NOT NULL,
  -- The learner's own file; null: nothing could be learned.
  file bytea,
  PRIMARY KEY (workspace_id, field)
);
ALTER TABLE inbox.learned ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.learned FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.learned TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox.learned TO rapport_app;
