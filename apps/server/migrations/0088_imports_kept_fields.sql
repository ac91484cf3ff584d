-- Of a record that an undo took back in part: the fields that somebody had changed since. Null: all of it stayed.
ALTER TABLE imports.kept_records ADD COLUMN fields text[];
