-- The gateway to AI models: providers with sealed keys, models, price versions, what each purpose may use, budgets
-- with what is reserved and spent, every call (never its text), and prompts of the workspace.
CREATE SCHEMA llm;
GRANT USAGE ON SCHEMA llm TO rapport_app;

CREATE TABLE llm.providers (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  base_url text,
  region text NOT NULL,
  data_class text NOT NULL CHECK (data_class IN ('public', 'internal', 'personal')),
  secret text,
  key_hint text,
  is_on boolean NOT NULL,
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Calls name their provider long after it went; its key is gone at once.
  removed_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE llm.providers ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.providers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.providers TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON llm.providers TO rapport_app;

CREATE TABLE llm.models (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  provider_id uuid NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  is_on boolean NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, provider_id) REFERENCES llm.providers (workspace_id, id)
);
ALTER TABLE llm.models ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.models FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.models TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON llm.models TO rapport_app;

-- Only ever added to: a call keeps the version that it was reckoned by. Millionths of a US dollar a million tokens.
CREATE TABLE llm.prices (
  workspace_id uuid NOT NULL,
  model_id uuid NOT NULL,
  version integer NOT NULL,
  input_micros bigint NOT NULL CHECK (input_micros >= 0),
  output_micros bigint NOT NULL CHECK (output_micros >= 0),
  cached_input_micros bigint CHECK (cached_input_micros >= 0),
  since timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, model_id, version),
  FOREIGN KEY (workspace_id, model_id) REFERENCES llm.models (workspace_id, id)
);
ALTER TABLE llm.prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.prices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.prices TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT ON llm.prices TO rapport_app;

CREATE TABLE llm.routes (
  workspace_id uuid NOT NULL,
  purpose text NOT NULL,
  is_on boolean NOT NULL,
  model_ids uuid[] NOT NULL,
  pick text NOT NULL CHECK (pick IN ('listed', 'cheapest')),
  regions text[] NOT NULL,
  minimises boolean NOT NULL,
  deadline_ms integer NOT NULL,
  max_output_tokens integer NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, purpose)
);
ALTER TABLE llm.routes ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.routes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.routes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON llm.routes TO rapport_app;

CREATE TABLE llm.budgets (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('workspace', 'team', 'agent', 'run', 'purpose')),
  -- Which of them; '*': each by itself.
  subject text NOT NULL,
  period text NOT NULL CHECK (period IN ('day', 'month', 'total')),
  limit_micros bigint NOT NULL CHECK (limit_micros >= 0),
  version integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, scope, subject, period)
);
ALTER TABLE llm.budgets ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.budgets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.budgets TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON llm.budgets TO rapport_app;

