-- Mailboxes: what became of each mail on a server, so that a count of theirs and ours can be compared at any time.
CREATE SCHEMA mailboxes;
GRANT USAGE ON SCHEMA mailboxes TO rapport_app, rapport_system;

-- How it goes with a mailbox; its settings are those of the channel.
CREATE TABLE mailboxes.states (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  -- Who reads it now, and until when; only one process does.
  held_by uuid,
  held_until timestamptz,
  ok_at timestamptz,
  failing_since timestamptz,
  -- In words for whoever set it up.
  failure text,
  -- Somebody wants it to be looked through as soon as may be.
  wanted_at timestamptz,
  PRIMARY KEY (workspace_id, channel_id)
);
ALTER TABLE mailboxes.states ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailboxes.states FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mailboxes.states TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON mailboxes.states FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON mailboxes.states TO rapport_app;
GRANT SELECT (workspace_id, channel_id) ON mailboxes.states TO rapport_system;

CREATE TABLE mailboxes.folders (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  path text NOT NULL,
  -- The server's word for "numbers from before do not count any more".
  uid_validity bigint NOT NULL,
  -- What the server said when it was last compared: mails since the start, and how many of them we know.
  server_count int NOT NULL,
  known_count int NOT NULL,
  compared_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, path)
);
ALTER TABLE mailboxes.folders ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailboxes.folders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mailboxes.folders TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON mailboxes.folders TO rapport_app;

CREATE TABLE mailboxes.mails (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  path text NOT NULL,
  uid_validity bigint NOT NULL,
  uid bigint NOT NULL,
  id uuid NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('taken', 'copy', 'own', 'skipped', 'stuck')),
  -- Why it was skipped or is stuck, in words.
  reason text,
  attempts int NOT NULL,
  next_try_at timestamptz,
  message_id text COLLATE "C",
  sender text,
  subject text,
  sent_at timestamptz,
  conversation_id uuid,
  read_at timestamptz NOT NULL,
  -- The server has it no more.
  gone_at timestamptz,
  PRIMARY KEY (workspace_id, channel_id, path, uid_validity, uid)
);
CREATE UNIQUE INDEX mails_id ON mailboxes.mails (workspace_id, id);
CREATE INDEX mails_newest ON mailboxes.mails (workspace_id, channel_id, id);
CREATE INDEX mails_verdict ON mailboxes.mails (workspace_id, channel_id, verdict, id);
ALTER TABLE mailboxes.mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailboxes.mails FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mailboxes.mails TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON mailboxes.mails TO rapport_app;
CREATE INDEX mails_message ON mailboxes.mails (workspace_id, channel_id, message_id) WHERE message_id IS NOT NULL;

-- Mails that answer one which is not here yet: when it comes, it belongs with them.
CREATE TABLE mailboxes.awaited (
  workspace_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  awaited_id text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, channel_id, awaited_id, message_id)
);
ALTER TABLE mailboxes.awaited ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailboxes.awaited FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mailboxes.awaited TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON mailboxes.awaited TO rapport_app;
