-- The index of passages, which search finds and answers cite. What is looked for by key only (uuid, int4: leakproof comparisons), so that row security
-- and the indexes go together; see docs/decisions/0044-passages-index.md.
CREATE SCHEMA passages;
GRANT USAGE ON SCHEMA passages TO rapport_app;

CREATE TABLE passages.indexes (
  workspace_id uuid NOT NULL,
  next_no int NOT NULL,
  -- Grows with each change of vectors, so that a process knows what of them it has to read again.
  revision bigint NOT NULL,
  -- The latent model in force; 0: none yet.
  model int NOT NULL,
  -- The share of the vector side in the ranking, chosen on the workspace's own passages.
  vector_weight real NOT NULL,
  -- What the choice rests on, for people.
  choice jsonb NOT NULL,
  trained_chunks int NOT NULL,
  trained_at timestamptz,
  -- Changed since the model was trained.
  changed_chunks int NOT NULL,
  PRIMARY KEY (workspace_id)
);
ALTER TABLE passages.indexes ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.indexes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.indexes TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON passages.indexes TO rapport_app;

-- Passages of the same readers and language. A search reads the rows of the spaces that its asker may see, and no others.
CREATE TABLE passages.spaces (
  workspace_id uuid NOT NULL,
  id int NOT NULL,
  readers text[] NOT NULL,
  language text NOT NULL,
  chunks int NOT NULL,
  -- Terms in all of them.
  length bigint NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, readers, language)
);
ALTER TABLE passages.spaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.spaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.spaces TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON passages.spaces TO rapport_app;

-- In which passages a term is, how often, and how long they are.
CREATE TABLE passages.postings (
  workspace_id uuid NOT NULL,
  space int NOT NULL,
  term int NOT NULL,
  -- 1024 numbers of passages.
  block int NOT NULL,
  -- Four bytes a passage (packages/retrieval/src/bm25.ts), big-endian, ascending.
  data bytea NOT NULL,
  PRIMARY KEY (workspace_id, space, term, block)
);
ALTER TABLE passages.postings ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.postings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.postings TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON passages.postings TO rapport_app;
ALTER TABLE passages.postings ALTER COLUMN data SET STORAGE MAIN;

-- Where the passages stand in the latent space.
CREATE TABLE passages.vectors (
  workspace_id uuid NOT NULL,
  space int NOT NULL,
  block int NOT NULL,
  model int NOT NULL,
  revision bigint NOT NULL,
  -- A passage's place in the block (2 bytes), its scale (4), and one byte a dimension; one after another.
  data bytea NOT NULL,
  PRIMARY KEY (workspace_id, space, block)
);
ALTER TABLE passages.vectors ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.vectors FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.vectors TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON passages.vectors TO rapport_app;
ALTER TABLE passages.vectors ALTER COLUMN data SET STORAGE EXTERNAL;

-- Latent models, in parts of a megabyte.
CREATE TABLE passages.models (
  workspace_id uuid NOT NULL,
  model int NOT NULL,
  part int NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (workspace_id, model, part)
);
ALTER TABLE passages.models ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.models FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.models TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, DELETE ON passages.models TO rapport_app;

-- The passages themselves.
CREATE TABLE passages.chunks (
  workspace_id uuid NOT NULL,
  -- Its number in the index; never given twice.
  no int NOT NULL,
  page_id uuid NOT NULL,
  place int NOT NULL,
  space int NOT NULL,
  title text NOT NULL,
  headings text[] NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (workspace_id, no)
);
ALTER TABLE passages.chunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE passages.chunks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passages.chunks TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON passages.chunks TO rapport_app;
CREATE INDEX chunks_page ON passages.chunks (workspace_id, page_id, place);
