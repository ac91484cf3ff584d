-- A table that was removed can be put back for a while, rows and all.
ALTER TABLE events.lookups ADD COLUMN removed_at timestamptz;
