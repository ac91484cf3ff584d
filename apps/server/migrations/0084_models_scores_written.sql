-- Which transaction wrote a score last: whoever looks on, in whichever process, finds what was committed since.
ALTER TABLE models.scores ADD COLUMN xact xid8 NOT NULL DEFAULT '0';
ALTER TABLE models.scores ALTER COLUMN xact SET DEFAULT pg_current_xact_id();
CREATE INDEX scores_xact ON models.scores (workspace_id, xact);
GRANT USAGE ON SCHEMA models TO rapport_system;
GRANT SELECT (workspace_id, model, record_id, xact) ON models.scores TO rapport_system;
CREATE POLICY system ON models.scores FOR SELECT TO rapport_system USING (true);
