-- Campaigns that ask people how likely they are to recommend us, and one question a person and mail.
CREATE SCHEMA nps;
GRANT USAGE ON SCHEMA nps TO rapport_app;

CREATE TABLE nps.campaigns (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  brand text NOT NULL,
  language text NOT NULL,
  segment_id uuid NOT NULL,
  channel_id uuid NOT NULL,
  period_days int NOT NULL,
  -- draft, sending, sent, stopped
  state text NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  stopped_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE nps.campaigns ENABLE ROW LEVEL SECURITY;
ALTER TABLE nps.campaigns FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON nps.campaigns TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON nps.campaigns TO rapport_app;

CREATE TABLE nps.questions (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  campaign_id uuid NOT NULL,
  person_id uuid NOT NULL,
  -- A digest, so that two records of one person are asked once.
  address_key text NOT NULL,
  -- waiting, sending, sent, refused, unknown, skipped
  state text NOT NULL,
  reason text,
  attempts int NOT NULL,
  queued_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  -- While a process sends it; found over, that process was killed on the way.
  held_until timestamptz,
  sent_at timestamptz,
  -- Until when an answer is taken, or changed.
  open_until timestamptz,
  score int,
  comment text,
  answered_at timestamptz,
  -- When the person asked not to be asked again.
  stopped_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX questions_campaign ON nps.questions (workspace_id, campaign_id, id);
CREATE INDEX questions_person ON nps.questions (workspace_id, person_id);
CREATE INDEX questions_address ON nps.questions (workspace_id, address_key);
CREATE INDEX questions_due ON nps.questions (workspace_id, due_at) WHERE state IN ('waiting', 'sending');
ALTER TABLE nps.questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE nps.questions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON nps.questions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON nps.questions TO rapport_app;
