-- Second factors, sessions that say how they began, who must prove what, tries that all processes
-- count together, and members as an identity provider knows them.
ALTER TABLE access.users ADD COLUMN second_factor_at timestamptz;

-- `bound_to`: a session that one workspace's identity provider vouched for opens that workspace alone.
ALTER TABLE access.sessions
  ADD COLUMN method text NOT NULL DEFAULT 'password' CHECK (method IN ('password', 'sso')),
  ADD COLUMN bound_to uuid REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  ADD COLUMN second_factor boolean NOT NULL DEFAULT false,
  ADD COLUMN last_seen_at timestamptz;

-- `may_use_password`: may sign in by password although the domain must use single sign-on.
ALTER TABLE access.members
  ADD COLUMN external_id text CHECK (length(external_id) BETWEEN 1 AND 255),
  ADD COLUMN may_use_password boolean NOT NULL DEFAULT false,
  ADD COLUMN locale text CHECK (length(locale) <= 35),
  ADD COLUMN time_zone text CHECK (length(time_zone) <= 64);
CREATE UNIQUE INDEX members_external_id ON access.members (workspace_id, external_id);
ALTER TABLE access.teams ADD COLUMN external_id text CHECK (length(external_id) BETWEEN 1 AND 255);
CREATE UNIQUE INDEX teams_external_id ON access.teams (workspace_id, external_id);

-- What a workspace asks of those who sign in; no row: nothing beyond the password.
CREATE TABLE access.security_policies (
  workspace_id uuid PRIMARY KEY REFERENCES access.workspaces (workspace_id) ON DELETE CASCADE,
  second_factor text NOT NULL DEFAULT 'optional' CHECK (second_factor IN ('optional', 'roles', 'everyone')),
  second_factor_role_ids uuid[] NOT NULL DEFAULT '{}',
  remember_days int NOT NULL DEFAULT 30 CHECK (remember_days BETWEEN 0 AND 90),
  sso_domains text[] NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE access.security_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.security_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access.security_policies TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON access.security_policies TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON access.security_policies TO rapport_app, rapport_system;

-- The secret of an authenticator app, sealed with the installation's key. `last_step` is the time step of
-- the last code that was taken: each code works once.
CREATE TABLE access.second_factors (
  user_id uuid PRIMARY KEY REFERENCES access.users (id) ON DELETE CASCADE,
  secret text NOT NULL,
  confirmed_at timestamptz,
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE access.second_factors ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.second_factors FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.second_factors TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.second_factors TO rapport_system;

CREATE TABLE access.recovery_codes (
  user_id uuid NOT NULL REFERENCES access.users (id) ON DELETE CASCADE,
  code_hash text NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (user_id, code_hash)
);
ALTER TABLE access.recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.recovery_codes FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.recovery_codes TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.recovery_codes TO rapport_system;

-- Browsers that are not asked for the second factor again until they expire.
CREATE TABLE access.remembered_devices (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES access.users (id) ON DELETE CASCADE,
  token_hash text NOT NULL,
  user_agent text,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT remembered_devices_token UNIQUE (token_hash)
);
CREATE INDEX remembered_devices_user ON access.remembered_devices (user_id);
ALTER TABLE access.remembered_devices ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.remembered_devices FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.remembered_devices TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.remembered_devices TO rapport_system;

-- A sign-in whose password was right and whose second step is still to come.
CREATE TABLE access.sign_in_steps (
  token_hash text PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES access.users (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('verify', 'set-up')),
  tries_left int NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_steps_expiry ON access.sign_in_steps (expires_at);
ALTER TABLE access.sign_in_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.sign_in_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.sign_in_steps TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sign_in_steps TO rapport_system;

-- A new address that its owner has still to confirm.
CREATE TABLE access.email_changes (
  user_id uuid PRIMARY KEY REFERENCES access.users (id) ON DELETE CASCADE,
  email text NOT NULL,
  token_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT email_changes_token UNIQUE (token_hash)
);
ALTER TABLE access.email_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.email_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.email_changes TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.email_changes TO rapport_system;

-- Failed tries by hashed key (account, address, or both); shared by all processes.
CREATE TABLE access.sign_in_tries (
  key text PRIMARY KEY,
  failures int NOT NULL,
  last_at timestamptz NOT NULL
);
CREATE INDEX sign_in_tries_last ON access.sign_in_tries (last_at);
ALTER TABLE access.sign_in_tries ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.sign_in_tries FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON access.sign_in_tries TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON access.sign_in_tries TO rapport_system;
