-- Events: what people and companies did, as clients told it (entries, by month); whose they are (identities,
-- joins, groups); what names and properties were seen and what is promised of them (names, schemas); what could
-- not be taken (dead letters); and for those who follow, what came when (heads, changes).
CREATE SCHEMA events;
GRANT USAGE ON SCHEMA events TO rapport_app, rapport_system;

CREATE TABLE events.entries (
  workspace_id uuid NOT NULL,
  -- Made from the time at which it happened, so that it sorts by that and leads to its month.
  id uuid NOT NULL,
  message_id text NOT NULL,
  type text COLLATE "C" NOT NULL,
  name text NOT NULL,
  -- When it happened, by the server's clock.
  occurred_at timestamptz NOT NULL,
  -- When it was known here.
  known_at timestamptz NOT NULL,
  -- Whose it is, as of then; never rewritten. Joins of identities say who that is today.
  profile_id uuid,
  company_id uuid,
  user_id text,
  anonymous_id text,
  group_id text,
  properties jsonb NOT NULL,
  context jsonb NOT NULL,
  -- Null: the server's own hand.
  source_id uuid,
  -- What became of it on the way in (schema, enrichment), where there is something to say.
  remarks jsonb,
  PRIMARY KEY (workspace_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at);
ALTER TABLE events.entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.entries TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON events.entries TO rapport_app;
CREATE INDEX entries_profile ON events.entries (workspace_id, profile_id, occurred_at);
CREATE INDEX entries_company ON events.entries (workspace_id, company_id, occurred_at)
  WHERE company_id IS NOT NULL;

-- One month's partition, protected like the table, within bounds: the app may ask for it and can do no other DDL.
-- It is attached, not made in place, so that those who write meanwhile are not held up. True: it was made now.
CREATE FUNCTION events.make_month(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
AS $$
DECLARE
  first date := date_trunc('month', day)::date;
  next date := (date_trunc('month', day) + interval '1 month')::date;
  part text := 'entries_' || to_char(day, 'YYYY_MM');
BEGIN
  IF day IS NULL OR first < (date_trunc('month', now()) - interval '10 years 1 month')::date
     OR first > (date_trunc('month', now()) + interval '14 months')::date THEN
    RAISE EXCEPTION 'no partition is made for this month' USING ERRCODE = '22008';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('events.make_month', 0));
  IF to_regclass('events.' || part) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE events.%I (LIKE events.entries INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format('ALTER TABLE events.%I ENABLE ROW LEVEL SECURITY', part);
  EXECUTE format('ALTER TABLE events.%I FORCE ROW LEVEL SECURITY', part);
  EXECUTE format('CREATE POLICY tenant ON events.%I TO rapport_app
    USING (workspace_id = NULLIF(current_setting(''rapport.workspace'', true), '''')::uuid)
    WITH CHECK (workspace_id = NULLIF(current_setting(''rapport.workspace'', true), '''')::uuid)', part);
  EXECUTE format('ALTER TABLE events.entries ATTACH PARTITION events.%I FOR VALUES FROM (%L) TO (%L)',
    part, first::timestamptz, next::timestamptz);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION events.make_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events.make_month(date) TO rapport_app;

-- Every message that was taken, over all months: what is here is not taken again.
CREATE TABLE events.message_ids (
  workspace_id uuid NOT NULL,
  -- Hash of the id that the client gave the message, or of its content.
  key uuid NOT NULL,
  PRIMARY KEY (workspace_id, key)
);
ALTER TABLE events.message_ids ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.message_ids FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.message_ids TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON events.message_ids TO rapport_app;

-- Where events come from, and the write keys by which they are let in.
CREATE TABLE events.sources (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('http', 'file', 'kafka', 'nats')),
  -- SHA-256 of a random key; the key itself was shown once.
  key_hash text,
  key_hint text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  version int NOT NULL DEFAULT 1,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE events.sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.sources FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.sources TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON events.sources TO rapport_app;
CREATE UNIQUE INDEX sources_key ON events.sources (key_hash) WHERE key_hash IS NOT NULL;
CREATE POLICY system ON events.sources FOR SELECT TO rapport_system USING (true);
GRANT SELECT (workspace_id, id, key_hash, revoked_at) ON events.sources TO rapport_system;

-- A profile: one id by which somebody is known.
CREATE TABLE events.identities (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  -- user, anonymous, email, or external:<type>.
  kind text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  -- All that are joined share one root; it follows from the active joins.
  root_id uuid NOT NULL,
  -- The person record that this very identity names; and the one of all that are joined with it.
  own_person_id uuid,
  person_id uuid,
  traits jsonb NOT NULL DEFAULT '{}',
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, kind, value)
);
ALTER TABLE events.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.identities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.identities TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.identities TO rapport_app;
CREATE INDEX identities_root ON events.identities (workspace_id, root_id);
CREATE INDEX identities_person ON events.identities (workspace_id, person_id) WHERE person_id IS NOT NULL;

-- Two identities are the same person. One that was taken back stays so, whatever comes later.
CREATE TABLE events.joins (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  -- In the order of their ids.
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  how text NOT NULL CHECK (how IN ('identify', 'alias', 'together')),
  state text NOT NULL CHECK (state IN ('active', 'undone', 'refused')),
  -- Why it was refused.
  reason text,
  message_id text,
  at timestamptz NOT NULL,
  changed_at timestamptz,
  changed_by text,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, one_id, other_id)
);
ALTER TABLE events.joins ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.joins FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.joins TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.joins TO rapport_app;
CREATE INDEX joins_other ON events.joins (workspace_id, other_id);

-- What clients call a group, and the company that it is.
CREATE TABLE events.groups (
  workspace_id uuid NOT NULL,
  group_id text COLLATE "C" NOT NULL,
  domain text COLLATE "C",
  company_id uuid,
  traits jsonb NOT NULL DEFAULT '{}',
  first_seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, group_id)
);
ALTER TABLE events.groups ENABLE ROW LEVEL SECURITY;
ALTER TABLE events.groups FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events.groups TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON events.groups TO rapport_app;
CREATE INDEX groups_domain ON events.groups (workspace_id, domain) WHERE domain IS NOT NULL;

-- The months that a young installation needs; others follow when they are due.
SELECT events.make_month((now() + make_interval(months => ahead))::date) FROM generate_series(-2, 2) AS ahead;
