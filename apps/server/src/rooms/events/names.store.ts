// SQL of the registry: names that were seen with their properties, and the schemas that hold.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { SeenProperties } from "./property-types.rules.ts";
import type { SchemaSpec } from "./schema.rules.ts";

export interface NameKey {
  type: string;
  name: string;
}

export const nameKeyOf = ({ type, name }: NameKey): string => `${type} ${name}`;

export interface ActiveSchema extends NameKey {
  version: number;
  spec: SchemaSpec;
  onViolation: "flag" | "reject";
}

export async function activeSchemas(
  tx: Reader,
  keys: readonly NameKey[],
): Promise<Map<string, ActiveSchema>> {
  const rows = await tx.query<{
    type: string;
    name: string;
    version: number;
    spec: SchemaSpec;
    on_violation: "flag" | "reject";
  }>(
    `SELECT s.type, s.name, s.version, s.spec, s.on_violation
     FROM unnest($2::text[], $3::text[]) AS w (type, name)
     JOIN events.schemas s ON s.workspace_id = $1 AND s.type = w.type AND s.name = w.name AND s.is_active`,
    [tx.workspaceId, keys.map(({ type }) => type), keys.map(({ name }) => name)],
  );
  return new Map(
    rows.map((row) => [
      nameKeyOf(row),
      {
        type: row.type,
        name: row.name,
        version: row.version,
        spec: row.spec,
        onViolation: row.on_violation,
      },
    ]),
  );
}

/** Properties of those that were seen before. */
export async function seenProperties(
  tx: Reader,
  keys: readonly NameKey[],
): Promise<Map<string, SeenProperties>> {
  const rows = await tx.query<{ type: string; name: string; properties: SeenProperties }>(
    `SELECT n.type, n.name, n.properties FROM unnest($2::text[], $3::text[]) AS w (type, name)
     JOIN events.names n ON n.workspace_id = $1 AND n.type = w.type AND n.name = w.name`,
    [tx.workspaceId, keys.map(({ type }) => type), keys.map(({ name }) => name)],
  );
  return new Map(rows.map((row) => [nameKeyOf(row), row.properties]));
}

export async function countNames(tx: Reader): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM events.names WHERE workspace_id = $1",
    [tx.workspaceId],
  );
  return row?.count ?? 0;
}

export interface SeenName extends NameKey {
  count: number;
  firstAt: string;
  lastAt: string;
  /** JSON text of all that was ever seen. */
  properties: string;
}

export function saveNames(tx: Tx, seen: readonly SeenName[]): void {
  if (seen.length === 0) return;
  tx.send(
    `INSERT INTO events.names AS n (workspace_id, type, name, count, first_seen_at, last_seen_at, properties)
     SELECT $1, s.* FROM unnest($2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[]) AS s
     ON CONFLICT (workspace_id, type, name) DO UPDATE SET count = n.count + EXCLUDED.count,
       first_seen_at = least(n.first_seen_at, EXCLUDED.first_seen_at),
       last_seen_at = greatest(n.last_seen_at, EXCLUDED.last_seen_at), properties = EXCLUDED.properties`,
    [
      tx.workspaceId,
      seen.map(({ type }) => type),
      seen.map(({ name }) => name),
      seen.map(({ count }) => count),
      seen.map(({ firstAt }) => firstAt),
      seen.map(({ lastAt }) => lastAt),
      seen.map(({ properties }) => properties),
    ],
  );
}
