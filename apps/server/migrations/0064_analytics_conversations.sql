-- What figures about conversations are made of: one row a conversation, kept as things happen in it.
CREATE SCHEMA analytics;
GRANT USAGE ON SCHEMA analytics TO rapport_app;

CREATE TABLE analytics.conversations (
  workspace_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- On which it began, in the zone of the promises.
  day date NOT NULL,
  -- Minutes of business hours; null: not answered, not resolved.
  first_response_minutes int,
  resolution_minutes int,
  -- When it was opened again after it had been closed.
  reopenings timestamptz[] NOT NULL,
  -- Whether anything was promised in it.
  promised boolean NOT NULL,
  -- When the customer last confirmed the bot's answer.
  bot_closed_at timestamptz,
  PRIMARY KEY (workspace_id, conversation_id)
);
CREATE INDEX conversations_day ON analytics.conversations (workspace_id, day);
ALTER TABLE analytics.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE analytics.conversations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON analytics.conversations TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.conversations TO rapport_app;

-- How far conversations that were there before have been looked at.
CREATE TABLE analytics.progress (
  workspace_id uuid PRIMARY KEY,
  after_id uuid,
  done boolean NOT NULL
);
ALTER TABLE analytics.progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE analytics.progress FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON analytics.progress TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.progress TO rapport_app;
