// Rows of reports.reports, reports.dashboards and reports.favourites.
import type { Reader, Tx } from "../../platform/db/index.ts";
import type { StoredDashboard, StoredReport } from "./saved.ts";

type Columns<T> = Record<keyof T, string>;

const shared = {
  id: "id",
  name: "name",
  sharedWith: "shared_with",
  ownerId: "owner_id",
  version: "version",
  createdAt: "created_at",
  updatedAt: "updated_at",
} as const;

const reportColumns: Columns<StoredReport> = {
  ...shared,
  object: "object",
  about: "about",
  definition: "definition",
  labels: "labels",
};

const dashboardColumns: Columns<StoredDashboard> = { ...shared, items: "items" };

interface Seer {
  memberId: string | null;
  teamMemberIds: readonly string[];
}

/** Arrays and objects are jsonb columns here. */
function toSql(value: unknown): unknown {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** The statements of one table of kept questions. */
function keptRows<T extends { id: string }>(table: string, columns: Columns<T>) {
  const entries = Object.entries(columns) as [keyof T & string, string][];
  const selected = entries.map(([key, column]) => `${column} AS "${key}"`).join(", ");
  const names = entries.map(([, column]) => column);
  const places = entries.map((_, at) => `$${at + 2}`);
  const changed = names.filter((name) => name !== "id").map((name) => `${name} = EXCLUDED.${name}`);
  return {
    async read(tx: Reader, id: string, lock: "" | "FOR UPDATE" = ""): Promise<T | null> {
      const rows = await tx.query<T>(
        `SELECT ${selected} FROM reports.${table} WHERE workspace_id = $1 AND id = $2 ${lock}`,
        [tx.workspaceId, id],
      );
      return rows[0] ?? null;
    },
    /** What may concern a member: own ones, shared ones of the team's members, those of all. */
    list: (tx: Reader, { memberId, teamMemberIds }: Seer): Promise<T[]> =>
      tx.query<T>(
        `SELECT ${selected} FROM reports.${table}
         WHERE workspace_id = $1 AND (shared_with = 'workspace' OR owner_id = $2
           OR (shared_with = 'team' AND owner_id = ANY($3::uuid[])))
         ORDER BY lower(name), id`,
        [tx.workspaceId, memberId, teamMemberIds],
      ),
    async count(tx: Reader, ownerId: string): Promise<number> {
      const [row] = await tx.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM reports.${table} WHERE workspace_id = $1 AND owner_id = $2`,
        [tx.workspaceId, ownerId],
      );
      return row?.count ?? 0;
    },
    async save(tx: Tx, kept: T): Promise<void> {
      await tx.query(
        `INSERT INTO reports.${table} (workspace_id, ${names.join(", ")}) VALUES ($1, ${places.join(", ")})
         ON CONFLICT (workspace_id, id) DO UPDATE SET ${changed.join(", ")}`,
        [tx.workspaceId, ...entries.map(([key]) => toSql(kept[key]))],
      );
    },
    /** Favourites stay, so that undoing the removal brings the marks back too. */
    async remove(tx: Tx, id: string): Promise<void> {
      await tx.query(`DELETE FROM reports.${table} WHERE workspace_id = $1 AND id = $2`, [
        tx.workspaceId,
        id,
      ]);
    },
  };
}

export const reportRows = keptRows<StoredReport>("reports", reportColumns);
export const dashboardRows = keptRows<StoredDashboard>("dashboards", dashboardColumns);
export type KeptRows<T extends { id: string }> = ReturnType<typeof keptRows<T>>;

export async function favouritesOf(
  tx: Reader,
  memberId: string | null,
): Promise<ReadonlySet<string>> {
  if (memberId === null) return new Set();
  const rows = await tx.query<{ item_id: string }>(
    "SELECT item_id FROM reports.favourites WHERE workspace_id = $1 AND member_id = $2",
    [tx.workspaceId, memberId],
  );
  return new Set(rows.map((row) => row.item_id));
}

export function markFavourite(tx: Tx, memberId: string, itemId: string, isMarked: boolean): void {
  const sql = isMarked
    ? `INSERT INTO reports.favourites (workspace_id, member_id, item_id) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`
    : "DELETE FROM reports.favourites WHERE workspace_id = $1 AND member_id = $2 AND item_id = $3";
  tx.send(sql, [tx.workspaceId, memberId, itemId]);
}
