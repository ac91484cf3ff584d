-- Events come by the thousand in one statement. Whether each row is of the transaction's workspace is still asked of each;
-- which workspace that is, once a statement, as the subquery says.
ALTER POLICY tenant ON events.entries
  WITH CHECK (workspace_id = (SELECT NULLIF(current_setting('rapport.workspace', true), '')::uuid));
ALTER POLICY tenant ON events.message_ids
  WITH CHECK (workspace_id = (SELECT NULLIF(current_setting('rapport.workspace', true), '')::uuid));
