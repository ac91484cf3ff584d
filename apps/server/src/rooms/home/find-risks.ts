// What the rules of risk look at: open deals and tickets of the asker, the most likely ones first, with what happened
// around them, all within the asker's rights.
import type { RecordAtRisk, RecordsAtRisk } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { StoredRecord } from "../records/index.ts";
import {
  dealRisks,
  type Reason,
  thresholdWords,
  ticketRisks,
  usual,
  usualStayMs,
} from "./at-risk.rules.ts";
import type { HomeDeps } from "./home-deps.ts";

const openMost = 200;
const lateMost = 100;
const doneMost = 150;
const shownMost = 30;

type Scope = "mine" | "all";
type Condition = Record<string, unknown>;

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const msOf = (value: unknown): number => Date.parse(String(value));

interface Found {
  records: StoredRecord[];
  capped: boolean;
}

async function list(
  deps: HomeDeps,
  ctx: Ctx,
  object: string,
  query: { and: Condition[]; sort: string; limit: number },
): Promise<Found> {
  const filter = JSON.stringify({ and: query.and });
  const { sort, limit } = query;
  const page = await deps.records.list(ctx, object, { filter, sort, limit });
  return { records: page.data, capped: page.nextCursor !== null };
}

const mayRead = (ctx: Ctx, object: string, ...fields: string[]): boolean => {
  const { rights } = ctx.principal;
  const isSeen = rights.object(object).read !== "none";
  return isSeen && fields.every((field) => rights.field(object, field) !== "none");
};

function scoped(ctx: Ctx, object: string, scope: Scope): Condition[] | null {
  const { memberId } = ctx.principal;
  if (scope === "all") return [];
  return memberId !== null && mayRead(ctx, object, "ownerId") ? [{ ownerId: memberId }] : null;
}

const union = (...lists: StoredRecord[][]): StoredRecord[] => [
  ...new Map(lists.flat().map((record) => [record.id, record])).values(),
];

async function touchedBy(
  deps: HomeDeps,
  tx: Reader,
  ctx: Ctx,
  field: "dealId" | "ticketId",
  records: readonly StoredRecord[],
): Promise<(record: StoredRecord) => number> {
  const ids = records.map(({ id }) => id);
  const around = await deps.records.lastTouched(tx, ctx, field, ids);
  return ({ id, updatedAt }) => Math.max(msOf(updatedAt), around.get(id) ?? 0);
}

interface Risky {
  record: StoredRecord;
  reasons: Reason[];
}

interface Looked {
  found: Risky[];
  looked: number;
  capped: boolean;
}

const nothing: Looked = { found: [], looked: 0, capped: false };

interface StageFacts {
  name: string;
  usualMs: number | null;
}

/** Of the stages that open deals are in. What is usual there is told by these deals and those that were done lately. */
async function stagesAround(
  deps: HomeDeps,
  ctx: Ctx,
  open: readonly StoredRecord[],
): Promise<(stageId: string) => StageFacts | undefined> {
  const isKnown = open.length > 0 && mayRead(ctx, "deals", "stageId", "pipelineId", "status");
  const done = isKnown ? await doneDeals(deps, ctx) : [];
  const ids = [...new Set([...open, ...done].map(({ id }) => id))];
  const stageIds = [...new Set(open.flatMap(({ stageId }) => textOf(stageId) ?? []))];
  const asked = { filter: { id: { in: ids } }, stageIds, from: null, to: null };
  return deps.db.tenant(ctx, async (tx) => {
    const pipelines = await deps.records.pipelines(tx);
    const stays = isKnown ? await deps.records.measuring.stays(tx, ctx, asked) : [];
    const usualMs = new Map(stays.map((row) => [row.stageId, usualStayMs(row)]));
    const all = pipelines.flatMap(({ stages }) => stages);
    const facts = new Map(
      all.map(({ id, name }) => [id, { name, usualMs: usualMs.get(id) ?? null }]),
    );
    return (stageId) => facts.get(stageId);
  });
}

async function doneDeals(deps: HomeDeps, ctx: Ctx): Promise<StoredRecord[]> {
  const isDone = { status: { in: ["won", "lost"] } };
  const asked = { and: [isDone], sort: "-updatedAt", limit: doneMost };
  return (await list(deps, ctx, "deals", asked)).records;
}

