-- The search index: one document a live record, and the words that its documents hold.
-- Operators of GIN indexes (@>, &&) are not leakproof, so under row security the planner would not use
-- the indexes. They are therefore used only inside functions that run as rapport_index, which look at
-- hashes that contain the workspace and answer ids; the app then reads the rows by key, as itself.
CREATE SCHEMA search;
GRANT USAGE ON SCHEMA search TO rapport_app, rapport_system, rapport_index;

CREATE TABLE search.documents (
  workspace_id uuid NOT NULL,
  record_id uuid NOT NULL,
  object text NOT NULL,
  owner_id uuid,
  region text,
  -- JSON array of key, value, key, value …; text, since PostgreSQL never looks into it.
  fields text NOT NULL,
  -- Hashes of workspace and word (tokens.rules.ts); plus 1 for a word of the title; plus 2 in the sample:
  -- one document in 64 has each of its tokens once more.
  tokens int[] NOT NULL,
  PRIMARY KEY (workspace_id, record_id)
) WITH (fillfactor = 90);
-- Writers append to the pending list; the room's upkeep merges it twice a second, so that neither they
-- nor searches pay for it. The limit is the point where a writer would merge it itself.
CREATE INDEX documents_tokens ON search.documents USING gin (tokens)
  WITH (fastupdate = on, gin_pending_list_limit = 16384);
ALTER TABLE search.documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE search.documents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON search.documents TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY index_lookup ON search.documents FOR SELECT TO rapport_index USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON search.documents TO rapport_app;
GRANT SELECT ON search.documents TO rapport_index;

-- Distinct words of a workspace, for completing what is being typed and for forgiving typos.
CREATE TABLE search.lexicon (
  workspace_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL,
  token int NOT NULL,
  -- Hashes of the word with one letter left out (two, when it is long): near words share one.
  near int[] NOT NULL,
  PRIMARY KEY (workspace_id, word) INCLUDE (token)
);
CREATE INDEX lexicon_near ON search.lexicon USING gin (near) WITH (fastupdate = on, gin_pending_list_limit = 1024);
ALTER TABLE search.lexicon ENABLE ROW LEVEL SECURITY;
ALTER TABLE search.lexicon FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON search.lexicon TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY index_lookup ON search.lexicon FOR SELECT TO rapport_index USING (true);
GRANT SELECT, INSERT, DELETE ON search.lexicon TO rapport_app;
GRANT SELECT ON search.lexicon TO rapport_index;

