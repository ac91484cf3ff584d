// Rows of providers, models, prices and routes. Removed ones stay for the calls that name them.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredModel, StoredPrice, StoredProvider, StoredRoute } from "./stored-setup.ts";

const providerColumns = `id, name, kind, base_url AS "baseUrl", region, data_class AS "dataClass", secret,
  key_hint AS "keyHint", is_on AS "isOn", version, created_at AS "createdAt", updated_at AS "updatedAt"`;
const modelColumns = `id, provider_id AS "providerId", name, label, is_on AS "isOn"`;

export function readProviders(tx: Reader): Promise<StoredProvider[]> {
  return tx.query<StoredProvider>(
    `SELECT ${providerColumns} FROM llm.providers WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY id`,
    [tx.workspaceId],
  );
}

export async function lockProvider(tx: Tx, id: string): Promise<StoredProvider | null> {
  const rows = await tx.query<StoredProvider>(
    `SELECT ${providerColumns} FROM llm.providers
     WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveProvider(tx: Tx, one: StoredProvider): Promise<void> {
  await tx.query(
    `INSERT INTO llm.providers (workspace_id, id, name, kind, base_url, region, data_class, secret, key_hint, is_on,
       version, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = EXCLUDED.name, base_url = EXCLUDED.base_url,
       region = EXCLUDED.region, data_class = EXCLUDED.data_class, secret = EXCLUDED.secret,
       key_hint = EXCLUDED.key_hint, is_on = EXCLUDED.is_on, version = EXCLUDED.version,
       updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      one.id,
      one.name,
      one.kind,
      one.baseUrl,
      one.region,
      one.dataClass,
      one.secret,
      one.keyHint,
      one.isOn,
      one.version,
      one.createdAt,
      one.updatedAt,
    ],
  );
}

export async function removeProvider(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query(
    "UPDATE llm.providers SET removed_at = $3, secret = NULL, key_hint = NULL WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, at],
  );
  await tx.query(
    "UPDATE llm.models SET removed_at = $3 WHERE workspace_id = $1 AND provider_id = $2 AND removed_at IS NULL",
    [tx.workspaceId, id, at],
  );
}

export function readModels(tx: Reader): Promise<StoredModel[]> {
  return tx.query<StoredModel>(
    `SELECT ${modelColumns} FROM llm.models WHERE workspace_id = $1 AND removed_at IS NULL ORDER BY id`,
    [tx.workspaceId],
  );
}

export async function lockModel(tx: Tx, id: string): Promise<StoredModel | null> {
  const rows = await tx.query<StoredModel>(
    `SELECT ${modelColumns} FROM llm.models WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export async function saveModel(tx: Tx, one: StoredModel): Promise<void> {
  await tx.query(
    `INSERT INTO llm.models (workspace_id, id, provider_id, name, label, is_on) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace_id, id) DO UPDATE SET label = EXCLUDED.label, is_on = EXCLUDED.is_on`,
    [tx.workspaceId, one.id, one.providerId, one.name, one.label, one.isOn],
  );
}

export async function removeModel(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query("UPDATE llm.models SET removed_at = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    at,
  ]);
}

/** The newest first. */
export function readPrices(tx: Reader): Promise<StoredPrice[]> {
  return tx.query<StoredPrice>(
    `SELECT p.model_id AS "modelId", p.version, p.input_micros AS "inputMicros", p.output_micros AS "outputMicros",
       p.cached_input_micros AS "cachedInputMicros", p.audio_micros AS "audioMicros", p.since
     FROM llm.prices p JOIN llm.models m ON m.workspace_id = p.workspace_id AND m.id = p.model_id
     WHERE p.workspace_id = $1 AND m.removed_at IS NULL ORDER BY p.model_id, p.version DESC`,
    [tx.workspaceId],
  );
}

export async function addPrice(
  tx: Tx,
  modelId: string,
  price: Omit<StoredPrice, "modelId" | "version">,
): Promise<void> {
  await tx.query(
    `INSERT INTO llm.prices (workspace_id, model_id, version, input_micros, output_micros, cached_input_micros,
       audio_micros, since)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7 FROM llm.prices
     WHERE workspace_id = $1 AND model_id = $2`,
    [
      tx.workspaceId,
      modelId,
      price.inputMicros,
      price.outputMicros,
      price.cachedInputMicros,
      price.audioMicros,
      price.since,
    ],
  );
}

const routeColumns = `purpose, is_on AS "isOn", model_ids AS "modelIds", pick, regions, minimises,
  deadline_ms AS "deadlineMs", max_output_tokens AS "maxOutputTokens"`;

export function readRoutes(tx: Reader): Promise<StoredRoute[]> {
  return tx.query<StoredRoute>(`SELECT ${routeColumns} FROM llm.routes WHERE workspace_id = $1`, [
    tx.workspaceId,
  ]);
}

export async function saveRoute(tx: Tx, route: StoredRoute, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO llm.routes (workspace_id, purpose, is_on, model_ids, pick, regions, minimises, deadline_ms,
       max_output_tokens, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (workspace_id, purpose) DO UPDATE SET is_on = EXCLUDED.is_on, model_ids = EXCLUDED.model_ids,
       pick = EXCLUDED.pick, regions = EXCLUDED.regions, minimises = EXCLUDED.minimises,
       deadline_ms = EXCLUDED.deadline_ms, max_output_tokens = EXCLUDED.max_output_tokens,
       updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      route.purpose,
      route.isOn,
      route.modelIds,
      route.pick,
      route.regions,
      route.minimises,
      route.deadlineMs,
      route.maxOutputTokens,
      at,
    ],
  );
}
