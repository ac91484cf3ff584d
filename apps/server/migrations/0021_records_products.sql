-- What is sold: products, and what a line of a deal takes from one. A line keeps its own copy of everything,
-- so that a product may change or go without the deals that were made of it.
CREATE TABLE records.products (
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
  code text COLLATE "C",
  code_key text COLLATE "C",
  description text COLLATE "C",
  unit_price_minor bigint,
  currency text COLLATE "C",
  currency_key text COLLATE "C",
  tax_percent float8,
  unit text COLLATE "C",
  unit_key text COLLATE "C",
  active boolean,
  owner_id uuid,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX products_name_key ON records.products (workspace_id, name_key, id) WHERE name_key IS NOT NULL;
CREATE INDEX products_code_key ON records.products (workspace_id, code_key, id) WHERE code_key IS NOT NULL;
CREATE INDEX products_unit_price_minor ON records.products (workspace_id, unit_price_minor, id) WHERE unit_price_minor IS NOT NULL;
CREATE INDEX products_currency_key ON records.products (workspace_id, currency_key, id) WHERE currency_key IS NOT NULL;
CREATE INDEX products_tax_percent ON records.products (workspace_id, tax_percent, id) WHERE tax_percent IS NOT NULL;
CREATE INDEX products_unit_key ON records.products (workspace_id, unit_key, id) WHERE unit_key IS NOT NULL;
CREATE INDEX products_active ON records.products (workspace_id, active, id) WHERE active IS NOT NULL;
CREATE INDEX products_owner_id ON records.products (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX products_updated_at ON records.products (workspace_id, updated_at, id);
CREATE INDEX products_deleted_at ON records.products (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
ALTER TABLE records.products ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.products FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON records.products TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON records.products TO rapport_app;

ALTER TABLE records.line_items ADD COLUMN product_id uuid;
ALTER TABLE records.line_items ADD COLUMN description text;
ALTER TABLE records.line_items ADD COLUMN unit text;
ALTER TABLE records.line_items ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0 CHECK (discount_minor >= 0);
ALTER TABLE records.line_items ADD COLUMN tax_percent float8 NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100);

-- Since when a deal is in its stage: for how long it has been there is asked again and again. Not known of
-- deals that were there before.
ALTER TABLE records.deals ADD COLUMN stage_entered_at timestamptz;
CREATE INDEX deals_stage_entered_at ON records.deals (workspace_id, stage_entered_at, id) WHERE stage_entered_at IS NOT NULL;
