-- Whether the bot answered, which it did not where it only said that a person will.
ALTER TABLE conversations.conversations ADD COLUMN bot_answered boolean NOT NULL DEFAULT false;
UPDATE conversations.conversations c SET bot_answered = true
WHERE c.last_bot_seq > 0 AND EXISTS (
  SELECT 1 FROM conversations.messages m
  WHERE m.workspace_id = c.workspace_id AND m.conversation_id = c.id AND m.author_kind = 'bot' AND m.rung IS NOT NULL);

-- What a member began has no first response: what was counted of conversations so far is read once more.
UPDATE analytics.progress SET after_id = NULL, done = false;
