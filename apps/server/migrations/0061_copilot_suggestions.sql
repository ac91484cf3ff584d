-- What the copilot offered to members and what became of it, and which macros were used on what.
CREATE SCHEMA copilot;
GRANT USAGE ON SCHEMA copilot TO rapport_app;

CREATE TABLE copilot.suggestions (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- Whom it was offered to; nobody else may settle it.
  principal_id uuid NOT NULL,
  -- Null once it is older than 90 days: figures stay, texts do not.
  text text,
  rung text NOT NULL,
  call_id text,
  confidence float8 NOT NULL,
  sensitive text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('offered', 'used', 'accepted', 'edited', 'rejected', 'replaced')),
  message_id uuid,
  edit_share float8,
  offered_at timestamptz NOT NULL,
  decided_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE copilot.suggestions ENABLE ROW LEVEL SECURITY;
ALTER TABLE copilot.suggestions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON copilot.suggestions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON copilot.suggestions TO rapport_app;
CREATE INDEX suggestions_when ON copilot.suggestions (workspace_id, offered_at);

CREATE TABLE copilot.macro_uses (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  macro_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- Hashes of the words that the customer wrote.
  terms bigint[] NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE copilot.macro_uses ENABLE ROW LEVEL SECURITY;
ALTER TABLE copilot.macro_uses FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON copilot.macro_uses TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON copilot.macro_uses TO rapport_app;
CREATE UNIQUE INDEX macro_uses_once ON copilot.macro_uses (workspace_id, conversation_id, macro_id);
CREATE INDEX macro_uses_when ON copilot.macro_uses (workspace_id, used_at DESC);
