-- The workspace's own words: terms and what else people say for them, which search and answers look for too.
CREATE TABLE knowledge.glossary (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  term text NOT NULL,
  -- The term as it is compared: in small letters.
  key text NOT NULL,
  words text[] NOT NULL,
  owner_id uuid,
  is_on boolean NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, key)
);
ALTER TABLE knowledge.glossary ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.glossary FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.glossary TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.glossary TO rapport_app;

-- Grows with each change, so that a process knows whether the entries that it keeps in memory are still the right ones.
CREATE TABLE knowledge.glossary_states (
  workspace_id uuid NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (workspace_id)
);
ALTER TABLE knowledge.glossary_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.glossary_states FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.glossary_states TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON knowledge.glossary_states TO rapport_app;
