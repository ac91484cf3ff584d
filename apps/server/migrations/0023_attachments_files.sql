-- Files on records. Bytes are blobs, one a content and workspace; a file that nothing points at any more keeps
-- its bytes for a while, so that a deletion can be undone.
CREATE SCHEMA attachments;
GRANT USAGE ON SCHEMA attachments TO rapport_app;

CREATE TABLE attachments.files (
  workspace_id uuid NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  type text NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamptz NOT NULL,
  -- Since when no attachment has it.
  unused_since timestamptz,
  PRIMARY KEY (workspace_id, sha256)
);
CREATE INDEX files_unused ON attachments.files (workspace_id, unused_since) WHERE unused_since IS NOT NULL;
ALTER TABLE attachments.files ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments.files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attachments.files TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON attachments.files TO rapport_app;

CREATE TABLE attachments.attachments (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  file_name text NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  type text NOT NULL,
  bytes bigint NOT NULL,
  uploaded_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX attachments_record ON attachments.attachments (workspace_id, record_id, id);
CREATE INDEX attachments_file ON attachments.attachments (workspace_id, sha256);
ALTER TABLE attachments.attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments.attachments FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attachments.attachments TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON attachments.attachments TO rapport_app;
