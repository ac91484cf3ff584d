-- Records that a bulk load wrote and the index does not show yet: writers of hundreds of thousands append
-- here, and the upkeep indexes them when there is time.
CREATE TABLE search.record_queue (
  workspace_id uuid NOT NULL,
  -- Carries the time at which it was queued.
  id uuid NOT NULL,
  object text NOT NULL,
  record_ids uuid[] NOT NULL,
  PRIMARY KEY (workspace_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE search.record_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE search.record_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON search.record_queue TO rapport_app
  USING (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
CREATE POLICY system ON search.record_queue FOR SELECT TO rapport_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON search.record_queue TO rapport_app;
GRANT SELECT (workspace_id, id) ON search.record_queue TO rapport_system;
