// Figures over facts and the conversations that the caller reaches. Each measure is one condition, from which both its
// number and its list come.
import type { AnalyticsMeasure } from "@rapport/contracts";
import type { Reader } from "../../platform/db/index.ts";

export interface Asked {
  /** Relation of what the caller reaches; its values follow `fixedValues` others. */
  reached: { sql: string; values: readonly unknown[] };
  from: string;
  to: string;
  now: string;
  channel: string | null;
  /** Null: any; "nobody". */
  member: string | null;
  team: string | null;
}

/** Workspace, days and now. */
export const fixedValues = 4;
const deflectionHours = 72;

const score = "(s.rating->>'score')::int";
const missed = `(coalesce((s.sla->>'missed')::int, 0) > 0 OR (s.state = 'open' AND s.due_at < $4::timestamptz))`;

const conditions: Record<AnalyticsMeasure, string> = {
  conversations: "true",
  answered: "f.first_response_minutes IS NOT NULL",
  resolved: "s.state = 'closed'",
  reopened: "cardinality(f.reopenings) > 0",
  promised: "f.promised",
  kept: `f.promised AND NOT ${missed}`,
  missed: `f.promised AND ${missed}`,
  asked: "s.rating IS NOT NULL",
  rated: `${score} IS NOT NULL`,
  satisfied: `${score} >= 4`,
  dissatisfied: `${score} <= 2`,
  "bot-answered": "s.bot_answered",
  deflected: `f.bot_closed_at < $4::timestamptz - interval '${deflectionHours} hours' AND s.first_reply_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM unnest(f.reopenings) r WHERE r >= f.bot_closed_at
      AND r < f.bot_closed_at + interval '${deflectionHours} hours')`,
};

const measures = Object.keys(conditions) as AnalyticsMeasure[];

/** FROM and WHERE of what is asked for. */
function base({ reached, from, to, now, channel, member, team }: Asked, tx: Reader) {
  const values: unknown[] = [tx.workspaceId, from, to, now, ...reached.values];
  const where = ["f.workspace_id = $1", "f.day BETWEEN $2::date AND $3::date"];
  const narrow = (column: string, value: string | null, none: string) => {
    if (value === null) return;
    if (value === none) return void where.push(`${column} IS NULL`);
    values.push(value);
    where.push(`${column} = $${values.length}::uuid`);
  };
  narrow("s.channel_id", channel, "");
  narrow("s.assignee_id", member, "nobody");
  narrow("s.team_id", team, "none");
  const sql = `FROM analytics.conversations f JOIN (${reached.sql}) s ON s.id = f.conversation_id
    WHERE ${where.join(" AND ")}`;
  return { sql, values };
}

export interface FigureRow {
  /** Which of channel, member and team it is grouped by; null: of all. */
  by: "channel" | "member" | "team" | null;
  id: string | null;
  counts: Record<AnalyticsMeasure, number>;
  responseMedian: number | null;
  responseP90: number | null;
  resolutionMedian: number | null;
  resolutionP90: number | null;
  averageScore: number | null;
}

const groupColumns = { channel: "channel_id", member: "assignee_id", team: "team_id" } as const;
type Group = keyof typeof groupColumns;

export async function readFigures(
  tx: Reader,
  asked: Asked,
  groups: readonly Group[],
): Promise<FigureRow[]> {
  const { sql, values } = base(asked, tx);
  const flags = measures.map((measure, at) => `(${conditions[measure]}) AS m${at}`);
  const counts = measures.map((measure, at) => `'${measure}', count(*) FILTER (WHERE m${at})`);
  const columns = groups.map((group) => groupColumns[group]);
  const by = groups.map((group) => `WHEN grouping(${groupColumns[group]}) = 0 THEN '${group}'`);
  const part = (share: number, column: string) =>
    `percentile_cont(${share}) WITHIN GROUP (ORDER BY ${column})`;
  return tx.query<FigureRow>(
    `WITH r AS MATERIALIZED (
       SELECT s.channel_id, s.assignee_id, s.team_id, f.first_response_minutes AS response,
         CASE WHEN s.state = 'closed' THEN f.resolution_minutes END AS resolution, ${score} AS score, ${flags.join(", ")}
       ${sql})
     SELECT CASE ${by.join(" ")} END AS by, coalesce(${columns.map((column) => `CASE WHEN grouping(${column}) = 0 THEN ${column} END`).join(", ")}) AS id,
       jsonb_build_object(${counts.join(", ")}) AS counts,
       ${part(0.5, "response")} AS "responseMedian", ${part(0.9, "response")} AS "responseP90",
       ${part(0.5, "resolution")} AS "resolutionMedian", ${part(0.9, "resolution")} AS "resolutionP90",
       avg(score)::float8 AS "averageScore"
     FROM r GROUP BY GROUPING SETS ((), ${columns.map((column) => `(${column})`).join(", ")})`,
    values,
    "by-values",
  );
}

export function readDays(
  tx: Reader,
  asked: Asked,
): Promise<{ day: string; channelId: string; count: number }[]> {
  const { sql, values } = base(asked, tx);
  return tx.query(
    `SELECT f.day::text AS day, s.channel_id AS "channelId", count(*)::int AS count ${sql}
     AND $4::timestamptz IS NOT NULL GROUP BY f.day, s.channel_id ORDER BY f.day, s.channel_id`,
    values,
    "by-values",
  );
}

/** Ids of the conversations behind a number, newest first. */
export async function readBehind(
  tx: Reader,
  asked: Asked,
  { measure, cursor, limit }: { measure: AnalyticsMeasure; cursor: string | null; limit: number },
): Promise<string[]> {
  const { sql, values } = base(asked, tx);
  values.push(cursor, limit);
  const at = values.length;
  const rows = await tx.query<{ id: string }>(
    `SELECT s.id ${sql} AND $4::timestamptz IS NOT NULL AND (${conditions[measure]})
       AND ($${at - 1}::uuid IS NULL OR s.id < $${at - 1}::uuid) ORDER BY s.id DESC LIMIT $${at}`,
    values,
    "by-values",
  );
  return rows.map(({ id }) => id);
}
