-- Rises whenever identities that were there before got another root or person: what a process remembers of them holds
-- as long as this number does.
ALTER TABLE events.heads ADD COLUMN identity_no bigint NOT NULL DEFAULT 0;
