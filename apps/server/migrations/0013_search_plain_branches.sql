-- The same answers from shorter plans: a branch of a UNION ALL that can bring nothing (no such title set, no
-- sample asked for) was begun and ended all the same, which was most of what a common search cost. Beginnings
-- are completed only for terms that have one.
CREATE OR REPLACE FUNCTION search.candidates(
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
    IF p_scope IS NULL AND t2 IS NULL THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens @> t1 AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSIF p_scope IS NULL AND t4 IS NULL THEN
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
  a := p_terms[1]::int[];
  b := p_terms[2]::int[];
  c := p_terms[3]::int[];
  IF p_prefixes[1] IS NOT NULL THEN
    a := a || search.completions(p_prefixes[1], CASE WHEN terms = 1 THEN 24 ELSE 12 END);
  END IF;
  IF p_prefixes[2] IS NOT NULL THEN b := b || search.completions(p_prefixes[2], 12); END IF;
  IF p_prefixes[3] IS NOT NULL THEN c := c || search.completions(p_prefixes[3], 12); END IF;
  IF terms = 1 THEN
    IF p_sampled THEN
      sa := ARRAY(SELECT t + 2 FROM unnest(a) t);
    END IF;
    IF p_scope IS NULL AND NOT p_sampled THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSIF p_scope IS NULL THEN
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
    IF p_scope IS NULL AND NOT p_sampled THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSIF p_scope IS NULL THEN
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
    IF p_scope IS NULL AND NOT p_sampled THEN
      RETURN QUERY
        SELECT d.record_id FROM search.documents d WHERE d.tokens && a AND d.tokens && b AND d.tokens && c AND (d.workspace_id = workspace) IS TRUE
        LIMIT p_limit;
    ELSIF p_scope IS NULL THEN
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
