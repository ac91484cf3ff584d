-- An inbox of many conversations: lists of every state walk an index of their own, counts look at an index alone.
CREATE INDEX conversations_all ON conversations.conversations (workspace_id, last_message_at, id);
CREATE INDEX conversations_counted ON conversations.conversations (workspace_id, state, assignee_id, due_at) WHERE merged_into IS NULL;

-- Newest messages that hold all of the tokens, below a message where one is given. What is written often is found among
-- the newest ones, which is a walk along the key; only what is rare there is looked up in the index of tokens,
-- which would have to sort all that it finds.
CREATE OR REPLACE FUNCTION conversations.find_messages(p_tokens int[], p_before uuid, p_limit int)
RETURNS TABLE (message_id uuid, conversation_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
  newest constant int := 1500;
  ws uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  start uuid := coalesce(p_before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  walked uuid;
  got int;
BEGIN
  SELECT w.message_id INTO walked FROM conversations.words w
    WHERE w.workspace_id = ws AND w.message_id < start
    ORDER BY w.message_id DESC OFFSET newest - 1 LIMIT 1;
  RETURN QUERY
    WITH recent AS MATERIALIZED (
      SELECT w.message_id, w.conversation_id, w.tokens FROM conversations.words w
      WHERE w.workspace_id = ws AND w.message_id < start
      ORDER BY w.message_id DESC LIMIT newest)
    SELECT r.message_id, r.conversation_id FROM recent r
    WHERE r.tokens @> p_tokens ORDER BY r.message_id DESC LIMIT p_limit;
  GET DIAGNOSTICS got = ROW_COUNT;
  IF walked IS NULL OR got >= p_limit THEN RETURN; END IF;
  RETURN QUERY SELECT w.message_id, w.conversation_id FROM conversations.words w
    WHERE w.tokens @> p_tokens
      AND (w.workspace_id = ws) IS TRUE
      AND (w.message_id < walked) IS TRUE
    ORDER BY w.message_id DESC LIMIT p_limit - got;
END $$;
