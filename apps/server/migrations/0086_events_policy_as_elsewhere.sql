-- One form of the condition that keeps workspaces apart: asking once a statement (0085) made no measurable difference.
ALTER POLICY tenant ON events.entries
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
ALTER POLICY tenant ON events.message_ids
  WITH CHECK (workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid);
