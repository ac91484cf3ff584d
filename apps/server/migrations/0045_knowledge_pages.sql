-- Knowledge: sources, their pages with every version, and the passages that pages are cut into.
CREATE SCHEMA knowledge;
GRANT USAGE ON SCHEMA knowledge TO rapport_app;

-- Where pages come from: a folder, a site export, a table. Pages written here have none.
CREATE TABLE knowledge.sources (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, name)
);
ALTER TABLE knowledge.sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.sources FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.sources TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.sources TO rapport_app;

CREATE TABLE knowledge.pages (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  source_id uuid,
  -- Within the source: what the same file is known by when it comes again.
  path text NOT NULL,
  title text NOT NULL,
  -- Markdown, whatever it came as.
  body text NOT NULL,
  came_as text NOT NULL CHECK (came_as IN ('page', 'markdown', 'html', 'pdf', 'csv')),
  url text,
  language text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
  -- 'public', 'members', 'team:<id>' or 'role:<id>'; who is one of them may read it.
  readers text[] NOT NULL,
  owner_id uuid,
  review_on date,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- The version that the index holds; null: none.
  indexed_version int,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, source_id) REFERENCES knowledge.sources (workspace_id, id)
);
ALTER TABLE knowledge.pages ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.pages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.pages TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.pages TO rapport_app;
CREATE UNIQUE INDEX pages_path ON knowledge.pages (workspace_id, source_id, path) WHERE source_id IS NOT NULL;
CREATE INDEX pages_review ON knowledge.pages (workspace_id, review_on);
CREATE INDEX pages_waiting ON knowledge.pages (workspace_id, id) WHERE indexed_version IS DISTINCT FROM version;

-- Every text that a page ever had.
CREATE TABLE knowledge.page_versions (
  workspace_id uuid NOT NULL,
  page_id uuid NOT NULL,
  version int NOT NULL,
  title text NOT NULL,
  body text NOT NULL,
  by_label text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, page_id, version)
);
ALTER TABLE knowledge.page_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.page_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.page_versions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON knowledge.page_versions TO rapport_app;

-- What was asked, and whether there was an answer; kept for 90 days.
CREATE TABLE knowledge.questions (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  question text NOT NULL,
  language text NOT NULL,
  asked_at timestamptz NOT NULL,
  -- Who could have read the answer: gaps of the public pages are not those of the members'.
  audience text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'abstained')),
  confidence real NOT NULL,
  reason text,
  nearest_page_id uuid,
  -- A member said that it is dealt with.
  settled_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
ALTER TABLE knowledge.questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE knowledge.questions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON knowledge.questions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.questions TO rapport_app;
CREATE INDEX questions_open ON knowledge.questions (workspace_id, asked_at DESC) WHERE outcome = 'abstained' AND settled_at IS NULL;

-- Administrators may do everything, so also manage knowledge: the permission is younger than their role.
SET LOCAL ROLE rapport_system;
UPDATE access.roles
SET permissions = jsonb_set(permissions, '{settings}', (permissions -> 'settings') || '["knowledge.manage"]')
WHERE key = 'admin' AND NOT (permissions -> 'settings') ? 'knowledge.manage';
RESET ROLE;
