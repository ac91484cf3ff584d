-- What members must know: one line a thing, however often it happened; what they follow and mute; how they
-- want to be told.
CREATE SCHEMA notifications;
GRANT USAGE ON SCHEMA notifications TO rapport_app, rapport_system;

CREATE TABLE notifications.items (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL,
  -- What may be one line as long as it is not read.
  group_key text NOT NULL,
  object text,
  record_id uuid,
  -- Labels of those who did it, the last one first.
  who jsonb NOT NULL,
  data jsonb NOT NULL,
  count int NOT NULL,
  last_at timestamptz NOT NULL,
  read_at timestamptz,
  -- When it is to be mailed; null: not, or done.
  mail_due_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX items_of_member ON notifications.items (workspace_id, member_id, last_at DESC, id DESC);
CREATE INDEX items_unread ON notifications.items (workspace_id, member_id, last_at DESC, id DESC) WHERE read_at IS NULL;
CREATE UNIQUE INDEX items_open_group ON notifications.items (workspace_id, member_id, group_key) WHERE read_at IS NULL;
CREATE INDEX items_mail ON notifications.items (mail_due_at) WHERE mail_due_at IS NOT NULL;
CREATE INDEX items_age ON notifications.items (last_at);
ALTER TABLE notifications.items ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.items TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON notifications.items TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON notifications.items TO rapport_app;
GRANT SELECT, UPDATE, DELETE ON notifications.items TO rapport_system;

-- Records that a member follows or has muted.
CREATE TABLE notifications.attention (
  workspace_id uuid NOT NULL,
  record_id uuid NOT NULL,
  member_id uuid NOT NULL,
  object text NOT NULL,
  state text NOT NULL,
  PRIMARY KEY (workspace_id, record_id, member_id)
);
ALTER TABLE notifications.attention ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.attention FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.attention TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.attention TO rapport_app;

CREATE TABLE notifications.preferences (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  zone text NOT NULL,
  quiet_from text,
  quiet_to text,
  digest_at text NOT NULL,
  kinds jsonb NOT NULL,
  PRIMARY KEY (workspace_id, member_id)
);
ALTER TABLE notifications.preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.preferences TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON notifications.preferences TO rapport_app;

-- A number that moves with what waits for a member, so that open screens can watch it by its key.
CREATE TABLE notifications.bells (
  workspace_id uuid NOT NULL,
  member_id uuid NOT NULL,
  moves bigint NOT NULL,
  PRIMARY KEY (workspace_id, member_id)
);
ALTER TABLE notifications.bells ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.bells FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.bells TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON notifications.bells FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE ON notifications.bells TO rapport_app;
GRANT SELECT ON notifications.bells TO rapport_system;

-- Which due times of which tasks were told already.
CREATE TABLE notifications.due_marks (
  workspace_id uuid NOT NULL,
  task_id uuid NOT NULL,
  kind text NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, task_id, kind, due_at)
);
CREATE INDEX due_marks_age ON notifications.due_marks (due_at);
ALTER TABLE notifications.due_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.due_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.due_marks TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON notifications.due_marks TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON notifications.due_marks TO rapport_app;
GRANT SELECT, DELETE ON notifications.due_marks TO rapport_system;

-- How far the audit log has been read for this room: moved in the transaction that writes what was found.
CREATE TABLE notifications.cursors (
  workspace_id uuid PRIMARY KEY,
  entry_no bigint NOT NULL
);
ALTER TABLE notifications.cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications.cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON notifications.cursors TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON notifications.cursors FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE ON notifications.cursors TO rapport_app;
GRANT SELECT ON notifications.cursors TO rapport_system;
