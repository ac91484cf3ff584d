-- Which channels ask customers how satisfied they are, and whom they are about to ask or have asked.
CREATE SCHEMA satisfaction;
GRANT USAGE ON SCHEMA satisfaction TO rapport_app;

-- Only what differs from what a channel of its kind does unless told.
CREATE TABLE satisfaction.channels (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  asks boolean NOT NULL,
  PRIMARY KEY (workspace_id, channel_id)
);
ALTER TABLE satisfaction.channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE satisfaction.channels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON satisfaction.channels TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON satisfaction.channels TO rapport_app;

-- One row a conversation at most: a customer is asked once. What they said stands with the conversation.
CREATE TABLE satisfaction.surveys (
  workspace_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  -- When to ask, if it is still closed then.
  due_at timestamptz NOT NULL,
  asked_at timestamptz,
  -- Until when an answer is taken, or changed.
  open_until timestamptz,
  answered_at timestamptz,
  PRIMARY KEY (workspace_id, conversation_id)
);
CREATE INDEX surveys_due ON satisfaction.surveys (workspace_id, due_at) WHERE asked_at IS NULL;
ALTER TABLE satisfaction.surveys ENABLE ROW LEVEL SECURITY;
ALTER TABLE satisfaction.surveys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON satisfaction.surveys TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON satisfaction.surveys TO rapport_app;
