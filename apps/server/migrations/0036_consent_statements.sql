-- Consent: for which purposes people are asked, and what each of them said. Statements are only ever added: an undo
-- marks one as taken back.
CREATE SCHEMA consent;
GRANT USAGE ON SCHEMA consent TO rapport_app;

-- Purposes that a workspace made, and those built in that it changed.
CREATE TABLE consent.purposes (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  key text NOT NULL,
  label text NOT NULL,
  about text,
  when_unknown text NOT NULL CHECK (when_unknown IN ('granted', 'denied')),
  basis text,
  is_retired boolean NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, key)
);
ALTER TABLE consent.purposes ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent.purposes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON consent.purposes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON consent.purposes TO rapport_app;

CREATE TABLE consent.statements (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  purpose text NOT NULL,
  state text NOT NULL CHECK (state IN ('granted', 'denied', 'unknown')),
  given_at timestamptz NOT NULL,
  known_at timestamptz NOT NULL,
  -- Of several the one that counts from latest holds: when it was given, or, of a merge, when records were merged.
  counts_from timestamptz NOT NULL,
  source text NOT NULL CHECK (source IN ('form', 'import', 'member', 'api', 'event', 'merge')),
  said_by text NOT NULL,
  text_version text,
  shown_text text,
  proof text,
  -- Of a merge: the statement on the other record that it repeats.
  repeats_id uuid,
  taken_back_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX statements_person ON consent.statements (workspace_id, person_id, purpose, counts_from DESC, id DESC);
CREATE INDEX statements_purpose ON consent.statements (workspace_id, purpose, id);
ALTER TABLE consent.statements ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent.statements FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON consent.statements TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE (taken_back_at) ON consent.statements TO rapport_app;
