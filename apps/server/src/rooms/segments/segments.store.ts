// SQL of segments and of who is within them.
import type { FeatureEntity, SegmentDefinition } from "@rapport/contracts";
import { arrayOf, type Database, type Reader, type Tx } from "../../platform/db/index.ts";

export interface StoredSegment {
  id: string;
  name: string;
  entity: FeatureEntity;
  definition: SegmentDefinition;
  setHash: string;
  ownerId: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
  /** When all entities were looked at with its present rules; null: not yet. */
  filledAt: string | null;
}

const columns = `id, name, entity, definition, set_hash AS "setHash", owner_id AS "ownerId", version,
  created_at AS "createdAt", updated_at AS "updatedAt", filled_at AS "filledAt"`;

export function readSegments(tx: Reader): Promise<StoredSegment[]> {
  return tx.query<StoredSegment>(
    `SELECT ${columns} FROM segments.segments WHERE workspace_id = $1 AND deleted_at IS NULL
     ORDER BY lower(name), id`,
    [tx.workspaceId],
  );
}

export async function readSegment(tx: Reader, id: string): Promise<StoredSegment | null> {
  const rows = await tx.query<StoredSegment>(
    `SELECT ${columns} FROM segments.segments
     WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function segmentsOfEntity(tx: Reader, entity: FeatureEntity): Promise<StoredSegment[]> {
  return tx.query<StoredSegment>(
    `SELECT ${columns} FROM segments.segments
     WHERE workspace_id = $1 AND entity = $2 AND deleted_at IS NULL`,
    [tx.workspaceId, entity],
  );
}

export async function holdSegment(tx: Tx, id: string): Promise<StoredSegment | null> {
  const rows = await tx.query<StoredSegment>(
    `SELECT ${columns} FROM segments.segments
     WHERE workspace_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

const isAsBefore = "s.definition = EXCLUDED.definition AND s.deleted_at IS NULL";

/** New rules, and those of a segment that comes back, are looked at with the next round of the upkeep, whether their values are there already or not. */
export function saveSegment(tx: Tx, segment: StoredSegment): void {
  tx.send(
    `INSERT INTO segments.segments AS s (workspace_id, id, name, entity, definition, set_hash, owner_id, version,
       created_at, updated_at, swept_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '1970-01-01')
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = EXCLUDED.name, entity = EXCLUDED.entity,
       definition = EXCLUDED.definition, set_hash = EXCLUDED.set_hash, version = EXCLUDED.version,
       updated_at = EXCLUDED.updated_at, deleted_at = NULL,
       swept_at = CASE WHEN ${isAsBefore} THEN s.swept_at ELSE EXCLUDED.swept_at END,
       filled_at = CASE WHEN ${isAsBefore} THEN s.filled_at END`,
    [
      tx.workspaceId,
      segment.id,
      segment.name,
      segment.entity,
      JSON.stringify(segment.definition),
      segment.setHash,
      segment.ownerId,
      segment.version,
      segment.createdAt,
      segment.updatedAt,
    ],
  );
}

/** It and who was within it stay for a while, so that undoing brings both back. */
export function removeSegment(tx: Tx, id: string, at: string): void {
  tx.send("UPDATE segments.segments SET deleted_at = $3 WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
    at,
  ]);
}

/** For good. */
export function forgetSegment(tx: Tx, id: string): void {
  tx.send("DELETE FROM segments.members WHERE workspace_id = $1 AND segment_id = $2", [
    tx.workspaceId,
    id,
  ]);
  tx.send("DELETE FROM segments.segments WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export async function isHashUsed(tx: Reader, setHash: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM segments.segments
     WHERE workspace_id = $1 AND set_hash = $2 AND deleted_at IS NULL LIMIT 1`,
    [tx.workspaceId, setHash],
  );
  return rows.length > 0;
}

/** Who of those looked at is within, and who is not; only what changed is written. */
export function setMembers(
  tx: Tx,
  segmentId: string,
  at: string,
  sides: { within: string[]; without: string[] },
): void {
  if (sides.within.length > 0)
    tx.send(
      `INSERT INTO segments.members (workspace_id, segment_id, entity_id, entered_at)
       SELECT $1, $2, e.id, $3 FROM unnest($4::uuid[]) AS e (id)
       WHERE NOT EXISTS (SELECT 1 FROM segments.members m WHERE m.workspace_id = $1 AND m.segment_id = $2
         AND m.entity_id = e.id AND m.left_at IS NULL)
       ON CONFLICT (workspace_id, segment_id, entity_id, entered_at) DO UPDATE SET left_at = NULL`,
      [tx.workspaceId, segmentId, at, arrayOf("uuid", sides.within)],
    );
  if (sides.without.length > 0)
    tx.send(
      `UPDATE segments.members SET left_at = greatest($3, entered_at)
       WHERE workspace_id = $1 AND segment_id = $2 AND entity_id = ANY($4::uuid[]) AND left_at IS NULL`,
      [tx.workspaceId, segmentId, at, arrayOf("uuid", sides.without)],
    );
}

/** Of all segments. */
export function leaveAll(tx: Tx, entityIds: readonly string[], at: string): void {
  tx.send(
    `UPDATE segments.members SET left_at = greatest($3, entered_at)
     WHERE workspace_id = $1 AND entity_id = ANY($2::uuid[]) AND left_at IS NULL`,
    [tx.workspaceId, arrayOf("uuid", entityIds), at],
  );
}

export async function countMembers(tx: Reader, segmentId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM segments.members WHERE workspace_id = $1 AND segment_id = $2 AND left_at IS NULL",
    [tx.workspaceId, segmentId],
  );
  return row?.count ?? 0;
}

/** In the order of ids, after one. */
export async function memberIdsAfter(
  tx: Reader,
  segmentId: string,
  { afterId, limit }: { afterId: string | null; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT entity_id AS id FROM segments.members WHERE workspace_id = $1 AND segment_id = $2 AND left_at IS NULL
       AND ($3::uuid IS NULL OR entity_id > $3::uuid) ORDER BY entity_id LIMIT $4`,
    [tx.workspaceId, segmentId, afterId, limit],
    "by-values",
  );
  return rows.map(({ id }) => id);
}

export interface StoredMember {
  id: string;
  enteredAt: string;
  leftAt: string | null;
}

/** Newest first; those who left too when `past`. */
export function readMembers(
  tx: Reader,
  segmentId: string,
  { past, limit }: { past: boolean; limit: number },
): Promise<StoredMember[]> {
  return tx.query<StoredMember>(
    `SELECT entity_id AS id, entered_at AS "enteredAt", left_at AS "leftAt" FROM segments.members
     WHERE workspace_id = $1 AND segment_id = $2 AND ($3 OR left_at IS NULL)
     ORDER BY coalesce(left_at, entered_at) DESC, entity_id LIMIT $4`,
    [tx.workspaceId, segmentId, past, limit],
    "by-values",
  );
}

export interface DueSegment {
  workspaceId: string;
  id: string;
  /** Deleted so long ago that it goes for good. */
  isForgotten: boolean;
}

/** Segments that were not looked at as a whole since a time, and those deleted before another. */
export async function dueSegments(
  db: Database,
  before: { swept: string; deleted: string },
): Promise<DueSegment[]> {
  return db.system((tx) =>
    tx.query<DueSegment>(
      `SELECT workspace_id AS "workspaceId", id, deleted_at IS NOT NULL AS "isForgotten" FROM segments.segments
       WHERE (deleted_at IS NULL AND swept_at < $1) OR deleted_at < $2 ORDER BY swept_at LIMIT 50`,
      [before.swept, before.deleted],
    ),
  );
}

export function markSwept(tx: Tx, id: string, at: string): void {
  tx.send(
    "UPDATE segments.segments SET swept_at = $3, filled_at = coalesce(filled_at, $3) WHERE workspace_id = $1 AND id = $2",
    [tx.workspaceId, id, at],
  );
}
