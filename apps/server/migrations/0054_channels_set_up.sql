-- Channels: by which ways customers write to us and are answered, and what went through each of them.
CREATE SCHEMA channels;
GRANT USAGE ON SCHEMA channels TO rapport_app, rapport_system;

CREATE TABLE channels.channels (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('widget', 'email', 'api', 'sms')),
  name text NOT NULL,
  settings jsonb NOT NULL,
  -- When people answer; null: always.
  hours jsonb,
  bot_answers boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'paused')),
  -- By which pages name a widget.
  public_key text COLLATE "C",
  -- By which programs send messages in: the hash of it, and how it begins.
  key_hash text COLLATE "C",
  key_hint text,
  -- Sealed; what it is depends on the kind.
  secret text NOT NULL,
  provider_token text,
  -- The widget of the page at /demo/widget.
  is_demo boolean NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Removed: nothing comes in or goes out any more; conversations still name it.
  removed_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX channels_public_key ON channels.channels (public_key) WHERE public_key IS NOT NULL;
CREATE UNIQUE INDEX channels_key_hash ON channels.channels (key_hash) WHERE key_hash IS NOT NULL;
ALTER TABLE channels.channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE channels.channels FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON channels.channels TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON channels.channels FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON channels.channels TO rapport_app;
GRANT SELECT (workspace_id, id, kind, public_key, key_hash, is_demo, removed_at) ON channels.channels TO rapport_system;

-- What went through a channel, for people who look after it: a log, not the messages. It is written a moment later,
-- several at once; a killed process loses the last half second of it.
CREATE TABLE channels.traffic (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  outcome text NOT NULL CHECK (outcome IN ('taken', 'repeated', 'delivered', 'refused', 'unknown')),
  provider_id text,
  conversation_id uuid,
  reason text,
  PRIMARY KEY (workspace_id, channel_id, id)
);
ALTER TABLE channels.traffic ENABLE ROW LEVEL SECURITY;
ALTER TABLE channels.traffic FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON channels.traffic TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON channels.traffic TO rapport_app;
