// Saved reports and dashboards as their readers get them: reduced to what each may ask, with what is missing.
import type { Dashboard, Report } from "@rapport/contracts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { isOwn, isSharedWith, mayChangeShared } from "../../platform/sharing.rules.ts";
import type { ObjectType } from "../records/index.ts";
import { missingParts } from "./definition-parts.ts";
import { missing, notAnswerable, partsGone } from "./errors.ts";
import { dashboardRows, favouritesOf, reportRows } from "./reports.store.ts";
import type { RunDeps } from "./run.ts";
import type { Shared, StoredDashboard, StoredReport } from "./saved.ts";
import { starterDashboards, starterReports } from "./starters.ts";

interface Reading {
  ctx: Ctx;
  types: ReadonlyMap<string, ObjectType>;
  favourites: ReadonlySet<string>;
}

type Deps = Pick<RunDeps, "records">;

async function readingOf({ records }: Deps, tx: Tx, ctx: Ctx): Promise<Reading> {
  const types = await records.objectTypes(tx);
  return { ctx, types, favourites: await favouritesOf(tx, ctx.principal.memberId) };
}

function maySeeReport(principal: Principal, report: StoredReport): boolean {
  return principal.rights.object(report.object).read !== "none" && isSharedWith(principal, report);
}

function sharedParts(shared: Shared, { ctx: { principal }, favourites }: Reading) {
  const { id, name, sharedWith, ownerId, version, createdAt, updatedAt } = shared;
  return {
    ...{ id, name, sharedWith, ownerId, version, createdAt, updatedAt },
    isOwn: isOwn(principal, shared),
    isStarter: ownerId === null,
    mayChange: mayChangeShared(principal, shared),
    favourite: favourites.has(id),
  };
}

/** Null for a report whose object is gone. */
function describedReport(stored: StoredReport, reading: Reading): Report | null {
  const type = reading.types.get(stored.object);
  if (!type) return null;
  const { about, object, definition, labels } = stored;
  const parts = missingParts(definition, type, reading.ctx.principal.rights, labels);
  const isHidden = parts.some(({ reason }) => reason === "not-visible");
  // A starter is for everybody: to whom it is not, it is not there.
  if (isHidden && stored.ownerId === null) return null;
  return {
    ...sharedParts(stored, reading),
    about,
    object,
    definition: isHidden ? null : definition,
    missing: parts,
  };
}

export async function describeReport(
  deps: Deps,
  tx: Tx,
  ctx: Ctx,
  stored: StoredReport,
): Promise<Report> {
  const report = describedReport(stored, await readingOf(deps, tx, ctx));
  if (!report) throw missing("report");
  return report;
}

/** The stored report, if the caller may see it; in other words for none. */
export async function visibleReport(
  { records }: Deps,
  tx: Tx,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredReport> {
  const starter = starterReports(await records.objectTypes(tx)).find((one) => one.id === id);
  const stored = starter ?? (isId(id) ? await reportRows.read(tx, id, lock) : null);
  if (!stored || !maySeeReport(ctx.principal, stored)) throw missing("report");
  return stored;
}

export async function allReports(deps: Deps, tx: Tx, ctx: Ctx): Promise<Report[]> {
  const { memberId, teamMemberIds } = ctx.principal;
  const reading = await readingOf(deps, tx, ctx);
  const stored = await reportRows.list(tx, { memberId, teamMemberIds });
  return [...stored, ...starterReports(reading.types)]
    .filter((report) => maySeeReport(ctx.principal, report))
    .map((report) => describedReport(report, reading))
    .filter((report) => report !== null);
}

/** What is asked, if the caller may ask all of it. */
export async function askable(deps: Deps, tx: Tx, ctx: Ctx, id: string): Promise<StoredReport> {
  const stored = await visibleReport(deps, tx, ctx, id);
  const { definition, missing: parts } = await describeReport(deps, tx, ctx, stored);
  if (definition === null) throw notAnswerable();
  const gone = parts.map(({ label, field }) => label ?? field ?? "");
  if (gone.length > 0) throw partsGone(gone);
  return stored;
}

function describedDashboard(
  stored: StoredDashboard,
  reading: Reading,
  shown: ReadonlySet<string>,
): Dashboard {
  const items = stored.items.filter(({ reportId }) => shown.has(reportId));
  return {
    ...sharedParts(stored, reading),
    items,
    missing: stored.ownerId === null ? 0 : stored.items.length - items.length,
  };
}

const reportIds = async (deps: Deps, tx: Tx, ctx: Ctx) =>
  new Set((await allReports(deps, tx, ctx)).map(({ id }) => id));

export async function describeDashboard(
  deps: Deps,
  tx: Tx,
  ctx: Ctx,
  stored: StoredDashboard,
): Promise<Dashboard> {
  const shown = await reportIds(deps, tx, ctx);
  return describedDashboard(stored, await readingOf(deps, tx, ctx), shown);
}

export async function visibleDashboard(
  tx: Tx,
  ctx: Ctx,
  id: string,
  lock: "" | "FOR UPDATE" = "",
): Promise<StoredDashboard> {
  const starter = starterDashboards().find((one) => one.id === id);
  const stored = starter ?? (isId(id) ? await dashboardRows.read(tx, id, lock) : null);
  if (!stored || !isSharedWith(ctx.principal, stored)) throw missing("dashboard");
  return stored;
}

export async function allDashboards(deps: Deps, tx: Tx, ctx: Ctx): Promise<Dashboard[]> {
  const { memberId, teamMemberIds } = ctx.principal;
  const shown = await reportIds(deps, tx, ctx);
  const reading = await readingOf(deps, tx, ctx);
  const stored = await dashboardRows.list(tx, { memberId, teamMemberIds });
  const starters = starterDashboards().map((one) => describedDashboard(one, reading, shown));
  return [
    ...stored
      .filter((dashboard) => isSharedWith(ctx.principal, dashboard))
      .map((dashboard) => describedDashboard(dashboard, reading, shown)),
    ...starters.filter(({ items }) => items.length > 0),
  ];
}
