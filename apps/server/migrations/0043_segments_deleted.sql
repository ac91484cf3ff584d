-- A segment that was deleted can be put back for a while, with who was within it since when.
ALTER TABLE segments.segments ADD COLUMN deleted_at timestamptz;
GRANT SELECT (deleted_at) ON segments.segments TO rapport_system;
