-- First steps that a member has done, and whether they want to see the list.
CREATE SCHEMA home;
GRANT USAGE ON SCHEMA home TO rapport_app;

CREATE TABLE home.steps (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  step text NOT NULL,
  PRIMARY KEY (workspace_id, member_id, step)
);
ALTER TABLE home.steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE home.steps FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON home.steps TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON home.steps TO rapport_app;
