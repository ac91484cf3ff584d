// SQL of rules that add properties, and of the tables that they look values up in.
import type { Reader } from "../../platform/db/index.ts";

export interface EnrichmentRule {
  id: string;
  name: string;
  eventNames: string[];
  kind: "lookup" | "person";
  lookupId: string | null;
  match: string | null;
  fields: string[];
  prefix: string;
}

interface RuleRow {
  id: string;
  name: string;
  event_names: string[];
  kind: "lookup" | "person";
  lookup_id: string | null;
  match: string | null;
  fields: string[];
  prefix: string;
}

/** Oldest first, which is the order in which they add. */
export async function enabledRules(tx: Reader): Promise<EnrichmentRule[]> {
  const rows = await tx.query<RuleRow>(
    `SELECT id, name, event_names, kind, lookup_id, match, fields, prefix FROM events.enrichments
     WHERE workspace_id = $1 AND is_enabled ORDER BY id`,
    [tx.workspaceId],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    eventNames: row.event_names,
    kind: row.kind,
    lookupId: row.lookup_id,
    match: row.match,
    fields: row.fields,
    prefix: row.prefix,
  }));
}

export async function lookUp(
  tx: Reader,
  lookupId: string,
  keys: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  const rows = await tx.query<{ key: string; values: Record<string, unknown> }>(
    `SELECT key, "values" FROM events.lookup_rows
     WHERE workspace_id = $1 AND lookup_id = $2 AND key = ANY ($3::text[])`,
    [tx.workspaceId, lookupId, keys],
  );
  return new Map(rows.map((row) => [row.key, row.values]));
}
