-- Cases: closed tickets and settled conversations as questions and answers, from which pages are suggested.
CREATE SCHEMA harvest;
GRANT USAGE ON SCHEMA harvest TO rapport_app;

-- What is looked at, and when next.
CREATE TABLE harvest.sources (
  workspace_id uuid NOT NULL,
  is_on boolean NOT NULL,
  settings jsonb NOT NULL,
  looked_at timestamptz,
  due_at timestamptz NOT NULL,
  -- A process that looks has it until then.
  held_until timestamptz,
  PRIMARY KEY (workspace_id)
);
ALTER TABLE harvest.sources ENABLE ROW LEVEL SECURITY;
ALTER TABLE harvest.sources FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON harvest.sources TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON harvest.sources TO rapport_app;

CREATE TABLE harvest.cases (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  -- Cases that ask the same have the same.
  group_id uuid NOT NULL,
  -- 'unfit': nothing in it to suggest; remembered, so that it is not read again.
  state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'published', 'dismissed', 'unfit')),
  origin_object text COLLATE "C" NOT NULL CHECK (origin_object IN ('conversations', 'tickets')),
  origin_id uuid NOT NULL,
  -- Where the texts of a ticket's answer are from, if not from itself.
  conversation_id uuid,
  note_id uuid,
  customer_id uuid,
  title text NOT NULL,
  -- What was asked, as it is compared and tried.
  asked text NOT NULL,
  question text NOT NULL,
  answer text NOT NULL,
  language text NOT NULL,
  settled_at timestamptz NOT NULL,
  -- Whether customers get an answer from published pages; null: not tried yet.
  is_answered boolean,
  nearest_page_id uuid,
  tried_at timestamptz,
  page_id uuid,
  decided_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX cases_origin ON harvest.cases (workspace_id, origin_object, origin_id);
CREATE INDEX cases_state ON harvest.cases (workspace_id, state, group_id);
CREATE INDEX cases_conversation ON harvest.cases (workspace_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX cases_note ON harvest.cases (workspace_id, note_id) WHERE note_id IS NOT NULL;
CREATE INDEX cases_customer ON harvest.cases (workspace_id, customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX cases_page ON harvest.cases (workspace_id, page_id) WHERE page_id IS NOT NULL;
ALTER TABLE harvest.cases ENABLE ROW LEVEL SECURITY;
ALTER TABLE harvest.cases FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON harvest.cases TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON harvest.cases TO rapport_app;
