// The plans of the statements that a read sends, as the role that the server runs as, under row security:
// the plan for the values that are sent and, where it is kept, the one that serves all values.
import { expect } from "vitest";
import type { Ctx } from "../src/platform/context.ts";
import type { Database, Planning, Reader } from "../src/platform/db/index.ts";
import { newId } from "../src/platform/ids.ts";

export interface Asked {
  sql: string;
  values: readonly unknown[];
  planning: Planning;
}

/** The statements that a read sends, as it sends them. */
export async function askedOf(
  workspaceId: string,
  read: (reader: Reader) => Promise<unknown>,
): Promise<Asked[]> {
  const sent: Asked[] = [];
  const reader: Reader = {
    workspaceId,
    query: async (sql, values = [], planning = "kept") => {
      sent.push({ sql, values, planning });
      return [];
    },
  };
  await read(reader).catch(() => undefined);
  expect(sent.length).toBeGreaterThan(0);
  return sent;
}

export interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  Plans?: PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function literal(value: unknown): string {
  const text = Array.isArray(value)
    ? `{${value.map((item) => JSON.stringify(item)).join(",")}}`
    : String(value);
  return `'${text.replaceAll("'", "''")}'`;
}

/** The plan for these values, and the one that serves all values. */
export async function plansOf(
  db: Database,
  ctx: Ctx,
  { sql, values, planning }: Asked,
): Promise<PlanNode[][]> {
  const plans: PlanNode[][] = [];
  const kept = planning === "kept" ? ["force_generic_plan"] : [];
  for (const mode of ["force_custom_plan", ...kept]) {
    await db.tenant(ctx, async (tx) => {
      const name = `plan_${newId().replaceAll("-", "")}`;
      await tx.query(`SET LOCAL plan_cache_mode = ${mode}`);
      await tx.query(`PREPARE ${name} AS ${sql}`);
      const [row] = await tx.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${name} (${values.map(literal).join(", ")})`,
      );
      await tx.query(`DEALLOCATE ${name}`);
      const plan = row?.["QUERY PLAN"][0]?.Plan;
      if (plan) plans.push(nodesOf(plan));
    });
  }
  expect(plans).toHaveLength(1 + kept.length);
  return plans;
}
