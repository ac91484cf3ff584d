// Rows of models.releases and models.pointers: both are only added to.
import type {
  ModelEstimate,
  ModelEvaluation,
  ModelManifest,
  ModelRelease,
  ModelRung,
  ModelSetRef,
  PointerRole,
} from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredRelease extends ModelRelease {
  artefactKey: string | null;
}

const shortColumns = `id, model, number, created_at AS "createdAt", rung, why, passed, refusals,
  code_version AS "codeVersion", artefact_key AS "artefactKey", artefact_digest AS "artefactDigest",
  artefact_bytes AS "artefactBytes", '{"sets": []}'::jsonb || manifest AS manifest`;
const releaseColumns = `${shortColumns}, evaluation`;

export interface NewRelease {
  id: string;
  model: string;
  createdAt: string;
  rung: ModelRung;
  why: string;
  passed: boolean;
  refusals: readonly string[];
  codeVersion: string;
  artefactKey: string | null;
  artefactDigest: string | null;
  artefactBytes: number;
  manifest: ModelManifest;
  evaluation: ModelEvaluation | null;
}

/** Numbers count up within a model; two at once: the second one waits for the first, then fails and is tried anew. */
export async function insertRelease(tx: Tx, release: NewRelease): Promise<StoredRelease> {
  const rows = await tx.query<StoredRelease>(
    `INSERT INTO models.releases (workspace_id, id, model, number, created_at, rung, why, passed, refusals,
       code_version, artefact_key, artefact_digest, artefact_bytes, manifest, evaluation)
     SELECT $1, $2, $3, 1 + coalesce(max(r.number), 0), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
     FROM models.releases r WHERE r.workspace_id = $1 AND r.model = $3
     RETURNING ${releaseColumns}`,
    [
      tx.workspaceId,
      release.id,
      release.model,
      release.createdAt,
      release.rung,
      release.why,
      release.passed,
      JSON.stringify(release.refusals),
      release.codeVersion,
      release.artefactKey,
      release.artefactDigest,
      release.artefactBytes,
      JSON.stringify(release.manifest),
      release.evaluation === null ? null : JSON.stringify(release.evaluation),
    ],
  );
  return rows[0] as StoredRelease;
}

export async function readRelease(tx: Reader, id: string): Promise<StoredRelease | null> {
  const rows = await tx.query<StoredRelease>(
    `SELECT ${releaseColumns} FROM models.releases WHERE workspace_id = $1 AND id = $2`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export interface ListedRelease extends StoredRelease {
  metric: ModelEstimate | null;
}

/** The newest whole, of those before it what a list shows: an evaluation is long. */
export async function latestReleases(
  tx: Reader,
  { model, metric, limit }: { model: string; metric: string; limit: number },
): Promise<ListedRelease[]> {
  return tx.query<ListedRelease>(
    `SELECT ${shortColumns},
       CASE WHEN number = max(number) OVER () THEN evaluation END AS evaluation,
       evaluation -> 'metrics' -> $3 AS metric
     FROM models.releases WHERE workspace_id = $1 AND model = $2 ORDER BY number DESC LIMIT ${limit}`,
    [tx.workspaceId, model, metric],
  );
}

/** Versions of a set that the model's releases read which are in force, or were lately and may be gone back to. */
export async function setsInUse(
  tx: Reader,
  { model, set }: { model: string; set: string },
): Promise<string[]> {
  const rows = await tx.query<{ hash: string }>(
    `SELECT DISTINCT s.ref ->> 'hash' AS hash
     FROM (SELECT p.release_id FROM models.pointers p WHERE p.workspace_id = $1 AND p.model = $2
           ORDER BY p.id DESC LIMIT 20) latest
     JOIN models.releases r ON r.workspace_id = $1 AND r.id = latest.release_id
     CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.manifest -> 'sets', '[]')) AS s (ref)
     WHERE s.ref ->> 'set' = $3`,
    [tx.workspaceId, model, set],
  );
  return rows.map(({ hash }) => hash);
}

/** What a score tells of its release. */
export async function namesOfReleases(
  tx: Reader,
  ids: readonly string[],
): Promise<{ id: string; number: number; why: string; sets: ModelSetRef[] }[]> {
  if (ids.length === 0) return [];
  return tx.query(
    `SELECT id, number, why, coalesce(manifest -> 'sets', '[]') AS sets
     FROM models.releases WHERE workspace_id = $1 AND id = ANY($2::uuid[])`,
    [tx.workspaceId, ids],
  );
}

export interface Pointer {
  id: string;
  model: string;
  role: PointerRole;
  releaseId: string | null;
  share: number | null;
  at: string;
  by: string;
  why: string;
}

const pointerColumns = `p.id, p.model, p.role, p.release_id AS "releaseId", p.share, p.at, p.by_label AS "by", p.why`;

export async function insertPointer(tx: Tx, pointer: Pointer): Promise<void> {
  await tx.query(
    `INSERT INTO models.pointers (workspace_id, id, model, role, release_id, share, at, by_label, why)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.workspaceId,
      pointer.id,
      pointer.model,
      pointer.role,
      pointer.releaseId,
      pointer.share,
      pointer.at,
      pointer.by,
      pointer.why,
    ],
  );
}

/** The row of each role that counts: the latest. */
export function currentPointers(tx: Reader, model?: string): Promise<Pointer[]> {
  return tx.query<Pointer>(
    `SELECT DISTINCT ON (p.model, p.role) ${pointerColumns} FROM models.pointers p
     WHERE p.workspace_id = $1 AND ($2::text IS NULL OR p.model = $2)
     ORDER BY p.model, p.role, p.id DESC`,
    [tx.workspaceId, model ?? null],
  );
}

export function pointerHistory(
  tx: Reader,
  model: string,
  limit: number,
): Promise<(Pointer & { number: number | null })[]> {
  return tx.query<Pointer & { number: number | null }>(
    `SELECT ${pointerColumns}, r.number FROM models.pointers p
     LEFT JOIN models.releases r ON r.workspace_id = p.workspace_id AND r.id = p.release_id
     WHERE p.workspace_id = $1 AND p.model = $2 ORDER BY p.id DESC LIMIT ${limit}`,
    [tx.workspaceId, model],
  );
}

/** Champions of before, the latest first; the one in force is the first. */
export function championHistory(tx: Reader, model: string): Promise<Pointer[]> {
  return tx.query<Pointer>(
    `SELECT ${pointerColumns} FROM models.pointers p
     WHERE p.workspace_id = $1 AND p.model = $2 AND p.role = 'champion' ORDER BY p.id DESC LIMIT 50`,
    [tx.workspaceId, model],
  );
}

/** One promotion of a model at a time. */
export async function lockPointers(tx: Tx, model: string): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended($1 || $2, 7))", [
    tx.workspaceId,
    `models.${model}`,
  ]);
}
