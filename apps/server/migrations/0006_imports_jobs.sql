-- Imports: one row an import, with its settings, its progress and its result. The file itself is a blob.
CREATE SCHEMA imports;
GRANT USAGE ON SCHEMA imports TO rapport_app;

CREATE TABLE imports.imports (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text NOT NULL,
  status text NOT NULL,
  file_name text NOT NULL,
  file_key text NOT NULL,
  file_bytes bigint NOT NULL,
  -- How the file is read, its columns with samples and suggestions, and how each column's values are written.
  layout jsonb NOT NULL,
  columns jsonb NOT NULL,
  readings jsonb NOT NULL,
  suggested_objects jsonb NOT NULL,
  -- What the person decided.
  mapping jsonb NOT NULL,
  mode text NOT NULL,
  upsert_key text,
  blank_clears boolean NOT NULL DEFAULT false,
  default_currency text NOT NULL DEFAULT 'USD',
  -- Whom it runs as, with the rights of the moment of its start, and the fields it then saw.
  run_as jsonb,
  fields jsonb,
  attempt int NOT NULL DEFAULT 0,
  act_id uuid,
  -- The checkpoint: rows before it are written, rows from it on are not. It moves with the rows themselves.
  started_row bigint NOT NULL DEFAULT 0,
  rows_done bigint NOT NULL DEFAULT 0,
  bytes_done bigint NOT NULL DEFAULT 0,
  created_count bigint NOT NULL DEFAULT 0,
  updated_count bigint NOT NULL DEFAULT 0,
  unchanged_count bigint NOT NULL DEFAULT 0,
  bad_count bigint NOT NULL DEFAULT 0,
  dry_run jsonb,
  undo_act_id uuid,
  undo_entry_no bigint,
  undone_count bigint NOT NULL DEFAULT 0,
  kept_count bigint NOT NULL DEFAULT 0,
  error jsonb,
  created_by_id uuid NOT NULL,
  created_by_label text NOT NULL,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
-- Progress is written often: room on the page keeps those updates cheap.
ALTER TABLE imports.imports SET (fillfactor = 50);
ALTER TABLE imports.imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports.imports FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON imports.imports TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON imports.imports TO rapport_app;

-- Why rows of the file were refused.
CREATE TABLE imports.row_errors (
  workspace_id uuid NOT NULL,
  import_id uuid NOT NULL,
  line bigint NOT NULL,
  position int NOT NULL,
  column_name text,
  code text NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (workspace_id, import_id, line, position)
);
ALTER TABLE imports.row_errors ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports.row_errors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON imports.row_errors TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON imports.row_errors TO rapport_app;

-- Records that an undo left as they were, since somebody changed them after the import.
CREATE TABLE imports.kept_records (
  workspace_id uuid NOT NULL,
  import_id uuid NOT NULL,
  object text NOT NULL,
  record_id uuid NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (workspace_id, import_id, object, record_id)
);
ALTER TABLE imports.kept_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports.kept_records FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON imports.kept_records TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON imports.kept_records TO rapport_app;
