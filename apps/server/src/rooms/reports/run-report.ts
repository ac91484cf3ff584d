// Answers a question, in one transaction, under the rights of who asks.
import type { ReportDefinition, ReportResult } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { translated } from "./errors.ts";
import type { Run, RunDeps } from "./run.ts";
import { runFlow } from "./run-flow.ts";
import { runGroups } from "./run-groups.ts";
import { runFunnel, runStageTime } from "./run-pipeline.ts";
import { checkZone } from "./spans.ts";

const timeoutMs = 10_000;
/** More groups than a picture can show; a file takes more. */
export const limits = { screen: 1000, file: 50_000 } as const;

function answer(run: Run, definition: ReportDefinition): Promise<ReportResult> {
  switch (definition.kind) {
    case "groups":
      return runGroups(run, definition);
    case "funnel":
      return runFunnel(run, definition);
    case "stage-time":
      return runStageTime(run, definition);
    case "flow":
      return runFlow(run, definition);
  }
}

export interface Asked {
  definition: ReportDefinition;
  zone?: string | undefined;
  limit?: number;
}

/** Checks everything that a run would check, and asks the database for nothing. */
export async function checkReport(
  deps: RunDeps,
  tx: Tx,
  ctx: Ctx,
  definition: ReportDefinition,
): Promise<void> {
  const run = { deps, tx, ctx, zone: "UTC", nowMs: deps.clock.nowMs(), limit: limits.screen };
  await answer({ ...run, measuring: deps.records.checking }, definition);
}

export async function runIn(deps: RunDeps, tx: Tx, ctx: Ctx, asked: Asked): Promise<ReportResult> {
  const { definition, zone = "UTC", limit = limits.screen } = asked;
  checkZone(zone);
  const { measuring } = deps.records;
  measuring.limitTime(tx, timeoutMs);
  return answer({ deps, tx, ctx, measuring, zone, nowMs: deps.clock.nowMs(), limit }, definition);
}

export async function runReport(deps: RunDeps, ctx: Ctx, asked: Asked): Promise<ReportResult> {
  try {
    return await deps.db.tenant(ctx, (tx) => runIn(deps, tx, ctx, asked));
  } catch (error) {
    throw translated(error);
  }
}