async function dealsAtRisk(deps: HomeDeps, ctx: Ctx, scope: Scope, nowMs: number): Promise<Looked> {
  const own = scoped(ctx, "deals", scope);
  if (own === null || !mayRead(ctx, "deals", "status")) return nothing;
  const open = [{ status: "open" }, ...own];
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const quiet = await list(deps, ctx, "deals", { and: open, sort: "updatedAt", limit: openMost });
  const late = mayRead(ctx, "deals", "expectedCloseOn")
    ? await list(deps, ctx, "deals", {
        and: [...open, { expectedCloseOn: { lt: today } }],
        sort: "expectedCloseOn",
        limit: lateMost,
      })
    : { records: [], capped: false };
  const records = union(late.records, quiet.records);
  const touched = await touchedBy(deps, deps.db.reader(ctx), ctx, "dealId", records);
  const stageOf = await stagesAround(deps, ctx, records);
  const found = records.map((record) => {
    const stage = stageOf(textOf(record.stageId) ?? "");
    const since = textOf(record.stageEnteredAt);
    const facts = {
      expectedCloseOn: textOf(record.expectedCloseOn),
      touchedMs: touched(record),
      stageSinceMs: since === null ? null : msOf(since),
      stageName: stage?.name ?? null,
      usualStageMs: stage?.usualMs ?? null,
    };
    return { record, reasons: dealRisks(facts, nowMs) };
  });
  return { found, looked: records.length, capped: quiet.capped || late.capped };
}

async function usualOpenTimes(deps: HomeDeps, ctx: Ctx): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  if (!mayRead(ctx, "tickets", "resolvedAt", "priority")) return times;
  const solved = await list(deps, ctx, "tickets", {
    and: [{ resolvedAt: { empty: false } }],
    sort: "-resolvedAt",
    limit: doneMost,
  });
  for (const { priority, createdAt, resolvedAt } of solved.records) {
    const key = textOf(priority) ?? "";
    const tookMs = msOf(resolvedAt) - msOf(createdAt);
    if (tookMs >= 0) times.set(key, [...(times.get(key) ?? []), tookMs]);
  }
  return times;
}

async function ticketsAtRisk(
  deps: HomeDeps,
  ctx: Ctx,
  scope: Scope,
  nowMs: number,
): Promise<Looked> {
  const own = scoped(ctx, "tickets", scope);
  if (own === null || !mayRead(ctx, "tickets", "status")) return nothing;
  const isOpen = { status: { in: ["open", "pending"] } };
  const quiet = await list(deps, ctx, "tickets", {
    and: [isOpen, ...own],
    sort: "updatedAt",
    limit: openMost,
  });
  const maySeeUrgent = mayRead(ctx, "tickets", "priority", "ownerId");
  // What is nobody's is everybody's, whatever the scope.
  const free = maySeeUrgent
    ? await list(deps, ctx, "tickets", {
        and: [isOpen, { priority: "urgent" }, { ownerId: { empty: true } }],
        sort: "createdAt",
        limit: lateMost,
      })
    : { records: [], capped: false };
  const records = union(free.records, quiet.records);
  const touched = await touchedBy(deps, deps.db.reader(ctx), ctx, "ticketId", records);
  const times = await usualOpenTimes(deps, ctx);
  const found = records.map((record) => {
    const priority = textOf(record.priority);
    const facts = {
      priority,
      hasOwner: maySeeUrgent ? record.ownerId !== null : null,
      createdMs: msOf(record.createdAt),
      touchedMs: touched(record),
      usualOpenMs: usual(times.get(priority ?? "") ?? [], 0.9),
    };
    return { record, reasons: ticketRisks(facts, nowMs) };
  });
  return { found, looked: records.length, capped: quiet.capped || free.capped };
}

const graveness = ({ reasons }: Risky): number =>
  reasons.reduce((sum, { weight }, at) => sum + weight / (at + 1), 0);

async function described(
  deps: HomeDeps,
  ctx: Ctx,
  risky: readonly Risky[],
): Promise<RecordAtRisk[]> {
  const reader = deps.db.reader(ctx);
  const titles = new Map<string, string>();
  for (const object of ["deals", "tickets"] as const) {
    const ids = risky
      .filter(({ record }) => record.object === object)
      .map(({ record }) => record.id);
    for (const [id, title] of await deps.records.titles(reader, ctx, object, ids))
      titles.set(id, title);
  }
  return risky.map(({ record, reasons }) => ({
    object: record.object as "deals" | "tickets",
    id: record.id,
    title: titles.get(record.id) ?? "",
    ownerId: textOf(record.ownerId),
    reasons: reasons.map(({ rule, text }) => ({ rule, text })),
  }));
}

export async function findRisks(deps: HomeDeps, ctx: Ctx, scope: Scope): Promise<RecordsAtRisk> {
  const nowMs = deps.clock.nowMs();
  const deals = await dealsAtRisk(deps, ctx, scope, nowMs);
  const tickets = await ticketsAtRisk(deps, ctx, scope, nowMs);
  const risky = [...deals.found, ...tickets.found]
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => graveness(b) - graveness(a))
    .slice(0, shownMost);
  return {
    data: await described(deps, ctx, risky),
    looked: deals.looked + tickets.looked,
    capped: deals.capped || tickets.capped,
    thresholds: thresholdWords,
  };
}
