-- Which conversation a visitor of a website has. A visitor who never wrote has no row.
CREATE SCHEMA widget;
GRANT USAGE ON SCHEMA widget TO rapport_app, rapport_system;

CREATE TABLE widget.threads (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  visitor_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- The website that the last message came from.
  origin text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, visitor_id)
);
CREATE INDEX threads_conversation ON widget.threads (workspace_id, conversation_id);
ALTER TABLE widget.threads ENABLE ROW LEVEL SECURITY;
ALTER TABLE widget.threads FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON widget.threads TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON widget.threads TO rapport_app;
