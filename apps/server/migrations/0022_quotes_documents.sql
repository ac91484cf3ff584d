-- Quotes: versions of what was offered for a deal, their numbers, the PDFs made of them, and what a workspace
-- prints on all of them.
CREATE SCHEMA quotes;
GRANT USAGE ON SCHEMA quotes TO rapport_app;

-- One row a version. What was sent is kept as it was sent: lines and seller are copies.
CREATE TABLE quotes.quotes (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  root_id uuid NOT NULL,
  version_no int NOT NULL,
  deal_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'sent', 'accepted', 'declined', 'superseded')),
  title text NOT NULL,
  addressee text,
  currency text NOT NULL,
  lines jsonb NOT NULL,
  discount_percent float8 NOT NULL,
  discount_minor bigint NOT NULL,
  notes text,
  terms text,
  issued_on date,
  valid_until date,
  sent_at timestamptz,
  decided_at timestamptz,
  decline_reason text,
  seller jsonb,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, root_id, version_no)
);
CREATE INDEX quotes_deal ON quotes.quotes (workspace_id, deal_id, id);
ALTER TABLE quotes.quotes ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotes.quotes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON quotes.quotes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON quotes.quotes TO rapport_app;

-- A number belongs to a quote for good, whatever is undone later.
CREATE TABLE quotes.numbers (
  workspace_id uuid NOT NULL,
  root_id uuid NOT NULL,
  number text NOT NULL,
  PRIMARY KEY (workspace_id, root_id),
  UNIQUE (workspace_id, number)
);
ALTER TABLE quotes.numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotes.numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON quotes.numbers TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT ON quotes.numbers TO rapport_app;

-- One row a series: the text around the number, and the last number given in it.
CREATE TABLE quotes.counters (
  workspace_id uuid NOT NULL,
  series text NOT NULL,
  last_number int NOT NULL,
  PRIMARY KEY (workspace_id, series)
);
ALTER TABLE quotes.counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotes.counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON quotes.counters TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON quotes.counters TO rapport_app;

-- PDFs of versions that were sent; the bytes are blobs.
CREATE TABLE quotes.documents (
  workspace_id uuid NOT NULL,
  quote_id uuid NOT NULL,
  size text NOT NULL,
  content_sha256 text NOT NULL,
  sha256 text NOT NULL,
  bytes int NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, quote_id, size)
);
ALTER TABLE quotes.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotes.documents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON quotes.documents TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON quotes.documents TO rapport_app;

CREATE TABLE quotes.settings (
  workspace_id uuid PRIMARY KEY,
  settings jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
ALTER TABLE quotes.settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE quotes.settings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON quotes.settings TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON quotes.settings TO rapport_app;
