-- Records about what is done and said: tasks, notes, activities.
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
CREATE INDEX activities_duration_minutes ON records.activities (workspace_id, duration_minutes, id) WHERE duration_minutes IS NOT NULL;
CREATE INDEX activities_outcome_key ON records.activities (workspace_id, outcome_key, id) WHERE outcome_key IS NOT NULL;
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
