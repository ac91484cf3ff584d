// Campaigns as their readers get them, and what people answered.
import type { NpsAnswer, NpsCampaign, NpsPreview } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { requireSetting } from "../access/index.ts";
import { listCampaigns, readCampaign, type StoredCampaign } from "./campaigns.store.ts";
import { whomToAsk } from "./enlist.ts";
import { missingCampaign, notAllPeople } from "./errors.ts";
import type { NpsDeps } from "./nps-deps.ts";
import {
  countFaults,
  countScores,
  countStates,
  listAnswers,
  type ScoreCount,
} from "./questions.store.ts";
import { scoreOf } from "./score.rules.ts";

const dayMs = 86_400_000;
const mostFaults = 5;
const pageSize = 50;

/** A campaign counts everybody whom it asked, so it is for who may see everybody. */
export function requireAllPeople(ctx: Ctx): void {
  requireSetting(ctx, "channels.manage");
  if (ctx.principal.rights.object("people").read !== "all") throw notAllPeople();
}

type Counts = Awaited<ReturnType<typeof countStates>>;
type Faults = Awaited<ReturnType<typeof countFaults>>;

function progressOf(counts: Counts): NpsCampaign["progress"] {
  const of = (...states: string[]) =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
  return {
    waiting: of("waiting", "sending"),
    sent: of("sent"),
    refused: of("refused"),
    unknown: of("unknown"),
    skipped: of("skipped"),
  };
}

function scoreIn(counts: readonly ScoreCount[]): NpsCampaign["score"] {
  const scores = Array.from({ length: 11 }, () => 0);
  let sent = 0;
  for (const { score, count } of counts) {
    sent += count;
    if (score !== null) scores[score] = count;
  }
  return scoreOf(scores, sent);
}

/** The segments' names; null for those that are gone or that the caller may not see. */
async function segmentNames(
  { segments }: NpsDeps,
  tx: Reader,
  ctx: Ctx,
  all: readonly StoredCampaign[],
): Promise<ReadonlyMap<string, string | null>> {
  const names = new Map<string, string | null>();
  for (const id of new Set(all.map(({ segmentId }) => segmentId))) {
    names.set(id, (await segments.look(tx, ctx, id))?.name ?? null);
  }
  return names;
}

interface Known {
  counts: Counts;
  faults: Faults;
  scores: readonly ScoreCount[];
  segments: ReadonlyMap<string, string | null>;
  channels: Awaited<ReturnType<NpsDeps["channels"]>>;
}

function describeWith(one: StoredCampaign, known: Known): NpsCampaign {
  const { segmentId, channelId, ...kept } = one;
  const channel = known.channels.find(({ id }) => id === channelId);
  const isOwn = ({ campaignId }: { campaignId: string }) => campaignId === one.id;
  const faults = known.faults.filter(isOwn).slice(0, mostFaults);
  return {
    ...kept,
    segment: { id: segmentId, name: known.segments.get(segmentId) ?? null },
    channel: { id: channelId, name: channel?.name ?? null },
    progress: progressOf(known.counts.filter(isOwn)),
    faults: faults.map(({ reason, count }) => ({ reason, count })),
    score: scoreIn(known.scores.filter(isOwn)),
  };
}

export async function describeAll(
  deps: NpsDeps,
  tx: Reader,
  ctx: Ctx,
  all: readonly StoredCampaign[],
): Promise<NpsCampaign[]> {
  const ids = all.map(({ id }) => id);
  const nowMs = deps.clock.nowMs();
  const periods = all.map(({ id, periodDays }) => ({
    id,
    since: nowIso({ nowMs: () => nowMs - periodDays * dayMs }),
  }));
  const known: Known = {
    counts: await countStates(tx, ids),
    faults: await countFaults(tx, ids),
    scores: await countScores(tx, periods),
    segments: await segmentNames(deps, tx, ctx, all),
    channels: await deps.channels(tx),
  };
  return all.map((one) => describeWith(one, known));
}

export async function describeOne(
  deps: NpsDeps,
  tx: Reader,
  ctx: Ctx,
  stored: StoredCampaign,
): Promise<NpsCampaign> {
  const [one] = await describeAll(deps, tx, ctx, [stored]);
  if (!one) throw new Error("A campaign was described as nothing.");
  return one;
}

export async function allCampaigns(deps: NpsDeps, ctx: Ctx): Promise<NpsCampaign[]> {
  requireAllPeople(ctx);
  const tx = deps.db.reader(ctx);
  return describeAll(deps, tx, ctx, await listCampaigns(tx));
}

async function found(tx: Reader, id: string): Promise<StoredCampaign> {
  const one = await readCampaign(tx, id);
  if (!one) throw missingCampaign();
  return one;
}

export async function oneCampaign(deps: NpsDeps, ctx: Ctx, id: string): Promise<NpsCampaign> {
  requireAllPeople(ctx);
  const tx = deps.db.reader(ctx);
  return describeOne(deps, tx, ctx, await found(tx, id));
}

export async function previewOf(deps: NpsDeps, ctx: Ctx, id: string): Promise<NpsPreview> {
  requireAllPeople(ctx);
  return deps.db.tenant(ctx, async (tx) => {
    const one = await found(tx, id);
    return (await whomToAsk(deps, tx, one, nowIso(deps.clock))).preview;
  });
}

export async function answersOf(
  deps: NpsDeps,
  ctx: Ctx,
  {
    id,
    limit = pageSize,
    cursor,
  }: { id: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ data: NpsAnswer[]; nextCursor: string | null }> {
  requireAllPeople(ctx);
  const tx = deps.db.reader(ctx);
  await found(tx, id);
  const rows = await listAnswers(tx, id, { cursor: cursor ?? null, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const personIds = shown.map(({ personId }) => personId);
  const titles = await deps.records.titles(tx, ctx, "people", personIds);
  const data = shown.map(({ personId, ...answer }) => {
    const title = titles.get(personId);
    return { ...answer, person: title === undefined ? null : { id: personId, title } };
  });
  return { data, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
