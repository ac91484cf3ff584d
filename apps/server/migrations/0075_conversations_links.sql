-- Conversations on records of other kinds: a deal or a ticket that one is about, and everybody whom a mail went to.
CREATE TABLE conversations.links (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  object text COLLATE "C" NOT NULL CHECK (object IN ('people', 'companies', 'deals', 'tickets')),
  record_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX links_once ON conversations.links (workspace_id, conversation_id, object, record_id);
CREATE INDEX links_record ON conversations.links (workspace_id, object, record_id, conversation_id);
ALTER TABLE conversations.links ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.links TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON conversations.links TO rapport_app;

-- To whom a mail went that a member sent with a program of their own; null: it went by a channel.
ALTER TABLE conversations.messages ADD COLUMN recipients jsonb;
