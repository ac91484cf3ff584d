-- Up to which identity the upkeep has looked for people who were made at the same moment.
ALTER TABLE events.heads ADD COLUMN linked_id uuid;
