-- How a team works on conversations: settings, macros, saved views, who has one open, and what was corrected.
CREATE SCHEMA inbox;
GRANT USAGE ON SCHEMA inbox TO rapport_app;

CREATE TABLE inbox.settings (
  workspace_id uuid PRIMARY KEY,
  settings jsonb NOT NULL
);
ALTER TABLE inbox.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.settings TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox.settings TO rapport_app;

CREATE TABLE inbox.macros (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  macro jsonb NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE inbox.macros ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.macros FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.macros TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox.macros TO rapport_app;

CREATE TABLE inbox.views (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  view jsonb NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE inbox.views ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.views FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.views TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox.views TO rapport_app;

-- Who has a conversation open or writes in it, until then.
CREATE TABLE inbox.presence (
  workspace_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  member_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('viewing', 'typing')),
  until timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, member_id)
);
ALTER TABLE inbox.presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.presence FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.presence TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox.presence TO rapport_app;

-- Members who take nothing new for now.
CREATE TABLE inbox.away (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, member_id)
);
ALTER TABLE inbox.away ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.away FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.away TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON inbox.away TO rapport_app;

-- What members said a guess should have been.
CREATE TABLE inbox.corrections (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  field text NOT NULL,
  guess text,
  rung text,
  value text NOT NULL,
  corrected_by uuid,
  corrected_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE inbox.corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox.corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON inbox.corrections TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT ON inbox.corrections TO rapport_app;
