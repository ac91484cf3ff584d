-- What is due over all workspaces is asked for several times a second: found by its time alone.
CREATE INDEX vectors_due_time ON features.vectors (due_at) WHERE due_at IS NOT NULL;