-- One row a budget, subject and period: what calls under way may cost at most, and what finished ones did.
CREATE TABLE llm.spend (
  workspace_id uuid NOT NULL,
  budget_id uuid NOT NULL,
  subject text NOT NULL,
  starts date NOT NULL,
  reserved_micros bigint NOT NULL,
  spent_micros bigint NOT NULL,
  PRIMARY KEY (workspace_id, budget_id, subject, starts),
  FOREIGN KEY (workspace_id, budget_id) REFERENCES llm.budgets (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 50);
ALTER TABLE llm.spend ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.spend FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.spend TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON llm.spend TO rapport_app;

CREATE TABLE llm.calls (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  ask_id uuid NOT NULL,
  at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  purpose text NOT NULL,
  state text NOT NULL
    CHECK (state IN ('reserved', 'answered', 'failed', 'unknown', 'refused', 'cached')),
  model_id uuid NOT NULL,
  rung integer NOT NULL,
  by_kind text NOT NULL,
  by_id text NOT NULL,
  data_class text NOT NULL,
  reserved_micros bigint NOT NULL,
  cost_micros bigint NOT NULL,
  price_version integer,
  prompt text,
  -- The rows of llm.spend that it counts in, side by side.
  budget_ids uuid[] NOT NULL,
  subjects text[] NOT NULL,
  starts date[] NOT NULL,
  input_tokens integer,
  cached_input_tokens integer,
  output_tokens integer,
  latency_ms integer,
  first_token_ms integer,
  error text,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX calls_reserved ON llm.calls (workspace_id, expires_at) WHERE state = 'reserved';
ALTER TABLE llm.calls ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.calls FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.calls TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON llm.calls TO rapport_app;

CREATE TABLE llm.prompts (
  workspace_id uuid NOT NULL,
  key text NOT NULL,
  version integer NOT NULL,
  text text NOT NULL,
  note text,
  is_in_force boolean NOT NULL,
  created_by uuid,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, key, version)
);
ALTER TABLE llm.prompts ENABLE ROW LEVEL SECURITY;
ALTER TABLE llm.prompts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON llm.prompts TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON llm.prompts TO rapport_app;

-- Reserves the most that a call can cost in every budget that it counts in, or in none. Answers the budget that is
-- spent, or null. Rows are locked in one order, so that calls at the same time wait for each other and never hang.
CREATE FUNCTION llm.reserve(p_call jsonb, p_kinds text[], p_subjects text[], p_day date, p_month date)
RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  ws uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  cost bigint := (p_call ->> 'reserved')::bigint;
  ids uuid[];
  subs text[];
  days date[];
  found record;
  refused uuid;
BEGIN
  SELECT array_agg(a.id), array_agg(a.subject), array_agg(a.starts) INTO ids, subs, days FROM (
    SELECT b.id, k.subject, CASE b.period WHEN 'day' THEN p_day WHEN 'month' THEN p_month ELSE date '2000-01-01' END AS starts
    FROM llm.budgets b JOIN unnest(p_kinds, p_subjects) AS k (kind, subject)
      ON b.scope = k.kind AND (b.subject = '*' OR b.subject = k.subject)
    WHERE b.workspace_id = ws ORDER BY b.id, k.subject) AS a;
  IF ids IS NOT NULL THEN
    INSERT INTO llm.spend (workspace_id, budget_id, subject, starts, reserved_micros, spent_micros)
    SELECT ws, a.id, a.subject, a.starts, 0, 0 FROM unnest(ids, subs, days) AS a (id, subject, starts)
    WHERE NOT EXISTS (SELECT 1 FROM llm.spend s
      WHERE s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts)
    ON CONFLICT DO NOTHING;
    FOR found IN
      SELECT s.budget_id, s.reserved_micros + s.spent_micros + cost > b.limit_micros AS is_over
      FROM unnest(ids, subs, days) AS a (id, subject, starts)
      JOIN llm.spend s ON s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts
      JOIN llm.budgets b ON b.workspace_id = ws AND b.id = a.id
      ORDER BY s.budget_id, s.subject FOR UPDATE OF s
    LOOP
      IF found.is_over AND refused IS NULL THEN refused := found.budget_id; END IF;
    END LOOP;
    IF refused IS NULL THEN
      UPDATE llm.spend s SET reserved_micros = s.reserved_micros + cost
      FROM unnest(ids, subs, days) AS a (id, subject, starts)
      WHERE s.workspace_id = ws AND s.budget_id = a.id AND s.subject = a.subject AND s.starts = a.starts;
    END IF;
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

-- Puts what a call did cost in the place of what was reserved, once. A call that was already counted as unknown is
-- corrected when its answer comes after all. Answers whether it counted.
CREATE FUNCTION llm.settle(p_call jsonb) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
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
    output_tokens = (p_call ->> 'outputTokens')::int, latency_ms = (p_call ->> 'latencyMs')::int,
    first_token_ms = (p_call ->> 'firstTokenMs')::int, error = p_call ->> 'error'
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

REVOKE ALL ON FUNCTION llm.reserve(jsonb, text[], text[], date, date), llm.settle(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION llm.reserve(jsonb, text[], text[], date, date), llm.settle(jsonb) TO rapport_app;

-- Administrators may do everything, so also this: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["ai.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'ai.manage';
RESET ROLE;
