// SQL of schemas and of the registry as people look at it.
import type { EventName, EventSchemaSpec, EventSchemaVersion, EventType } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { NameKey } from "./names.store.ts";

interface SchemaRow {
  id: string;
  type: EventType;
  name: string;
  version: number;
  spec: EventSchemaSpec;
  on_violation: "flag" | "reject";
  is_active: boolean;
  created_at: string;
  created_by: string;
}

const columns = "id, type, name, version, spec, on_violation, is_active, created_at, created_by";

const toSchema = (row: SchemaRow): EventSchemaVersion => ({
  id: row.id,
  type: row.type,
  name: row.name,
  version: row.version,
  spec: row.spec,
  onViolation: row.on_violation,
  isActive: row.is_active,
  createdAt: row.created_at,
  createdBy: row.created_by,
});

/** Newest first. */
export async function schemasOf(
  tx: Reader,
  { type, name }: NameKey,
  lock: "" | "FOR UPDATE" = "",
): Promise<EventSchemaVersion[]> {
  const rows = await tx.query<SchemaRow>(
    `SELECT ${columns} FROM events.schemas WHERE workspace_id = $1 AND type = $2 AND name = $3
     ORDER BY version DESC ${lock}`,
    [tx.workspaceId, type, name],
  );
  return rows.map(toSchema);
}

export async function insertSchema(tx: Tx, version: EventSchemaVersion): Promise<void> {
  await tx.query(
    `INSERT INTO events.schemas (workspace_id, ${columns})
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.workspaceId,
      version.id,
      version.type,
      version.name,
      version.version,
      JSON.stringify(version.spec),
      version.onViolation,
      version.isActive,
      version.createdAt,
      version.createdBy,
    ],
  );
}

/** By its id, if it is the one that holds. */
export async function activeSchema(tx: Reader, id: string): Promise<EventSchemaVersion | null> {
  const [row] = await tx.query<SchemaRow>(
    `SELECT ${columns} FROM events.schemas WHERE workspace_id = $1 AND id = $2 AND is_active`,
    [tx.workspaceId, id],
  );
  return row ? toSchema(row) : null;
}

export async function setSchemaActive(tx: Tx, id: string, isActive: boolean): Promise<void> {
  await tx.query("UPDATE events.schemas SET is_active = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    isActive,
  ]);
}

interface NameRow {
  type: EventType;
  name: string;
  count: number;
  first_seen_at: string;
  last_seen_at: string;
  properties: Record<string, Record<string, number>>;
}

const mostNames = 5000;

/** Every name that was seen, the most frequent first. */
export async function allNames(tx: Reader): Promise<EventName[]> {
  const [names, schemas] = await Promise.all([
    tx.query<NameRow>(
      `SELECT type, name, count, first_seen_at, last_seen_at, properties FROM events.names
       WHERE workspace_id = $1 ORDER BY count DESC, name, type LIMIT ${mostNames}`,
      [tx.workspaceId],
    ),
    tx.query<SchemaRow>(
      `SELECT ${columns} FROM events.schemas WHERE workspace_id = $1 ORDER BY version DESC`,
      [tx.workspaceId],
    ),
  ]);
  const versions = new Map<string, EventSchemaVersion[]>();
  for (const row of schemas) {
    const key = `${row.type} ${row.name}`;
    versions.set(key, [...(versions.get(key) ?? []), toSchema(row)]);
  }
  return names.map((row) => {
    const own = versions.get(`${row.type} ${row.name}`) ?? [];
    return {
      type: row.type,
      name: row.name,
      count: Number(row.count),
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
      properties: row.properties,
      schema: own.find(({ isActive }) => isActive) ?? null,
      versions: own.length,
    };
  });
}
