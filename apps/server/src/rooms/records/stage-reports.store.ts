// How far deals came and how long they stayed, from records.stage_entries, within the rows of the caller.
import type { Reader } from "../../platform/db/index.ts";
import { Parameters } from "./filter-sql.store.ts";
import { baseConditions, type RowQuery } from "./list.store.ts";

/** Deals by the furthest step that they reached and what became of them; step 0: none of those told. */
export interface ReachedRow {
  furthest: number;
  status: string | null;
  count: number;
  /** Of which it is not known where they were before they were brought in. */
  unknown: number;
}

/** `ranks` tells the step of each stage, from 1; stages without one count for nothing. */
export function reachedRows(
  tx: Reader,
  query: RowQuery,
  ranks: ReadonlyMap<string, number>,
): Promise<ReachedRow[]> {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  const stages = parameters.add([...ranks.keys()], "uuid[]");
  const numbers = parameters.add([...ranks.values()], "int[]");
  // Entries first, in one reading: deal by deal it is a look-up for each.
  return tx.query<ReachedRow>(
    `WITH f AS MATERIALIZED (
       SELECT e.deal_id, max(k.rank) AS rank, bool_or(e.entry_no = 1 AND NOT e.is_seen) AS is_unknown
       FROM records.stage_entries e
       LEFT JOIN unnest(${stages}, ${numbers}) AS k (stage_id, rank) ON k.stage_id = e.stage_id
       WHERE e.workspace_id = $1 GROUP BY e.deal_id)
     SELECT coalesce(f.rank, 0) AS furthest, t.status, count(*)::int AS count,
       count(*) FILTER (WHERE f.is_unknown)::int AS unknown
     FROM records.deals t LEFT JOIN f ON f.deal_id = t.id
     WHERE ${conditions.join(" AND ")} GROUP BY 1, 2`,
    [tx.workspaceId, ...parameters.values.slice(1)],
    "by-values",
  );
}

export interface StayRow {
  stageId: string;
  stays: number;
  deals: number;
  /** Median, lower and upper quartile. */
  seconds: number[];
}

/** Stays that ended in the span (ends null: open) and whose beginning was seen. */
export function stayRows(
  tx: Reader,
  query: RowQuery,
  asked: { stageIds: readonly string[]; from: string | null; to: string | null },
): Promise<StayRow[]> {
  const parameters = new Parameters();
  parameters.values.push("workspace");
  const conditions = baseConditions(query, parameters);
  conditions.push(`e.stage_id = ANY(${parameters.add(asked.stageIds, "uuid[]")})`);
  if (asked.from !== null)
    conditions.push(`e.left_at >= ${parameters.add(asked.from, "timestamptz")}`);
  if (asked.to !== null) conditions.push(`e.left_at < ${parameters.add(asked.to, "timestamptz")}`);
  return tx.query<StayRow>(
    `SELECT e.stage_id AS "stageId", count(*)::int AS stays, count(DISTINCT e.deal_id)::int AS deals,
       percentile_cont(ARRAY[0.5, 0.25, 0.75]) WITHIN GROUP (ORDER BY extract(epoch FROM e.left_at - e.entered_at)::float8) AS seconds
     FROM records.stage_entries e JOIN records.deals t ON t.workspace_id = $1 AND t.id = e.deal_id
     WHERE e.workspace_id = $1 AND e.is_seen AND e.left_at IS NOT NULL AND ${conditions.join(" AND ")}
     GROUP BY e.stage_id`,
    [tx.workspaceId, ...parameters.values.slice(1)],
    "by-values",
  );
}
