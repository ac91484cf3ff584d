-- Records: one table a standard object, one for all custom objects, and what describes them.
-- Texts compare by bytes (collation C), so that both databases sort alike and row security can use the
-- indexes; `*_key` columns hold the folded text (no case, no accents) that filters and sorts use.
CREATE SCHEMA records;
GRANT USAGE ON SCHEMA records TO rapport_app;

CREATE TABLE records.people (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  first_name text COLLATE "C",
  first_name_key text COLLATE "C",
  last_name text COLLATE "C",
  last_name_key text COLLATE "C",
  email text COLLATE "C",
  phone text COLLATE "C",
  job_title text COLLATE "C",
  job_title_key text COLLATE "C",
  company_id uuid,
  lifecycle text COLLATE "C",
  city text COLLATE "C",
  city_key text COLLATE "C",
  country text COLLATE "C",
  country_key text COLLATE "C",
  region text COLLATE "C",
  region_key text COLLATE "C",
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX people_first_name_key ON records.people (workspace_id, first_name_key, id) WHERE first_name_key IS NOT NULL;
CREATE INDEX people_last_name_key ON records.people (workspace_id, last_name_key, id) WHERE last_name_key IS NOT NULL;
CREATE INDEX people_email ON records.people (workspace_id, email, id) WHERE email IS NOT NULL;
CREATE INDEX people_phone ON records.people (workspace_id, phone, id) WHERE phone IS NOT NULL;
CREATE INDEX people_job_title_key ON records.people (workspace_id, job_title_key, id) WHERE job_title_key IS NOT NULL;
CREATE INDEX people_company_id ON records.people (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX people_lifecycle ON records.people (workspace_id, lifecycle, id) WHERE lifecycle IS NOT NULL;
CREATE INDEX people_city_key ON records.people (workspace_id, city_key, id) WHERE city_key IS NOT NULL;
CREATE INDEX people_country_key ON records.people (workspace_id, country_key, id) WHERE country_key IS NOT NULL;
CREATE INDEX people_region_key ON records.people (workspace_id, region_key, id) WHERE region_key IS NOT NULL;
CREATE INDEX people_owner_id ON records.people (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX people_updated_at ON records.people (workspace_id, updated_at, id);
CREATE INDEX people_deleted_at ON records.people (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.people ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.people FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.people TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.people TO rapport_app;

CREATE TABLE records.companies (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text COLLATE "C",
  name_key text COLLATE "C",
  domain text COLLATE "C",
  domain_key text COLLATE "C",
  website text COLLATE "C",
  industry text COLLATE "C",
  industry_key text COLLATE "C",
  employees bigint,
  annual_revenue_minor bigint,
  currency text COLLATE "C",
  currency_key text COLLATE "C",
  phone text COLLATE "C",
  city text COLLATE "C",
  city_key text COLLATE "C",
  country text COLLATE "C",
  country_key text COLLATE "C",
  region text COLLATE "C",
  region_key text COLLATE "C",
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX companies_name_key ON records.companies (workspace_id, name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX companies_domain_key ON records.companies (workspace_id, domain_key, id) WHERE domain_key IS NOT NULL;
CREATE INDEX companies_industry_key ON records.companies (workspace_id, industry_key, id) WHERE industry_key IS NOT NULL;
CREATE INDEX companies_employees ON records.companies (workspace_id, employees, id) WHERE employees IS NOT NULL;
CREATE INDEX companies_phone ON records.companies (workspace_id, phone, id) WHERE phone IS NOT NULL;
CREATE INDEX companies_city_key ON records.companies (workspace_id, city_key, id) WHERE city_key IS NOT NULL;
CREATE INDEX companies_country_key ON records.companies (workspace_id, country_key, id) WHERE country_key IS NOT NULL;
CREATE INDEX companies_region_key ON records.companies (workspace_id, region_key, id) WHERE region_key IS NOT NULL;
CREATE INDEX companies_owner_id ON records.companies (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX companies_updated_at ON records.companies (workspace_id, updated_at, id);
CREATE INDEX companies_deleted_at ON records.companies (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.companies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.companies TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.companies TO rapport_app;

CREATE TABLE records.deals (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  name text COLLATE "C",
  name_key text COLLATE "C",
  pipeline_id uuid,
  stage_id uuid,
  status text COLLATE "C",
  amount_minor bigint,
  currency text COLLATE "C",
  currency_key text COLLATE "C",
  expected_close_on date,
  closed_at timestamptz,
  lost_reason text COLLATE "C",
  lost_reason_key text COLLATE "C",
  source text COLLATE "C",
  source_key text COLLATE "C",
  company_id uuid,
  person_id uuid,
  region text COLLATE "C",
  region_key text COLLATE "C",
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX deals_name_key ON records.deals (workspace_id, name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX deals_pipeline_id ON records.deals (workspace_id, pipeline_id, id) WHERE pipeline_id IS NOT NULL;
CREATE INDEX deals_stage_id ON records.deals (workspace_id, stage_id, id) WHERE stage_id IS NOT NULL;
CREATE INDEX deals_status ON records.deals (workspace_id, status, id) WHERE status IS NOT NULL;
CREATE INDEX deals_amount_minor ON records.deals (workspace_id, amount_minor, id) WHERE amount_minor IS NOT NULL;
CREATE INDEX deals_expected_close_on ON records.deals (workspace_id, expected_close_on, id) WHERE expected_close_on IS NOT NULL;
CREATE INDEX deals_closed_at ON records.deals (workspace_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX deals_source_key ON records.deals (workspace_id, source_key, id) WHERE source_key IS NOT NULL;
CREATE INDEX deals_company_id ON records.deals (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX deals_person_id ON records.deals (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX deals_region_key ON records.deals (workspace_id, region_key, id) WHERE region_key IS NOT NULL;
CREATE INDEX deals_owner_id ON records.deals (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX deals_updated_at ON records.deals (workspace_id, updated_at, id);
CREATE INDEX deals_deleted_at ON records.deals (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.deals ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.deals FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.deals TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.deals TO rapport_app;

CREATE TABLE records.tickets (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  subject text COLLATE "C",
  subject_key text COLLATE "C",
  description text COLLATE "C",
  status text COLLATE "C",
  priority text COLLATE "C",
  category text COLLATE "C",
  category_key text COLLATE "C",
  company_id uuid,
  person_id uuid,
  region text COLLATE "C",
  region_key text COLLATE "C",
  owner_id uuid,
  resolved_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX tickets_subject_key ON records.tickets (workspace_id, subject_key, id) WHERE subject_key IS NOT NULL;
CREATE INDEX tickets_status ON records.tickets (workspace_id, status, id) WHERE status IS NOT NULL;
CREATE INDEX tickets_priority ON records.tickets (workspace_id, priority, id) WHERE priority IS NOT NULL;
CREATE INDEX tickets_category_key ON records.tickets (workspace_id, category_key, id) WHERE category_key IS NOT NULL;
CREATE INDEX tickets_company_id ON records.tickets (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX tickets_person_id ON records.tickets (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX tickets_region_key ON records.tickets (workspace_id, region_key, id) WHERE region_key IS NOT NULL;
CREATE INDEX tickets_owner_id ON records.tickets (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX tickets_resolved_at ON records.tickets (workspace_id, resolved_at, id) WHERE resolved_at IS NOT NULL;
CREATE INDEX tickets_updated_at ON records.tickets (workspace_id, updated_at, id);
CREATE INDEX tickets_deleted_at ON records.tickets (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.tickets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.tickets TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.tickets TO rapport_app;

CREATE TABLE records.tasks (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  title text COLLATE "C",
  title_key text COLLATE "C",
  body text COLLATE "C",
  status text COLLATE "C",
  priority text COLLATE "C",
  due_at timestamptz,
  completed_at timestamptz,
  person_id uuid,
  company_id uuid,
  deal_id uuid,
  ticket_id uuid,
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX tasks_title_key ON records.tasks (workspace_id, title_key, id) WHERE title_key IS NOT NULL;
CREATE INDEX tasks_status ON records.tasks (workspace_id, status, id) WHERE status IS NOT NULL;
CREATE INDEX tasks_priority ON records.tasks (workspace_id, priority, id) WHERE priority IS NOT NULL;
CREATE INDEX tasks_due_at ON records.tasks (workspace_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX tasks_completed_at ON records.tasks (workspace_id, completed_at, id) WHERE completed_at IS NOT NULL;
CREATE INDEX tasks_person_id ON records.tasks (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX tasks_company_id ON records.tasks (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX tasks_deal_id ON records.tasks (workspace_id, deal_id, id) WHERE deal_id IS NOT NULL;
CREATE INDEX tasks_ticket_id ON records.tasks (workspace_id, ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX tasks_owner_id ON records.tasks (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX tasks_updated_at ON records.tasks (workspace_id, updated_at, id);
CREATE INDEX tasks_deleted_at ON records.tasks (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.tasks TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.tasks TO rapport_app;

CREATE TABLE records.notes (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  body text COLLATE "C",
  person_id uuid,
  company_id uuid,
  deal_id uuid,
  ticket_id uuid,
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX notes_person_id ON records.notes (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX notes_company_id ON records.notes (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX notes_deal_id ON records.notes (workspace_id, deal_id, id) WHERE deal_id IS NOT NULL;
CREATE INDEX notes_ticket_id ON records.notes (workspace_id, ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX notes_owner_id ON records.notes (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX notes_updated_at ON records.notes (workspace_id, updated_at, id);
CREATE INDEX notes_deleted_at ON records.notes (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.notes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.notes TO rapport_app;

CREATE TABLE records.activities (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  created_by uuid,
  deleted_at timestamptz,
  custom jsonb NOT NULL DEFAULT '{}',
  kind text COLLATE "C",
  subject text COLLATE "C",
  subject_key text COLLATE "C",
  body text COLLATE "C",
  occurred_at timestamptz,
  duration_minutes bigint,
  outcome text COLLATE "C",
  outcome_key text COLLATE "C",
  person_id uuid,
  company_id uuid,
  deal_id uuid,
  ticket_id uuid,
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX activities_kind ON records.activities (workspace_id, kind, id) WHERE kind IS NOT NULL;
CREATE INDEX activities_subject_key ON records.activities (workspace_id, subject_key, id) WHERE subject_key IS NOT NULL;
CREATE INDEX activities_occurred_at ON records.activities (workspace_id, occurred_at, id) WHERE occurred_at IS NOT NULL;
CREATE INDEX activities_person_id ON records.activities (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX activities_company_id ON records.activities (workspace_id, company_id, id) WHERE company_id IS NOT NULL;
CREATE INDEX activities_deal_id ON records.activities (workspace_id, deal_id, id) WHERE deal_id IS NOT NULL;
CREATE INDEX activities_ticket_id ON records.activities (workspace_id, ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX activities_owner_id ON records.activities (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX activities_updated_at ON records.activities (workspace_id, updated_at, id);
CREATE INDEX activities_deleted_at ON records.activities (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX activities_person_id_time ON records.activities (workspace_id, person_id, occurred_at, id) WHERE person_id IS NOT NULL;
CREATE INDEX activities_company_id_time ON records.activities (workspace_id, company_id, occurred_at, id) WHERE company_id IS NOT NULL;
CREATE INDEX activities_deal_id_time ON records.activities (workspace_id, deal_id, occurred_at, id) WHERE deal_id IS NOT NULL;
CREATE INDEX activities_ticket_id_time ON records.activities (workspace_id, ticket_id, occurred_at, id) WHERE ticket_id IS NOT NULL;
ALTER TABLE records.activities ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.activities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.activities TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.activities TO rapport_app;

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

-- Custom objects and custom fields: descriptions, never DDL at run time.
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
  created_at timestamptz NOT NULL DEFAULT now(),
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
  created_at timestamptz NOT NULL DEFAULT now(),
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
