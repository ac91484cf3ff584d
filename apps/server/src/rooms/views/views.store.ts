// Rows of views.views and views.favourites.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredView } from "./saved-view.ts";

const columns: Record<keyof StoredView, string> = {
  id: "id",
  object: "object",
  name: "name",
  layout: "layout",
  columns: "columns",
  filter: "filter",
  sort: "sort",
  groupBy: "group_by",
  sharedWith: "shared_with",
  ownerId: "owner_id",
  position: "position",
  labels: "labels",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
};

const selected = Object.entries(columns)
  .map(([key, column]) => `${column} AS "${key}"`)
  .join(", ");

export async function readView(
  tx: Reader,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredView | null> {
  const rows = await tx.query<StoredView>(
    `SELECT ${selected} FROM views.views WHERE workspace_id = $1 AND id = $2 ${lock}`,
    [tx.workspaceId, id],
  );
  return rows[0] ?? null;
}

/** Views that may concern a member: own ones, shared ones of the team's members, those of all. */
export function listViews(
  tx: Reader,
  asked: { object: string | null; memberId: string | null; teamMemberIds: readonly string[] },
): Promise<StoredView[]> {
  return tx.query<StoredView>(
    `SELECT ${selected} FROM views.views
     WHERE workspace_id = $1 AND ($2::text IS NULL OR object = $2)
       AND (shared_with = 'workspace' OR owner_id = $3
         OR (shared_with = 'team' AND owner_id = ANY($4::uuid[])))
     ORDER BY position, id`,
    [tx.workspaceId, asked.object, asked.memberId, asked.teamMemberIds],
  );
}

export async function countViews(tx: Reader, ownerId: string, object: string): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM views.views WHERE workspace_id = $1 AND object = $2 AND owner_id = $3",
    [tx.workspaceId, object, ownerId],
  );
  return rows[0]?.count ?? 0;
}

/** Arrays and objects are jsonb columns here. */
function toSql(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

export async function saveView(tx: Tx, view: StoredView): Promise<void> {
  const keys = Object.keys(columns) as (keyof StoredView)[];
  const names = keys.map((key) => columns[key]);
  const places = keys.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  await tx.query(
    `INSERT INTO views.views (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
     ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
    [tx.workspaceId, ...keys.map((key) => toSql(view[key]))],
  );
}

/** Favourites stay, so that undoing the removal brings the marks back too. */
export async function deleteView(tx: Tx, id: string): Promise<void> {
  await tx.query("DELETE FROM views.views WHERE workspace_id = $1 AND id = $2", [
    tx.workspaceId,
    id,
  ]);
}

export async function favouritesOf(tx: Reader, memberId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ view_id: string }>(
    "SELECT view_id FROM views.favourites WHERE workspace_id = $1 AND member_id = $2",
    [tx.workspaceId, memberId],
  );
  return new Set(rows.map((row) => row.view_id));
}

export function markFavourite(tx: Tx, memberId: string, viewId: string, isMarked: boolean): void {
  const values = [tx.workspaceId, memberId, viewId];
  if (isMarked) {
    tx.send(
      `INSERT INTO views.favourites (workspace_id, member_id, view_id) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`,
      values,
    );
    return;
  }
  tx.send(
    "DELETE FROM views.favourites WHERE workspace_id = $1 AND member_id = $2 AND view_id = $3",
    values,
  );
}
