-- Records of custom objects, and what gives records their structure. Nothing here needs DDL at run time.
CREATE TABLE records.custom_records (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text COLLATE "C",
  name_key text COLLATE "C",
  region text COLLATE "C",
  region_key text COLLATE "C",
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX custom_records_name_key ON records.custom_records (workspace_id, object, name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX custom_records_region_key ON records.custom_records (workspace_id, object, region_key, id) WHERE region_key IS NOT NULL;
CREATE INDEX custom_records_owner_id ON records.custom_records (workspace_id, object, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX custom_records_updated_at ON records.custom_records (workspace_id, object, updated_at, id);
CREATE INDEX custom_records_object ON records.custom_records (workspace_id, object, id);
CREATE INDEX custom_records_deleted_at ON records.custom_records (workspace_id, object, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.custom_records ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.custom_records FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.custom_records TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.custom_records TO rapport_app;

CREATE TABLE records.object_types (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  label text NOT NULL,
  label_plural text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, key)
);
ALTER TABLE records.object_types ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.object_types FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.object_types TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.object_types TO rapport_app;

CREATE TABLE records.fields (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  object text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  label text NOT NULL,
  type text NOT NULL,
  required boolean NOT NULL DEFAULT false,
  options jsonb NOT NULL DEFAULT '[]',
  ref_object text,
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Values of a removed field stay, unseen; its key stays taken, and comes back with it.
  removed_at timestamptz,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, object, key)
);
ALTER TABLE records.fields ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.fields FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.fields TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.fields TO rapport_app;

-- Typed index rows of custom values: what filters and sorts on custom fields use.
CREATE TABLE records.field_values (
  workspace_id uuid NOT NULL,
  field_id uuid NOT NULL,
  record_id uuid NOT NULL,
  position int NOT NULL,
  text_value text COLLATE "C",
  number_value float8,
  time_value timestamptz,
  id_value uuid,
  PRIMARY KEY (workspace_id, record_id, field_id, position)
);
CREATE INDEX field_values_text ON records.field_values (workspace_id, field_id, text_value, record_id) WHERE text_value IS NOT NULL;
CREATE INDEX field_values_number ON records.field_values (workspace_id, field_id, number_value, record_id) WHERE number_value IS NOT NULL;
CREATE INDEX field_values_time ON records.field_values (workspace_id, field_id, time_value, record_id) WHERE time_value IS NOT NULL;
CREATE INDEX field_values_id ON records.field_values (workspace_id, field_id, id_value, record_id) WHERE id_value IS NOT NULL;
ALTER TABLE records.field_values ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.field_values FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.field_values TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.field_values TO rapport_app;

CREATE TABLE records.pipelines (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  position int NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE records.pipelines ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.pipelines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.pipelines TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.pipelines TO rapport_app;

CREATE TABLE records.stages (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  pipeline_id uuid NOT NULL,
  name text NOT NULL,
  position int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('open', 'won', 'lost')),
  probability float8 NOT NULL CHECK (probability BETWEEN 0 AND 1),
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, pipeline_id) REFERENCES records.pipelines (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX stages_pipeline ON records.stages (workspace_id, pipeline_id, position);
ALTER TABLE records.stages ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.stages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.stages TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.stages TO rapport_app;

CREATE TABLE records.line_items (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  deal_id uuid NOT NULL,
  position int NOT NULL,
  name text NOT NULL,
  quantity float8 NOT NULL CHECK (quantity >= 0),
  unit_price_minor bigint NOT NULL,
  discount_percent float8 NOT NULL DEFAULT 0 CHECK (discount_percent BETWEEN 0 AND 100),
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX line_items_deal ON records.line_items (workspace_id, deal_id, position, id);
ALTER TABLE records.line_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.line_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.line_items TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.line_items TO rapport_app;

-- Links between any two records, beside the references that are fields.
CREATE TABLE records.relations (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  from_object text COLLATE "C" NOT NULL,
  from_id uuid NOT NULL,
  to_object text COLLATE "C" NOT NULL,
  to_id uuid NOT NULL,
  label text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, from_id, to_id, label)
);
CREATE INDEX relations_to ON records.relations (workspace_id, to_id, id);
CREATE INDEX relations_from ON records.relations (workspace_id, from_id, id);
ALTER TABLE records.relations ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.relations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.relations TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.relations TO rapport_app;
