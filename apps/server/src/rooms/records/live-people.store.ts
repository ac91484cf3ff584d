// SQL text of a relation with the one column `person_id`: people who are not in the trash. Row security keeps it
// within the transaction's workspace.
export const livePeopleSql = `(SELECT l.id AS person_id FROM records.people l
    WHERE l.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid
      AND l.deleted_at IS NULL)`;
