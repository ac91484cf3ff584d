-- Models that listen: a price by the minute of audio makes a model one, and calls keep how long the recording was. Millionths
-- of a US dollar a minute; null: a model of text.
ALTER TABLE llm.prices ADD COLUMN audio_micros bigint CHECK (audio_micros >= 0);
ALTER TABLE llm.calls ADD COLUMN audio_ms integer CHECK (audio_ms >= 0);

CREATE OR REPLACE FUNCTION llm.settle(p_call jsonb) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  ws uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  c llm.calls%ROWTYPE;
  cost bigint;
BEGIN
  SELECT * INTO c FROM llm.calls k
  WHERE k.workspace_id = ws AND k.id = (p_call ->> 'id')::uuid AND k.state IN ('reserved', 'unknown') FOR UPDATE;
  IF NOT FOUND OR (c.state = 'unknown' AND p_call ->> 'state' = 'unknown') THEN RETURN false; END IF;
  cost := coalesce((p_call ->> 'cost')::bigint, c.reserved_micros);
  UPDATE llm.calls k SET state = p_call ->> 'state', cost_micros = cost,
    input_tokens = (p_call ->> 'inputTokens')::int, cached_input_tokens = (p_call ->> 'cachedInputTokens')::int,
    output_tokens = (p_call ->> 'outputTokens')::int, audio_ms = (p_call ->> 'audioMs')::int,
    latency_ms = (p_call ->> 'latencyMs')::int, first_token_ms = (p_call ->> 'firstTokenMs')::int,
    error = p_call ->> 'error'
  WHERE k.workspace_id = ws AND k.id = c.id;
  PERFORM 1 FROM llm.spend s JOIN unnest(c.budget_ids, c.subjects, c.starts) AS a (id, subject, starts)
    ON s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts
  WHERE s.workspace_id = ws ORDER BY s.budget_id, s.subject FOR UPDATE OF s;
  UPDATE llm.spend s SET
    reserved_micros = s.reserved_micros - CASE c.state WHEN 'reserved' THEN c.reserved_micros ELSE 0 END,
    spent_micros = s.spent_micros + cost - CASE c.state WHEN 'unknown' THEN c.cost_micros ELSE 0 END
  FROM unnest(c.budget_ids, c.subjects, c.starts) AS a (id, subject, starts)
  WHERE s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts;
  RETURN true;
END $$;
