// The relation of events that other rooms read.
export const eventRowsSql = `(SELECT e.id AS event_id, i.person_id, e.company_id, e.name, e.type, e.occurred_at,
    e.known_at, e.properties
  FROM events.entries e
  LEFT JOIN events.identities i ON i.workspace_id = e.workspace_id AND i.id = e.profile_id
  WHERE e.workspace_id = NULLIF(current_setting('rapport.workspace', true), '')::uuid)`;
