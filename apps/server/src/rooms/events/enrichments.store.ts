// SQL of rules that add properties, and of the tables that they look values up in.
import type { EventEnrichment, EventLookup, EventLookupInput } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

interface RuleRow {
  id: string;
  name: string;
  kind: EventEnrichment["kind"];
  event_names: string[];
  lookup_id: string | null;
  match: string | null;
  fields: string[];
  prefix: string;
  created_at: string;
  created_by: string;
}

/** Oldest first, which is the order in which they add. */
export async function allRules(tx: Reader): Promise<EventEnrichment[]> {
  const rows = await tx.query<RuleRow>(
    `SELECT id, name, kind, event_names, lookup_id, match, fields, prefix, created_at, created_by
     FROM events.enrichments WHERE workspace_id = $1 AND is_enabled ORDER BY id`,
    [tx.workspaceId],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    eventNames: row.event_names,
    lookupId: row.lookup_id,
    match: row.match,
    fields: row.fields,
    prefix: row.prefix,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }));
}

export async function insertRule(tx: Tx, rule: EventEnrichment): Promise<void> {
  await tx.query(
    `INSERT INTO events.enrichments (workspace_id, id, name, event_names, kind, lookup_id, match, fields, prefix,
       is_enabled, version, created_at, created_by)
     VALUES ($1, $2, $3, $4::text[], $5, $6, $7, $8::text[], $9, true, 1, $10, $11)`,
    [
      tx.workspaceId,
      rule.id,
      rule.name,
      rule.eventNames,
      rule.kind,
      rule.lookupId,
      rule.match,
      rule.fields,
      rule.prefix,
      rule.createdAt,
      rule.createdBy,
    ],
  );
}

export async function deleteRule(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM events.enrichments WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

interface LookupRow {
  id: string;
  name: string;
  columns: string[];
  row_count: number;
  created_at: string;
}

export async function allLookups(tx: Reader): Promise<EventLookup[]> {
  const rows = await tx.query<LookupRow>(
    `SELECT id, name, columns, row_count, created_at FROM events.lookups
     WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY id`,
    [tx.workspaceId],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    columns: row.columns,
    rowCount: row.row_count,
    createdAt: row.created_at,
  }));
}

export async function insertLookup(
  tx: Tx,
  lookup: EventLookup,
  rows: EventLookupInput["rows"],
): Promise<void> {
  await tx.query(
    `INSERT INTO events.lookups (workspace_id, id, name, columns, row_count, version, created_at, updated_at)
     VALUES ($1, $2, $3, $4::text[], $5, 1, $6, $6)`,
    [tx.workspaceId, lookup.id, lookup.name, lookup.columns, lookup.rowCount, lookup.createdAt],
  );
  await tx.query(
    `INSERT INTO events.lookup_rows (workspace_id, lookup_id, key, "values")
     SELECT $1, $2, r.key, r.told FROM unnest($3::text[], $4::jsonb[]) AS r (key, told)`,
    [
      tx.workspaceId,
      lookup.id,
      rows.map(({ key }) => key),
      rows.map(({ values }) => JSON.stringify(values)),
    ],
  );
}

/** Since then it is not there; null: it is. Its rows stay until it is forgotten. */
export async function setLookupRemoved(tx: Tx, id: string, at: string | null): Promise<void> {
  await tx.query("UPDATE events.lookups SET removed_at = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    at,
  ]);
}

/** Those that were removed before then, for good. */
export function forgetLookups(tx: Tx, before: string): void {
  tx.send(
    `WITH gone AS (DELETE FROM events.lookups WHERE workspace_id = $1 AND removed_at < $2 RETURNING id)
     DELETE FROM events.lookup_rows r USING gone WHERE r.workspace_id = $1 AND r.lookup_id = gone.id`,
    [tx.workspaceId, before],
  );
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
