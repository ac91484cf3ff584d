-- The same questions as before, put in two statements instead of up to ten: what each statement costs to
-- begin was most of what a search cost. Branches of a UNION ALL run one after the other and only as far as
-- the LIMIT needs, so that a later question is asked only where the earlier ones brought too little.
CREATE OR REPLACE FUNCTION search.completions(p_prefix text, p_words int) RETURNS int[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
  workspace uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
  known int[];
BEGIN
  IF p_prefix IS NULL THEN RETURN '{}'; END IF;
  known := ARRAY(
    (SELECT l.token FROM search.lexicon l
      WHERE l.workspace_id = workspace AND l.word >= p_prefix AND l.word < p_prefix || U&'\+10FFFF'
      ORDER BY l.word LIMIT p_words)
    UNION ALL
    (SELECT w.token
      FROM (SELECT q.words, q.tokens FROM search.word_queue q
             WHERE q.workspace_id = workspace AND q.kind = 'add' ORDER BY q.id DESC LIMIT 20) q,
           unnest(q.words, q.tokens) AS w (word, token)
      WHERE starts_with(w.word, p_prefix) LIMIT 10));
  RETURN known || ARRAY(SELECT t + 1 FROM unnest(known) t);
END $$;

-- Ids of documents that hold every term of a query; first those that hold one of `p_titles` whole.
-- A term is a list of tokens, any of which will do; `p_prefixes` adds the completions of its beginning.
-- Up to five titles and three terms. With `p_sampled` the general question is asked of the sample
-- first (`s…`): where that brings enough the whole would be long, and where it does not the whole is short, so
-- that a word which half of all documents have costs no more than a rare one. `IS NOT TRUE` leaves out what the branch before it
-- has brought; on the workspace, `IS TRUE` keeps it out of index conditions: it is in the tokens already, and
-- is compared only because another workspace's word can have the same hash.
DROP FUNCTION search.candidates(text[], text[], text[], int[], int, int);
CREATE FUNCTION search.candidates(
  p_titles text[], p_terms text[], p_prefixes text[], p_sampled boolean, p_scope int[], p_enough int, p_limit int
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
  t1 int[] := p_titles[1]; t2 int[] := p_titles[2]; t3 int[] := p_titles[3];
  t4 int[] := p_titles[4]; t5 int[] := p_titles[5];
  a int[]; b int[]; c int[];
  sa int[]; sb int[]; sc int[];
BEGIN
  IF t1 IS NOT NULL THEN
    IF p_scope IS NULL AND t4 IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens @> t1 AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t2 AND (d.tokens @> t1) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t3 AND (d.tokens @> t2) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSIF p_scope IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens @> t1 AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t2 AND (d.tokens @> t1) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t3 AND (d.tokens @> t2) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t4 AND (d.tokens @> t3) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t5 AND (d.tokens @> t4) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSE
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens @> t1 AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t2 AND (d.tokens @> t1) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t3 AND (d.tokens @> t2) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t4 AND (d.tokens @> t3) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens @> t5 AND (d.tokens @> t4) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    END IF;
    GET DIAGNOSTICS answered = ROW_COUNT;
    IF answered >= p_enough THEN RETURN; END IF;
  END IF;

  -- Each alternative is weighed for each posting: fewer of them where lists are intersected.
  a := p_terms[1]::int[] || search.completions(p_prefixes[1], CASE WHEN terms = 1 THEN 24 ELSE 12 END);
  IF terms > 1 THEN b := p_terms[2]::int[] || search.completions(p_prefixes[2], 12); END IF;
  IF terms > 2 THEN c := p_terms[3]::int[] || search.completions(p_prefixes[3], 12); END IF;
  IF terms = 1 THEN
    IF p_sampled THEN
      sa := ARRAY(SELECT t + 2 FROM unnest(a) t);
    END IF;
    IF p_scope IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND (d.tokens && sa) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSE
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND (d.tokens && sa) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    END IF;
  ELSIF terms = 2 THEN
    IF p_sampled THEN
      sa := ARRAY(SELECT t + 2 FROM unnest(a) t);
      sb := ARRAY(SELECT t + 2 FROM unnest(b) t);
    END IF;
    IF p_scope IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND d.tokens && sb AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND (d.tokens && sa AND d.tokens && sb) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSE
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND d.tokens && sb AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND (d.tokens && sa AND d.tokens && sb) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    END IF;
  ELSE
    IF p_sampled THEN
      sa := ARRAY(SELECT t + 2 FROM unnest(a) t);
      sb := ARRAY(SELECT t + 2 FROM unnest(b) t);
      sc := ARRAY(SELECT t + 2 FROM unnest(c) t);
    END IF;
    IF p_scope IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND d.tokens && sb AND d.tokens && sc AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND d.tokens && c AND (d.tokens && sa AND d.tokens && sb AND d.tokens && sc) IS NOT TRUE AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSE
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && sa AND d.tokens && sb AND d.tokens && sc AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        UNION ALL SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND d.tokens && c AND (d.tokens && sa AND d.tokens && sb AND d.tokens && sc) IS NOT TRUE AND d.tokens && p_scope AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    END IF;
  END IF;
END $$;
GRANT CREATE ON SCHEMA search TO rapport_index;
ALTER FUNCTION search.candidates(text[], text[], text[], boolean, int[], int, int) OWNER TO rapport_index;
REVOKE CREATE ON SCHEMA search FROM rapport_index;
REVOKE ALL ON FUNCTION search.candidates(text[], text[], text[], boolean, int[], int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search.candidates(text[], text[], text[], boolean, int[], int, int) TO rapport_app;

-- `IS TRUE` here for the same reason: without statistics, as in a young table, the planner would walk all
-- words of the workspace instead of asking the index for the near ones.
CREATE OR REPLACE FUNCTION search.near_words(p_keys int[], p_shortest int, p_longest int)
RETURNS TABLE (word text, token int)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
SET jit = off
AS $$
DECLARE
  workspace uuid := NULLIF(current_setting('rapport.workspace', true), '')::uuid;
BEGIN
  RETURN QUERY SELECT l.word::text, l.token FROM search.lexicon l
    WHERE l.near && p_keys AND (l.workspace_id = workspace) IS TRUE
      AND length(l.word) BETWEEN p_shortest AND p_longest
    LIMIT 1000;
END $$;
