// Acts on saved reports and dashboards: what of each is checked before it is kept.
import {
  type DashboardChange,
  type DashboardInput,
  dashboardChangeSchema,
  dashboardInputSchema,
  type ReportChange,
  type ReportDefinition,
  type ReportInput,
  reportChangeSchema,
  reportInputSchema,
} from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { Records } from "../records/index.ts";
import { labelsOf } from "./definition-parts.ts";
import { describeDashboard, describeReport, visibleDashboard, visibleReport } from "./describe.ts";
import { badReport } from "./errors.ts";
import { keptActs, undoablePart } from "./kept-acts.ts";
import { dashboardRows, reportRows } from "./reports.store.ts";
import type { RunDeps } from "./run.ts";
import { checkReport } from "./run-report.ts";
import { objectOf, type StoredDashboard, type StoredReport } from "./saved.ts";

export interface ActDeps extends RunDeps {
  records: RunDeps["records"] & Pick<Records, "addUndoable">;
}

const maxDefinitionLength = 20_000;

async function definitionParts(
  deps: ActDeps,
  tx: Tx,
  act: Act,
  definition: ReportDefinition,
): Promise<Partial<StoredReport>> {
  if (JSON.stringify(definition).length > maxDefinitionLength) {
    throw badReport("The report asks for too much to be saved. Shorten its filter.");
  }
  await checkReport(deps, tx, act.ctx, definition);
  const object = objectOf(definition);
  const type = await deps.records.objectType(tx, object);
  return { definition, object, labels: labelsOf(definition, type) };
}

export function reportActs(deps: ActDeps) {
  deps.records.addUndoable("reports", undoablePart(reportRows));
  deps.records.addUndoable("dashboards", undoablePart(dashboardRows));

  const reports = keptActs<StoredReport, unknown, ReportInput, ReportChange>({
    name: "reports",
    word: "report",
    object: "reports",
    rows: reportRows,
    inputSchema: reportInputSchema,
    changeSchema: reportChangeSchema,
    visible: (tx, ctx, id, lock) => visibleReport(deps, tx, ctx, id, lock),
    describe: (tx, ctx, stored) => describeReport(deps, tx, ctx, stored),
    parts: async (tx, act, { about, definition }, before) => ({
      ...(about === undefined && before ? {} : { about: about ?? null }),
      ...(definition === undefined ? {} : await definitionParts(deps, tx, act, definition)),
    }),
  });

  const dashboards = keptActs<StoredDashboard, unknown, DashboardInput, DashboardChange>({
    name: "reports.dashboard",
    word: "dashboard",
    object: "dashboards",
    rows: dashboardRows,
    inputSchema: dashboardInputSchema,
    changeSchema: dashboardChangeSchema,
    visible: visibleDashboard,
    describe: (tx, ctx, stored) => describeDashboard(deps, tx, ctx, stored),
    parts: async (tx, act, { items }, before) => {
      if (items === undefined) return before ? {} : { items: [] };
      const kept = new Set(before?.items.map(({ reportId }) => reportId));
      const fresh = items.filter(({ reportId }) => !kept.has(reportId));
      for (const { reportId } of fresh) await visibleReport(deps, tx, act.ctx, reportId);
      if (new Set(items.map(({ reportId }) => reportId)).size < items.length) {
        throw badReport("Each report stands once on a dashboard.");
      }
      return { items };
    },
  });

  return [...reports, ...dashboards];
}
