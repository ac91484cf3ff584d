// What a workspace holds, asked of the live catalogue, so that a new table is looked at by itself.
import { systemUserId } from "../../src/platform/context.ts";
import type { TestDatabase } from "../harness.ts";

interface UuidColumn {
  schema: string;
  table: string;
  column: string;
}

async function tenantColumns(database: TestDatabase): Promise<UuidColumn[]> {
  return (await database.asOwner(`
    SELECT c.table_schema AS schema, c.table_name AS "table", c.column_name AS "column"
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.data_type = 'uuid' AND EXISTS (
      SELECT 1 FROM information_schema.columns w
      WHERE w.table_schema = c.table_schema AND w.table_name = c.table_name AND w.column_name = 'workspace_id')
    ORDER BY 1, 2, 3`)) as unknown as UuidColumn[];
}

export async function idsOf(
  database: TestDatabase,
  workspaceId: string,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { schema, table, column } of await tenantColumns(database)) {
    const rows = await database.asOwner(
      `SELECT DISTINCT ${column}::text AS id FROM ${schema}.${table} WHERE workspace_id = $1 AND ${column} IS NOT NULL`,
      [workspaceId],
    );
    const ids = rows.map((row) => String(row.id)).filter((id) => id !== systemUserId);
    if (ids.length > 0) found.set(`${schema}.${table}.${column}`, ids);
  }
  return found;
}

/** The other tables of notifications move with the log, which is read in the background. */
const workspaceTables =
  /^(access|sso|records|imports|platform|views|quotes|attachments|consent|automations|webhooks|home|reports|events|conversations|llm|widget|mailboxes|nps)\.|^notifications\.(items|attention|preferences)$|^channels\.channels$/;

/** What the workspace holds, as one hash a table; without what moves by itself. */
export async function contentsOf(
  database: TestDatabase,
  workspaceId: string,
): Promise<Record<string, unknown>> {
  const tables = new Set(
    (await tenantColumns(database)).map(({ schema, table }) => `${schema}.${table}`),
  );
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    if (!workspaceTables.test(table)) continue;
    const [row] = await database.asOwner(
      `SELECT count(*)::int AS rows, md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) AS hash FROM ${table} t WHERE workspace_id = $1`,
      [workspaceId],
    );
    found[table] = row;
  }
  return found;
}

/** An id of each column, and another one than those before where it has one. */
export function oneOfEach(kinds: ReadonlyMap<string, string[]>): string[] {
  const chosen = new Set<string>();
  for (const ids of kinds.values()) {
    const fresh = ids.find((id) => !chosen.has(id));
    if (fresh !== undefined) chosen.add(fresh);
  }
  return [...chosen];
}
