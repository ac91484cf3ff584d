// Rows of channels.channels. What was removed is nobody's any more, but is still named.
import type { BusinessHours, ChannelKind, ChannelState } from "@rapport/contracts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { ChannelSettings } from "./adapter.ts";

export interface StoredChannel {
  id: string;
  kind: ChannelKind;
  name: string;
  settings: ChannelSettings;
  hours: BusinessHours | null;
  botAnswers: boolean;
  state: ChannelState;
  publicKey: string | null;
  keyHash: string | null;
  keyHint: string | null;
  /** Sealed. */
  secret: string;
  /** Sealed. */
  providerToken: string | null;
  isDemo: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columns: Record<keyof StoredChannel, string> = {
  id: "id",
  kind: "kind",
  name: "name",
  settings: "settings",
  hours: "hours",
  botAnswers: "bot_answers",
  state: "state",
  publicKey: "public_key",
  keyHash: "key_hash",
  keyHint: "key_hint",
  secret: "secret",
  providerToken: "provider_token",
  isDemo: "is_demo",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const keys = Object.keys(columns) as (keyof StoredChannel)[];
const selected = keys.map((key) => `${columns[key]} AS "${key}"`).join(", ");

export function listChannels(tx: Reader): Promise<StoredChannel[]> {
  return tx.query<StoredChannel>(
    `SELECT ${selected} FROM channels.channels WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY id`,
    [tx.workspaceId],
  );
}

export async function readChannel(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredChannel | null> {
  const rows = await tx.query<StoredChannel>(
    `SELECT ${selected} FROM channels.channels WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Also of those that were removed. */
export function readNames(tx: Reader): Promise<{ id: string; kind: ChannelKind; name: string }[]> {
  return tx.query("SELECT id, kind, name FROM channels.channels WHERE workspace_id = $1", [
    tx.workspaceId,
  ]);
}

const toSql = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

export async function saveChannel(tx: Tx, channel: StoredChannel): Promise<void> {
  const names = keys.map((key) => columns[key]);
  const places = keys.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO channels.channels (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => toSql(channel[key]))],
  );
}

/** Its secrets go at once. */
export async function removeChannel(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    `UPDATE channels.channels SET removed_at = $3, secret = '', provider_token = NULL, key_hash = NULL, public_key = NULL,
       is_demo = false
     WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id, at],
  );
}

export interface ChannelPlace {
  workspaceId: string;
  id: string;
}

const place = `SELECT workspace_id AS "workspaceId", id FROM channels.channels WHERE removed_at IS NULL`;

async function findOne(
  db: Database,
  where: string,
  values: readonly unknown[],
): Promise<ChannelPlace | null> {
  const rows = await db.system((tx) => tx.query<ChannelPlace>(`${place} AND ${where}`, values));
  return rows[0] ?? null;
}

export const findByKeyHash = (db: Database, hash: string) => findOne(db, "key_hash = $1", [hash]);
export const findByPublicKey = (db: Database, key: string) => findOne(db, "public_key = $1", [key]);
/** Of a kind, in one workspace or in all. */
export function findOfKind(
  db: Database,
  kind: ChannelKind,
  workspaceId: string | null,
): Promise<ChannelPlace[]> {
  return db.system((tx) =>
    tx.query<ChannelPlace>(
      `${place} AND kind = $1 AND ($2::uuid IS NULL OR workspace_id = $2) ORDER BY id`,
      [kind, workspaceId],
    ),
  );
}

export const findById = (db: Database, id: string) => findOne(db, "id = $1", [id]);

export async function findDemoKey(db: Database): Promise<string | null> {
  const rows = await db.system((tx) =>
    tx.query<{ key: string }>(
      `SELECT public_key AS key FROM channels.channels
       WHERE is_demo AND removed_at IS NULL AND public_key IS NOT NULL ORDER BY id LIMIT 1`,
    ),
  );
  return rows[0]?.key ?? null;
}

export function workspacesWithChannels(tx: Tx): Promise<{ workspaceId: string; id: string }[]> {
  return tx.query('SELECT workspace_id AS "workspaceId", id FROM channels.channels');
}
