-- What is settled, by when it was.
CREATE INDEX conversations_settled ON conversations.conversations (workspace_id, closed_at, id)
  WHERE state = 'closed' AND merged_into IS NULL;
