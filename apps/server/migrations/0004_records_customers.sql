-- Records: one table a standard object. Here those about customers; 0004_records_story.sql has the others,
-- 0004_records_structure.sql custom objects and what describes them.
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
  website_key text COLLATE "C",
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
CREATE INDEX companies_website_key ON records.companies (workspace_id, website_key, id) WHERE website_key IS NOT NULL;
CREATE INDEX companies_industry_key ON records.companies (workspace_id, industry_key, id) WHERE industry_key IS NOT NULL;
CREATE INDEX companies_employees ON records.companies (workspace_id, employees, id) WHERE employees IS NOT NULL;
CREATE INDEX companies_annual_revenue_minor ON records.companies (workspace_id, annual_revenue_minor, id) WHERE annual_revenue_minor IS NOT NULL;
CREATE INDEX companies_currency_key ON records.companies (workspace_id, currency_key, id) WHERE currency_key IS NOT NULL;
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
CREATE INDEX deals_currency_key ON records.deals (workspace_id, currency_key, id) WHERE currency_key IS NOT NULL;
CREATE INDEX deals_expected_close_on ON records.deals (workspace_id, expected_close_on, id) WHERE expected_close_on IS NOT NULL;
CREATE INDEX deals_closed_at ON records.deals (workspace_id, closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX deals_lost_reason_key ON records.deals (workspace_id, lost_reason_key, id) WHERE lost_reason_key IS NOT NULL;
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
