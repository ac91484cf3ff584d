// Rows of views.lists.
import type { ViewAudience } from "@rapport/contracts";
import type { Reader, Tx } from "../../platform/db/index.ts";

export interface StoredList {
  id: string;
  object: string;
  name: string;
  sharedWith: ViewAudience;
  ownerId: string;
  version: number;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, object, name, shared_with AS "sharedWith", owner_id AS "ownerId", version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function readList(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredList | null> {
  const rows = await tx.query<StoredList>(
    `SELECT ${columns} FROM views.lists WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

export function listsByIds(tx: Reader, ids: readonly string[]): Promise<StoredList[]> {
  return tx.query<StoredList>(
    `SELECT ${columns} FROM views.lists WHERE workspace_id = $1 AND id = ANY($2::uuid[]) ORDER BY name, id`,
    [tx.workspaceId, ids],
  );
}

/** Lists that may concern a member: own ones, shared ones of the team's members, those of all. */
export function listsFor(
  tx: Reader,
  asked: { object: string | null; memberId: string | null; teamMemberIds: readonly string[] },
): Promise<StoredList[]> {
  return tx.query<StoredList>(
    `SELECT ${columns} FROM views.lists
     WHERE workspace_id = $1 AND ($2::text IS NULL OR object = $2)
       AND (shared_with = 'workspace' OR owner_id = $3
         OR (shared_with = 'team' AND owner_id = ANY($4::uuid[])))
     ORDER BY name, id`,
    [tx.workspaceId, asked.object, asked.memberId, asked.teamMemberIds],
  );
}

export async function countLists(tx: Reader, ownerId: string): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM views.lists WHERE workspace_id = $1 AND owner_id = $2",
    [tx.workspaceId, ownerId],
  );
  return rows[0]?.count ?? 0;
}

export async function saveList(tx: Tx, list: StoredList): Promise<void> {
  await tx.query(
    `INSERT INTO views.lists (workspace_id, id, object, name, shared_with, owner_id, version, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (workspace_id, id) DO UPDATE SET name = EXCLUDED.name, shared_with = EXCLUDED.shared_with,
       version = EXCLUDED.version, updated_at = EXCLUDED.updated_at`,
    [
      tx.workspaceId,
      list.id,
      list.object,
      list.name,
      list.sharedWith,
      list.ownerId,
      list.version,
      list.createdAt,
      list.updatedAt,
    ],
  );
}

/** Its memberships stay, so that undoing the removal brings them back too. */
export async function deleteList(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM views.lists WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}
