-- Single sign-on: a workspace's connections to identity providers, whom they vouched for, and the
-- sign-ins that are under way.
CREATE SCHEMA sso;
GRANT USAGE ON SCHEMA sso TO rapport_app, rapport_system;

CREATE TABLE sso.connections (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  issuer text NOT NULL CHECK (length(issuer) <= 500),
  client_id text NOT NULL CHECK (length(client_id) <= 500),
  client_secret text,
  scopes text[] NOT NULL,
  domains text[] NOT NULL DEFAULT '{}',
  enabled boolean NOT NULL DEFAULT false,
  shown boolean NOT NULL DEFAULT true,
  enforced boolean NOT NULL DEFAULT false,
  creates_members boolean NOT NULL DEFAULT true,
  trusts_email boolean NOT NULL DEFAULT false,
  default_role_id uuid,
  groups_claim text NOT NULL DEFAULT 'groups' CHECK (length(groups_claim) BETWEEN 1 AND 200),
  region_claim text CHECK (length(region_claim) BETWEEN 1 AND 200),
  mapping jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX connections_id ON sso.connections (id);
ALTER TABLE sso.connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso.connections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sso.connections TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON sso.connections TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sso.connections TO rapport_app, rapport_system;

-- Who the provider's subject is here.
CREATE TABLE sso.identities (
  workspace_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL CHECK (length(subject) <= 255),
  member_id uuid NOT NULL,
  last_sign_in_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, connection_id, subject),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES sso.connections (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX identities_member ON sso.identities (workspace_id, member_id);
ALTER TABLE sso.identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso.identities FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sso.identities TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON sso.identities TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sso.identities TO rapport_app, rapport_system;

-- A sign-in that went to the provider and has not come back; taken once. State and browser are hashes.
CREATE TABLE sso.attempts (
  workspace_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  state_hash text NOT NULL,
  browser_hash text NOT NULL,
  nonce text NOT NULL,
  code_verifier text NOT NULL,
  next_path text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, state_hash),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES sso.connections (workspace_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX attempts_state ON sso.attempts (state_hash);
CREATE INDEX attempts_expiry ON sso.attempts (expires_at);
ALTER TABLE sso.attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso.attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sso.attempts TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON sso.attempts TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sso.attempts TO rapport_system;

-- What the provider knows of a session here, so that signing out on one side ends the other.
CREATE TABLE sso.sessions (
  workspace_id uuid NOT NULL,
  session_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL,
  provider_session text,
  id_token text NOT NULL,
  end_session_url text,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, session_id),
  FOREIGN KEY (workspace_id, connection_id) REFERENCES sso.connections (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_session ON sso.sessions (session_id);
CREATE INDEX sessions_subject ON sso.sessions (connection_id, subject);
ALTER TABLE sso.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso.sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sso.sessions TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON sso.sessions TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON sso.sessions TO rapport_system;
