// How the database goes about each list, count and search of an inbox, by the statements that the server itself makes:
// explained and run as the server's role, under row security.
import pg from "pg";
import { inboxStatements } from "../apps/server/test/inbox-statements.ts";
import type { Setting } from "./inbox-seed.ts";

export interface Planned {
  what: string;
  ms: number;
  /** Rows that were read. */
  read: number;
  /** Tables that were read from end to end. */
  scans: string[];
}

interface Node {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
}

export const searches = [
  "invoice",
  "technicians",
  "work ord",
  "refund licence",
  "Order 48",
  "rechnung",
  "certificate expiry reminder",
  "planning",
  "zzz nothing",
];

function flat(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}

export async function plansOf(connection: pg.ClientConfig, setting: Setting): Promise<Planned[]> {
  const client = new pg.Client(connection);
  await client.connect();
  const { workspaceId } = setting;
  await client.query("SET ROLE rapport_app");
  await client.query("SELECT set_config('rapport.workspace', $1, false)", [workspaceId]);
  const found: Planned[] = [];

  const explain = async (what: string, sql: string, values: readonly unknown[]): Promise<void> => {
    const { rows } = await client.query<{
      "QUERY PLAN": [{ Plan: Node; "Execution Time": number }];
    }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, [...values]);
    const [plan] = rows[0]?.["QUERY PLAN"] ?? [];
    if (!plan) throw new Error(`There is no plan of ${what}.`);
    const nodes = flat(plan.Plan);
    const tables = nodes.filter((node) => node["Relation Name"] !== undefined);
    found.push({
      what,
      ms: Number(plan["Execution Time"].toFixed(1)),
      read: tables.reduce(
        (sum, node) =>
          sum +
          node["Actual Loops"] *
            (node["Actual Rows"] +
              (node["Rows Removed by Filter"] ?? 0) +
              (node["Rows Removed by Index Recheck"] ?? 0)),
        0,
      ),
      scans: tables
        .filter((node) => node["Node Type"] === "Seq Scan")
        .map((node) => node["Relation Name"] ?? ""),
    });
  };

  const look = { ...setting, now: new Date(setting.nowMs).toISOString(), searches };
  for (const { what, sql, values } of await inboxStatements(look)) await explain(what, sql, values);
  await client.end();
  return found;
}
