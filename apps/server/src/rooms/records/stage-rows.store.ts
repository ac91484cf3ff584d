// The stages that deals were seen to enter, as a relation for others to compute with. Where only that a deal was there
// is known, not since when, it is left out.
export const stageRowsSql = `SELECT g.deal_id, g.entered_at, g.entry_no, t.kind,
    jsonb_build_object('stage', t.name, 'kind', t.kind, 'position', t.position, 'probability', t.probability) AS properties
  FROM records.stage_entries g
  JOIN records.stages t ON t.workspace_id = g.workspace_id AND t.id = g.stage_id
  WHERE g.is_seen`;
