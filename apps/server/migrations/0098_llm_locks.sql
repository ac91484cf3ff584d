-- Calls are reserved and settled many in a transaction, each locking the budgets of its own purpose: two batches in another
-- order waited for each other for ever, and one of them was lost. A workspace's batches now go one after the other, which
-- they did already wherever it has a budget as a whole. Budgets are read after the wait, so that a call sees one that was
-- made meanwhile.
CREATE OR REPLACE FUNCTION llm.reserve(p_call jsonb, p_kinds text[], p_subjects text[], p_day date, p_month date)
RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  ws uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  cost bigint := (p_call ->> 'reserved')::bigint;
  ids uuid[];
  subs text[];
  days date[];
  found record;
  locked int := 0;
  refused uuid;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('llm.spend ' || ws, 0));
  SELECT array_agg(a.id), array_agg(a.subject), array_agg(a.starts) INTO ids, subs, days FROM (
    SELECT b.id, k.subject, CASE b.period WHEN 'day' THEN p_day WHEN 'month' THEN p_month ELSE date '2000-01-01' END AS starts
    FROM llm.budgets b JOIN unnest(p_kinds, p_subjects) AS k (kind, subject)
      ON b.scope = k.kind AND (b.subject = '*' OR b.subject = k.subject)
    WHERE b.workspace_id = ws ORDER BY b.id, k.subject) AS a;
  WHILE ids IS NOT NULL LOOP
    FOR found IN
      SELECT s.budget_id, s.reserved_micros + s.spent_micros + cost > b.limit_micros AS is_over
      FROM unnest(ids, subs, days) AS a (id, subject, starts)
      JOIN llm.spend s ON s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts
      JOIN llm.budgets b ON b.workspace_id = ws AND b.id = a.id
      ORDER BY s.budget_id, s.subject FOR UPDATE OF s
    LOOP
      locked := locked + 1;
      IF found.is_over AND refused IS NULL THEN refused := found.budget_id; END IF;
    END LOOP;
    EXIT WHEN locked = cardinality(ids);
    -- The first call of a period, or a budget that was removed meanwhile.
    INSERT INTO llm.spend (workspace_id, budget_id, subject, starts, reserved_micros, spent_micros)
    SELECT ws, a.id, a.subject, a.starts, 0, 0 FROM unnest(ids, subs, days) AS a (id, subject, starts)
    WHERE EXISTS (SELECT 1 FROM llm.budgets b WHERE b.workspace_id = ws AND b.id = a.id)
    ON CONFLICT DO NOTHING;
    SELECT array_agg(a.id), array_agg(a.subject), array_agg(a.starts) INTO ids, subs, days FROM (
      SELECT a.id, a.subject, a.starts FROM unnest(ids, subs, days) AS a (id, subject, starts)
      JOIN llm.spend s ON s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts
      ORDER BY a.id, a.subject) AS a;
    locked := 0;
    refused := NULL;
  END LOOP;
  IF ids IS NOT NULL AND refused IS NULL THEN
    UPDATE llm.spend s SET reserved_micros = s.reserved_micros + cost
    FROM unnest(ids, subs, days) AS a (id, subject, starts)
    WHERE s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts;
  END IF;
  INSERT INTO llm.calls (workspace_id, id, ask_id, at, expires_at, purpose, state, model_id, rung, by_kind, by_id,
    data_class, reserved_micros, cost_micros, price_version, prompt, budget_ids, subjects, starts, error)
  VALUES (ws, (p_call ->> 'id')::uuid, (p_call ->> 'askId')::uuid, (p_call ->> 'at')::timestamptz,
    (p_call ->> 'expiresAt')::timestamptz, p_call ->> 'purpose',
    CASE WHEN refused IS NULL THEN 'reserved' ELSE 'refused' END, (p_call ->> 'modelId')::uuid,
    (p_call ->> 'rung')::int, p_call ->> 'byKind', p_call ->> 'byId', p_call ->> 'dataClass', cost, 0,
    (p_call ->> 'priceVersion')::int, p_call ->> 'prompt', coalesce(ids, '{}'), coalesce(subs, '{}'),
    coalesce(days, '{}'), CASE WHEN refused IS NULL THEN NULL ELSE 'budget' END);
  RETURN refused;
END $$;

CREATE OR REPLACE FUNCTION llm.settle(p_call jsonb) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  ws uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  c llm.calls%ROWTYPE;
  cost bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('llm.spend ' || ws, 0));
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