-- Words on their way into the lexicon (`add`), or out of it if no document has them any more (`check`).
-- Writers only append here: two that meet the same new word never wait for each other.
CREATE TABLE search.word_queue (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('add', 'check')),
  words text[] NOT NULL,
  tokens int[] NOT NULL,
  PRIMARY KEY (workspace_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE search.word_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE search.word_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON search.word_queue TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY index_lookup ON search.word_queue FOR SELECT TO rapport_index USING (true);
CREATE POLICY system ON search.word_queue FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON search.word_queue TO rapport_app;
GRANT SELECT ON search.word_queue TO rapport_index;
GRANT SELECT (workspace_id) ON search.word_queue TO rapport_system;

-- Tokens of words that begin with this; capped, so that a short beginning costs no more than a long one.
-- Words still in the queue count too: what was written a moment ago can be completed at once.
CREATE FUNCTION search.completions(p_prefix text, p_words int) RETURNS int[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  workspace uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  known int[];
  fresh int[];
BEGIN
  IF p_prefix IS NULL THEN RETURN '{}'; END IF;
  known := ARRAY(SELECT l.token FROM search.lexicon l
    WHERE l.workspace_id = workspace AND l.word >= p_prefix AND l.word < p_prefix || U&'\+10FFFF'
    ORDER BY l.word LIMIT p_words);
  fresh := ARRAY(SELECT w.token
    FROM (SELECT q.words, q.tokens FROM search.word_queue q
           WHERE q.workspace_id = workspace AND q.kind = 'add' ORDER BY q.id DESC LIMIT 20) q,
         unnest(q.words, q.tokens) AS w (word, token)
    WHERE starts_with(w.word, p_prefix) LIMIT 10);
  fresh := known || fresh;
  RETURN fresh || ARRAY(SELECT t + 1 FROM unnest(fresh) t);
END $$;

-- Ids of documents that hold every term of a query; first those that hold one of `p_titles` whole.
-- A term is a list of tokens, any of which will do; `p_prefixes` adds the completions of its beginning.
-- Up to three terms. It stops at the first question that brings enough. The general one is asked of the
-- sample first: where that brings enough the whole would be long, and where it does not the whole is
-- short, so that a word which half of all documents have costs no more than a rare one.
-- `IS TRUE` keeps the workspace out of index conditions: it is in the tokens already, and is compared
-- only because another workspace's word can have the same hash.
CREATE FUNCTION search.candidates(
  p_titles text[], p_terms text[], p_prefixes text[], p_scope int[], p_enough int, p_limit int
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
  workspace uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  answered int;
  terms int := cardinality(p_terms);
  a0 int[]; b0 int[]; c0 int[];
  a int[]; b int[]; c int[];
BEGIN
  FOR i IN 1 .. cardinality(p_titles) LOOP
    a := p_titles[i]::int[];
    IF p_scope IS NULL THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t WHERE t.tokens @> a AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSE
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens @> a AND t.tokens && p_scope AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    END IF;
    GET DIAGNOSTICS answered = ROW_COUNT;
    IF answered >= p_enough THEN RETURN; END IF;
  END LOOP;

  -- Each alternative is weighed for each posting: fewer of them where lists are intersected.
  a0 := p_terms[1]::int[] || search.completions(p_prefixes[1], CASE WHEN terms = 1 THEN 24 ELSE 12 END);
  a := ARRAY(SELECT t + 2 FROM unnest(a0) t);
  IF terms > 1 THEN
    b0 := p_terms[2]::int[] || search.completions(p_prefixes[2], 12);
    b := ARRAY(SELECT t + 2 FROM unnest(b0) t);
  END IF;
  IF terms > 2 THEN
    c0 := p_terms[3]::int[] || search.completions(p_prefixes[3], 12);
    c := ARRAY(SELECT t + 2 FROM unnest(c0) t);
  END IF;
  FOR question IN 1 .. 2 LOOP
    IF terms = 1 AND p_scope IS NULL THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t WHERE t.tokens && a AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSIF terms = 1 THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens && a AND t.tokens && p_scope AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSIF terms = 2 AND p_scope IS NULL THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens && a AND t.tokens && b AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSIF terms = 2 THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens && a AND t.tokens && b AND t.tokens && p_scope AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSIF p_scope IS NULL THEN
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens && a AND t.tokens && b AND t.tokens && c AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    ELSE
      RETURN QUERY SELECT t.record_id FROM search.documents t
        WHERE t.tokens && a AND t.tokens && b AND t.tokens && c AND t.tokens && p_scope AND (t.workspace_id = workspace) IS TRUE LIMIT p_limit;
    END IF;
    GET DIAGNOSTICS answered = ROW_COUNT;
    IF answered >= p_enough THEN RETURN; END IF;
    a := a0; b := b0; c := c0;
  END LOOP;
END $$;

-- Words that may be what was meant; the caller measures how far they really are.
CREATE FUNCTION search.near_words(p_keys int[], p_shortest int, p_longest int)
RETURNS TABLE (word text, token int)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
BEGIN
  RETURN QUERY SELECT l.word::text, l.token FROM search.lexicon l
    WHERE l.near && p_keys
      AND l.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid
      AND length(l.word) BETWEEN p_shortest AND p_longest
    LIMIT 1000;
END $$;

-- Which of these words' tokens no document of the workspace has any more.
CREATE FUNCTION search.unused_tokens(p_tokens int[]) RETURNS SETOF int
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  workspace uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  word_token int;
  either int[];
BEGIN
  FOREACH word_token IN ARRAY p_tokens LOOP
    either := ARRAY[word_token, word_token + 1];
    PERFORM 1 FROM search.documents t WHERE t.tokens && either AND (t.workspace_id = workspace) IS TRUE LIMIT 1;
    IF NOT FOUND THEN RETURN NEXT word_token; END IF;
  END LOOP;
END $$;

-- Merges the pending lists. It belongs to the tables' owner, as the built-in function demands.
CREATE FUNCTION search.merge_pending() RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT gin_clean_pending_list('search.documents_tokens');
  SELECT gin_clean_pending_list('search.lexicon_near');
$$;

GRANT CREATE ON SCHEMA search TO rapport_index;
ALTER FUNCTION search.candidates(text[], text[], text[], int[], int, int) OWNER TO rapport_index;
ALTER FUNCTION search.near_words(int[], int, int) OWNER TO rapport_index;
ALTER FUNCTION search.unused_tokens(int[]) OWNER TO rapport_index;
ALTER FUNCTION search.completions(text, int) OWNER TO rapport_index;
REVOKE CREATE ON SCHEMA search FROM rapport_index;
REVOKE ALL ON FUNCTION search.candidates(text[], text[], text[], int[], int, int) FROM PUBLIC;
REVOKE ALL ON FUNCTION search.near_words(int[], int, int) FROM PUBLIC;
REVOKE ALL ON FUNCTION search.unused_tokens(int[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION search.completions(text, int) FROM PUBLIC;
REVOKE ALL ON FUNCTION search.merge_pending() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search.candidates(text[], text[], text[], int[], int, int) TO rapport_app;
GRANT EXECUTE ON FUNCTION search.near_words(int[], int, int) TO rapport_app;
GRANT EXECUTE ON FUNCTION search.unused_tokens(int[]) TO rapport_app;
GRANT EXECUTE ON FUNCTION search.merge_pending() TO rapport_system;
