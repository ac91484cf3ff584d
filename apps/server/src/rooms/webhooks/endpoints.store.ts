// Rows of webhooks.endpoints and webhooks.health. What was removed is nobody's any more.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredEndpoint, StoredHealth } from "./endpoint.ts";

const columns: Record<keyof StoredEndpoint, string> = {
  id: "id",
  name: "name",
  url: "url",
  events: "events",
  fields: "fields",
  payload: "payload",
  bulk: "bulk",
  memberId: "member_id",
  roleId: "role_id",
  ceiling: "ceiling",
  secret: "secret",
  oldSecret: "old_secret",
  oldSecretUntil: "old_secret_until",
  status: "status",
  disabledReason: "disabled_reason",
  statusSince: "status_since",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export function listEndpoints(tx: Reader): Promise<StoredEndpoint[]> {
  return tx.query<StoredEndpoint>(
    `SELECT ${selected} FROM webhooks.endpoints WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY id`,
    [tx.workspaceId],
  );
}

export function readEndpoints(tx: Reader, ids: readonly string[]): Promise<StoredEndpoint[]> {
  return tx.query<StoredEndpoint>(
    `SELECT ${selected} FROM webhooks.endpoints
     WHERE workspace_id = $1 AND id = ANY($2::uuid[]) AND removed_at IS NULL`,
    [tx.workspaceId, ids],
  );
}

export async function readEndpoint(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredEndpoint | null> {
  const rows = await tx.query<StoredEndpoint>(
    `SELECT ${selected} FROM webhooks.endpoints WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export type AskingEndpoint = Pick<StoredEndpoint, "id" | "events" | "fields" | "bulk">;

/** Those for which events are queued: also paused ones, which are sent what waited when they go on. */
export function askingEndpoints(tx: Reader): Promise<AskingEndpoint[]> {
  return tx.query<AskingEndpoint>(
    `SELECT id, events, fields, bulk FROM webhooks.endpoints
     WHERE workspace_id = $1 AND removed_at IS NULL AND status <> 'disabled'`,
    [tx.workspaceId],
  );
}

/** Objects are jsonb columns here; arrays are arrays of text. */
const toSql = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? JSON.stringify(value)
    : value;

export async function saveEndpoint(tx: Tx, endpoint: StoredEndpoint): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredEndpoint)[];
  const names = keys.map((key) => columns[key]);
  const places = keys.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO webhooks.endpoints (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => toSql(endpoint[key]))],
  );
}

/** Its secrets go at once; its deliveries bit by bit. */
export async function removeEndpoint(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    `UPDATE webhooks.endpoints SET removed_at = $3, secret = '', old_secret = NULL
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, at],
  );
}

const healthColumns = `last_success_at AS "lastSuccessAt", last_failure_at AS "lastFailureAt", last_error AS "lastError",
  failing_since AS "failingSince", failures, hold_until AS "holdUntil"`;

export type HealthRow = StoredHealth & { id: string };

export function readHealth(
  tx: Reader,
  ids: readonly string[],
  lock: "" | "FOR UPDATE" = "",
): Promise<HealthRow[]> {
  return tx.query<HealthRow>(
    `SELECT endpoint_id AS id, ${healthColumns} FROM webhooks.health
     WHERE workspace_id = $1 AND endpoint_id = ANY($2::uuid[]) ORDER BY endpoint_id ${lock}`,
    [tx.workspaceId, ids],
  );
}

export function saveHealth(tx: Tx, id: string, health: StoredHealth): void {
  tx.send(
    `INSERT INTO webhooks.health (workspace_id, endpoint_id, last_success_at, last_failure_at, last_error, failing_since,
        failures, hold_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (workspace_id, endpoint_id) DO UPDATE SET last_success_at = EXCLUDED.last_success_at,
        last_failure_at = EXCLUDED.last_failure_at, last_error = EXCLUDED.last_error,
        failing_since = EXCLUDED.failing_since, failures = EXCLUDED.failures, hold_until = EXCLUDED.hold_until`,
    [
      tx.workspaceId,
      id,
      health.lastSuccessAt,
      health.lastFailureAt,
      health.lastError,
      health.failingSince,
      health.failures,
      health.holdUntil,
    ],
  );
}

export const maxCounted = 10_000;

/** How many events wait for each, up to a bound. */
export async function countWaiting(
  tx: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ id: string; count: number }>(
    `SELECT e.id, c.count FROM unnest($2::uuid[]) AS e (id) CROSS JOIN LATERAL (
       SELECT count(*)::int AS count FROM (
         SELECT 1 FROM webhooks.deliveries d
         WHERE d.workspace_id = $1 AND d.endpoint_id = e.id AND d.state = 'waiting' LIMIT ${maxCounted}) AS counted) AS c`,
    [tx.workspaceId, ids],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
