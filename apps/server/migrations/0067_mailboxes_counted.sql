-- What a folder holds, by verdict, is counted in an index alone.
CREATE INDEX mails_counted ON mailboxes.mails (workspace_id, channel_id, path, verdict) WHERE gone_at IS NULL;
