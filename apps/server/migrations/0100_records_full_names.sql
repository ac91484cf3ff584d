-- People by their whole name: of thousands who share a last name, those with the first name too are found at once.
CREATE INDEX people_full_name ON records.people (workspace_id, last_name_key, first_name_key, id)
  WHERE last_name_key IS NOT NULL AND deleted_at IS NULL;
