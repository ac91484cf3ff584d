-- Who may do what: workspaces, people who sign in, members, roles, teams, invitations, API keys.
-- users, accounts, sessions and verifications belong to nobody's workspace (one person may be a member
-- of several): only rapport_system reaches them. The rest is tenant data; rapport_system reaches it
-- too, since a key or a session has to be found before its workspace is known.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO rapport_app, rapport_system;

CREATE TABLE access.workspaces (
  workspace_id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE access.workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.workspaces FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.workspaces TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.workspaces TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON access.workspaces TO rapport_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.workspaces TO rapport_system;

CREATE TABLE access.users (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_email UNIQUE (email)
);
ALTER TABLE access.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.users FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.users TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.users TO rapport_system;

-- How a user proves who they are: a password hash (provider "credential") or another provider's token.
CREATE TABLE access.accounts (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES access.users (id) ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT accounts_provider UNIQUE (provider_id, account_id)
);
CREATE INDEX accounts_user ON access.accounts (user_id);
ALTER TABLE access.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.accounts TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.accounts TO rapport_system;

-- `token` is the SHA-256 of the cookie's token: reading this table signs nobody in.
CREATE TABLE access.sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES access.users (id) ON DELETE CASCADE,
  token text NOT NULL,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sessions_token UNIQUE (token)
);
CREATE INDEX sessions_user ON access.sessions (user_id);
CREATE INDEX sessions_expiry ON access.sessions (expires_at);
ALTER TABLE access.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.sessions TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sessions TO rapport_system;

-- One-time proofs such as password resets; the identifier is hashed.
CREATE TABLE access.verifications (
  id uuid PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verifications_identifier ON access.verifications (identifier);
CREATE INDEX verifications_expiry ON access.verifications (expires_at);
ALTER TABLE access.verifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.verifications FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.verifications TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.verifications TO rapport_system;

-- `key` marks the built-in roles (admin, member, viewer).
CREATE TABLE access.roles (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  key text,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  permissions jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  CONSTRAINT roles_key UNIQUE (workspace_id, key)
);
CREATE UNIQUE INDEX roles_name ON access.roles (workspace_id, lower(name));
ALTER TABLE access.roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.roles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.roles TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.roles TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.roles TO rapport_app, rapport_system;

CREATE TABLE access.teams (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX teams_name ON access.teams (workspace_id, lower(name));
ALTER TABLE access.teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.teams FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.teams TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.teams TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.teams TO rapport_app, rapport_system;

-- A member without user_id owns records but cannot sign in (brought by an import or a demo world).
CREATE TABLE access.members (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  user_id uuid REFERENCES access.users (id),
  name text NOT NULL,
  email text NOT NULL,
  role_id uuid NOT NULL,
  team_ids uuid[] NOT NULL DEFAULT '{}',
  regions text[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deactivated')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  CONSTRAINT members_user UNIQUE (workspace_id, user_id),
  CONSTRAINT members_email UNIQUE (workspace_id, email),
  FOREIGN KEY (workspace_id, role_id) REFERENCES access.roles (workspace_id, id)
);
CREATE INDEX members_by_user ON access.members (user_id);
CREATE INDEX members_role ON access.members (workspace_id, role_id);
ALTER TABLE access.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.members TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.members TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.members TO rapport_app, rapport_system;

CREATE TABLE access.invitations (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  email text NOT NULL,
  role_id uuid,
  team_ids uuid[] NOT NULL DEFAULT '{}',
  regions text[] NOT NULL DEFAULT '{}',
  token_hash text NOT NULL,
  invited_by uuid,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  CONSTRAINT invitations_token UNIQUE (token_hash),
  FOREIGN KEY (workspace_id, role_id) REFERENCES access.roles (workspace_id, id) ON DELETE SET NULL (role_id)
);
CREATE UNIQUE INDEX invitations_open ON access.invitations (workspace_id, email)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
ALTER TABLE access.invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.invitations TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.invitations TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.invitations TO rapport_app, rapport_system;

-- A key's rights are its role's (or its own scopes), cut by what its creator had when it was made
-- (`ceiling`) and by what its creator has now.
CREATE TABLE access.api_keys (
  workspace_id uuid NOT NULL REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  id uuid NOT NULL,
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  prefix text NOT NULL,
  secret_hash text NOT NULL,
  member_id uuid,
  role_id uuid,
  scopes jsonb,
  ceiling jsonb NOT NULL,
  rate_limit_per_minute int CHECK (rate_limit_per_minute > 0),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id),
  CONSTRAINT api_keys_secret UNIQUE (secret_hash),
  FOREIGN KEY (workspace_id, member_id) REFERENCES access.members (workspace_id, id),
  FOREIGN KEY (workspace_id, role_id) REFERENCES access.roles (workspace_id, id) ON DELETE SET NULL (role_id)
);
ALTER TABLE access.api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.api_keys TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.api_keys TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.api_keys TO rapport_app, rapport_system;
