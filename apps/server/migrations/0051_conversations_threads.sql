-- Conversations with customers, their messages, what is still to be delivered, and an index of their words.
CREATE SCHEMA conversations;
GRANT USAGE ON SCHEMA conversations TO rapport_app, rapport_system, rapport_index;

CREATE TABLE conversations.counters (
  workspace_id uuid PRIMARY KEY,
  last_number bigint NOT NULL
);
ALTER TABLE conversations.counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.counters TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON conversations.counters TO rapport_app;

CREATE TABLE conversations.conversations (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  number bigint NOT NULL,
  channel_id uuid NOT NULL,
  channel_kind text NOT NULL,
  -- What the channel knows the thread by.
  thread_key text COLLATE "C",
  person_id uuid,
  from_address text,
  from_name text,
  from_verified boolean NOT NULL,
  subject text,
  -- Its form without "Re:", for threads that are known by subject and sender alone.
  subject_key text COLLATE "C",
  preview text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'snoozed', 'closed')),
  snoozed_until timestamptz,
  closed_at timestamptz,
  assignee_id uuid,
  team_id uuid,
  region text,
  priority text NOT NULL,
  language text,
  category text,
  tags text[] NOT NULL,
  triage jsonb NOT NULL,
  routing jsonb NOT NULL,
  sla jsonb,
  due_at timestamptz,
  last_seq int NOT NULL,
  last_customer_seq int NOT NULL,
  last_bot_seq int NOT NULL,
  last_message_at timestamptz NOT NULL,
  -- Since when the customer waits for an answer.
  waiting_since timestamptz,
  first_reply_at timestamptz,
  -- Since when a person has it in hand: no bot speaks any more.
  person_in_since timestamptz,
  hand_over jsonb,
  merged_into uuid,
  -- Where the other one stood when this one was merged into it.
  merged_at_seq int,
  rating jsonb,
  version int NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX conversations_number ON conversations.conversations (workspace_id, number);
CREATE UNIQUE INDEX conversations_thread ON conversations.conversations (workspace_id, channel_id, thread_key) WHERE thread_key IS NOT NULL;
CREATE INDEX conversations_newest ON conversations.conversations (workspace_id, state, last_message_at, id);
CREATE INDEX conversations_assigned ON conversations.conversations (workspace_id, assignee_id, state, last_message_at, id);
CREATE INDEX conversations_team ON conversations.conversations (workspace_id, team_id, state, last_message_at, id) WHERE team_id IS NOT NULL;
CREATE INDEX conversations_due ON conversations.conversations (workspace_id, state, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX conversations_waiting ON conversations.conversations (workspace_id, state, waiting_since, id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversations_snoozed ON conversations.conversations (workspace_id, snoozed_until) WHERE state = 'snoozed';
CREATE INDEX conversations_person ON conversations.conversations (workspace_id, person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX conversations_sender ON conversations.conversations (workspace_id, channel_id, from_address, subject_key, id) WHERE from_address IS NOT NULL;
CREATE INDEX conversations_merged ON conversations.conversations (workspace_id, merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE conversations.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.conversations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.conversations TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON conversations.conversations TO rapport_app;

CREATE TABLE conversations.messages (
  workspace_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq int NOT NULL,
  id uuid NOT NULL,
  author_kind text NOT NULL CHECK (author_kind IN ('customer', 'member', 'bot', 'system')),
  author_id uuid,
  author_name text,
  -- Notes among members: never shown to the customer.
  internal boolean NOT NULL,
  text text NOT NULL,
  integrity text NOT NULL CHECK (integrity IN ('external', 'staff', 'bot')),
  automatic boolean NOT NULL,
  channel_id uuid,
  provider_id text COLLATE "C",
  in_reply_to text[] NOT NULL,
  -- Of what goes out; null: nothing to deliver.
  delivery text CHECK (delivery IN ('queued', 'delivered', 'refused', 'unknown')),
  delivery_reason text,
  attempts int NOT NULL,
  idempotency_key text COLLATE "C",
  citations jsonb,
  rung text,
  attachments jsonb NOT NULL,
  mentions uuid[] NOT NULL,
  removed_at timestamptz,
  sent_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, conversation_id, seq)
);
CREATE UNIQUE INDEX messages_id ON conversations.messages (workspace_id, id);
CREATE UNIQUE INDEX messages_received ON conversations.messages (workspace_id, channel_id, provider_id) WHERE author_kind = 'customer' AND provider_id IS NOT NULL;
CREATE INDEX messages_provider ON conversations.messages (workspace_id, channel_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE UNIQUE INDEX messages_once ON conversations.messages (workspace_id, conversation_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
ALTER TABLE conversations.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.messages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.messages TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON conversations.messages TO rapport_app;

-- The outbox of messages: a row with each that is to go out, in its transaction; gone when it is settled.
CREATE TABLE conversations.deliveries (
  workspace_id uuid NOT NULL,
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  attempts int NOT NULL,
  -- Set while a process hands it over; found set by another one, the first was killed on the way.
  started_at timestamptz,
  PRIMARY KEY (workspace_id, message_id)
);
CREATE INDEX deliveries_due ON conversations.deliveries (due_at);
CREATE INDEX deliveries_order ON conversations.deliveries (workspace_id, conversation_id, message_id);
ALTER TABLE conversations.deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.deliveries TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON conversations.deliveries TO rapport_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON conversations.deliveries TO rapport_app;
GRANT SELECT, UPDATE ON conversations.deliveries TO rapport_system;

-- Words of messages as hashes that hold the workspace. Operators of GIN are not leakproof, so under row security the
-- index would not be used: only the function below looks at it, and answers ids.
CREATE TABLE conversations.words (
  workspace_id uuid NOT NULL,
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  tokens int[] NOT NULL,
  PRIMARY KEY (workspace_id, message_id)
);
CREATE INDEX words_tokens ON conversations.words USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 1024);
ALTER TABLE conversations.words ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations.words FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversations.words TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY index_lookup ON conversations.words FOR SELECT TO rapport_index USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON conversations.words TO rapport_app;
GRANT SELECT ON conversations.words TO rapport_index;

-- Newest messages that hold all of the tokens, below a message where one is given.
CREATE FUNCTION conversations.find_messages(p_tokens int[], p_before uuid, p_limit int)
RETURNS TABLE (message_id uuid, conversation_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
BEGIN
  RETURN QUERY SELECT w.message_id, w.conversation_id FROM conversations.words w
    WHERE w.tokens @> p_tokens
      AND (w.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid) IS TRUE
      AND (p_before IS NULL OR w.message_id < p_before) IS TRUE
    ORDER BY w.message_id DESC LIMIT p_limit;
END $$;
GRANT CREATE ON SCHEMA conversations TO rapport_index;
ALTER FUNCTION conversations.find_messages(int[], uuid, int) OWNER TO rapport_index;
REVOKE CREATE ON SCHEMA conversations FROM rapport_index;
REVOKE ALL ON FUNCTION conversations.find_messages(int[], uuid, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION conversations.find_messages(int[], uuid, int) TO rapport_app;
