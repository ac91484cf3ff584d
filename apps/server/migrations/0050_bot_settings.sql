-- How the bot of a workspace behaves (without a row it is off), and what came of each of its turns.
CREATE SCHEMA bot;
GRANT USAGE ON SCHEMA bot TO rapport_app;

CREATE TABLE bot.settings (
  workspace_id uuid NOT NULL PRIMARY KEY,
  is_on boolean NOT NULL,
  "precision" double precision NOT NULL,
  most_answers integer NOT NULL,
  uses_model boolean NOT NULL,
  link_hosts text[] NOT NULL,
  wordings jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
ALTER TABLE bot.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE bot.settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON bot.settings TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON bot.settings TO rapport_app;

-- One row a message of a customer that the bot had an answer to. Written before the reply, completed after it.
CREATE TABLE bot.turns (
  workspace_id uuid NOT NULL,
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'confirmed', 'abstained', 'handed_over', 'withdrawn')),
  reason text,
  rung text,
  confidence double precision,
  "precision" double precision NOT NULL,
  language text NOT NULL,
  latency_ms integer NOT NULL,
  at timestamptz NOT NULL,
  -- When the reply was stored.
  sent_at timestamptz,
  -- Of a confirmed one: when the customer wrote again, within 72 hours.
  reopened_at timestamptz,
  PRIMARY KEY (workspace_id, message_id)
);
CREATE INDEX turns_by_time ON bot.turns (workspace_id, at);
CREATE INDEX turns_by_conversation ON bot.turns (workspace_id, conversation_id, at);
ALTER TABLE bot.turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE bot.turns FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON bot.turns TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON bot.turns TO rapport_app;
