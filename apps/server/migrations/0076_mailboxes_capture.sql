-- Addresses that members put into BCC, so that what they send elsewhere is known here: what makes each one unguessable.
CREATE TABLE mailboxes.capture_tokens (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  token text COLLATE "C" NOT NULL,
  made_at timestamptz NOT NULL,
  -- When a mail last came in by it.
  used_at timestamptz,
  PRIMARY KEY (workspace_id, member_id)
);
CREATE UNIQUE INDEX capture_tokens_token ON mailboxes.capture_tokens (workspace_id, token);
ALTER TABLE mailboxes.capture_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE mailboxes.capture_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mailboxes.capture_tokens TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON mailboxes.capture_tokens TO rapport_app;
