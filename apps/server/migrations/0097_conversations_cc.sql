-- To whom else a mail went, or is to go: a list of {address, name}, without the customer and without our own mailboxes.
ALTER TABLE conversations.messages ADD COLUMN cc jsonb NOT NULL DEFAULT '[]';

-- A mail without ids of what it answers is put to the newest of its subject that its sender has part in.
CREATE INDEX conversations_subject ON conversations.conversations (workspace_id, channel_id, subject_key, id)
  WHERE subject_key IS NOT NULL AND channel_kind = 'email';

-- When the customer first wrote, or asked for a person: in a conversation that a member began that is later than its
-- beginning. NULL: nobody asked for anything yet, or the row is older than this column and the customer began it.
ALTER TABLE conversations.conversations ADD COLUMN asked_at timestamptz;
