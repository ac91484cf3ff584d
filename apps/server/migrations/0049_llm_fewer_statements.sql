-- The same reservation with fewer statements: rows of budgets are made only where one is missing.
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
