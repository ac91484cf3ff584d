-- Which sources of events are believed when they say what a person agreed to, and what their categories mean here.
CREATE TABLE consent.hearing (
  workspace_id uuid PRIMARY KEY,
  source_ids uuid[] NOT NULL,
  -- By category of the source: the purpose that it stands for.
  categories jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
ALTER TABLE consent.hearing ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent.hearing FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON consent.hearing TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON consent.hearing TO rapport_app;
