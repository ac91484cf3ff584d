// The hourly look: goes over what is settled, makes the cases that are missing, and takes away those that nobody decided
// about and that do not belong any more. It keeps no mark of how far it came: killed anywhere, the next one does the same
// again and finds made what was made.
import type { ClosedTicketsInput } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";
import type { SettledConversation, SettledPlace } from "../conversations/index.ts";
import {
  blankDecidedBefore,
  dropUndecided,
  knownOrigins,
  type OriginObject,
  saveTried,
  undecidedCases,
  untriedCases,
} from "./cases.store.ts";
import type { HarvestDeps } from "./ports.ts";
import { type Prepared, prepareConversation, prepareTicket, type Ticket } from "./prepare-case.ts";
import { endTurn, takeTurn } from "./source.store.ts";
import { createGroups, type GroupsOf, storeCases } from "./store-cases.ts";

const hourMs = 3_600_000;
const turnMs = 5 * 60_000;
const pageSize = 200;
const batchSize = 25;
/** Beyond that it goes on with the next look, which is due at once. */
const mostMade = 500;
const mostTried = 200;
const textsKeptMs = 30 * 24 * hourMs;
const worstGood = 4;
const bestBad = 2;

interface Look {
  deps: HarvestDeps;
  ctx: Ctx;
  input: ClosedTicketsInput;
  signal: AbortSignal;
  /** `object id` of all that may have a case. */
  belongs: Set<string>;
  groups: GroupsOf;
  made: number;
  isFull: boolean;
}

const isoAt = (ms: number): string => new Date(ms).toISOString();
const isListed = (list: readonly string[], value: string | null): boolean =>
  list.length === 0 || (value !== null && list.includes(value));

function isWanted(input: ClosedTicketsInput, one: SettledConversation): boolean {
  const isGood = one.score !== null && one.score >= worstGood;
  const isBad = one.score !== null && one.score <= bestBad;
  if (isBad || (input.onlyGood && !isGood)) return false;
  return isListed(input.channelIds, one.channelId) && isListed(input.teamIds, one.teamId);
}

const isOver = ({ signal, made, isFull }: Look): boolean =>
  signal.aborted || isFull || made >= mostMade;

/** Prepares and stores those that have no case yet. */
async function makeMissing<T extends { id: string }>(
  look: Look,
  object: OriginObject,
  found: readonly T[],
  prepare: (deps: HarvestDeps, ctx: Ctx, one: T) => Promise<Prepared>,
): Promise<void> {
  const { deps, ctx, belongs } = look;
  for (const { id } of found) belongs.add(`${object} ${id}`);
  if (found.length === 0 || isOver(look)) return;
  const ids = found.map(({ id }) => id);
  const known = await knownOrigins(deps.db.reader(ctx), object, ids);
  const missing = found.filter(({ id }) => !known.has(id));
  for (let from = 0; from < missing.length && !isOver(look); from += batchSize) {
    const prepared: Prepared[] = [];
    for (const one of missing.slice(from, from + batchSize))
      prepared.push(await prepare(deps, ctx, one));
    const until = isoAt(deps.clock.nowMs() + turnMs);
    const made = await storeCases(deps, ctx, prepared, { until, groups: look.groups });
    look.made += made ?? 0;
    look.isFull = made === null;
  }
}

interface Period {
  since: string;
  until: string;
}

async function overConversations(look: Look, { since, until }: Period): Promise<void> {
  const { deps, ctx, input } = look;
  let after: SettledPlace | null = null;
  do {
    const asked = { since, until, after, limit: pageSize };
    const page: SettledConversation[] = await deps.settled.between(deps.db.reader(ctx), asked);
    const wanted = page.filter((one) => isWanted(input, one));
    await makeMissing(look, "conversations", wanted, prepareConversation);
    const last: SettledConversation | undefined = page.length < pageSize ? undefined : page.at(-1);
    after = last ? { closedAt: last.closedAt, id: last.id } : null;
  } while (after !== null && !look.signal.aborted);
}

/** A ticket is rated as the conversations on it are. */
async function ratedWell(
  { deps, ctx, input }: Look,
  tickets: readonly Ticket[],
): Promise<Ticket[]> {
  const ids = tickets.map(({ id }) => id);
  const scores = await deps.settled.scoresOnTickets(deps.db.reader(ctx), ids);
  const idsWith = (is: (score: number) => boolean) =>
    new Set(scores.filter(({ score }) => is(score)).map(({ ticketId }) => ticketId));
  const [good, bad] = [
    idsWith((score) => score >= worstGood),
    idsWith((score) => score <= bestBad),
  ];
  return tickets.filter(({ id }) => !bad.has(id) && (good.has(id) || !input.onlyGood));
}

async function overTickets(look: Look, { since, until }: Period): Promise<void> {
  const { deps, ctx, input } = look;
  const filter = JSON.stringify({
    status: { in: ["solved", "closed"] },
    resolvedAt: { gte: since, lt: until },
  });
  let cursor: string | undefined;
  do {
    const asked = { filter, sort: "resolvedAt", limit: pageSize, ...(cursor ? { cursor } : {}) };
    const { data, nextCursor } = await deps.records.list(ctx, "tickets", asked);
    const listed = (data as Ticket[]).filter(({ category }) =>
      isListed(input.ticketCategories, typeof category === "string" ? category : null),
    );
    await makeMissing(look, "tickets", await ratedWell(look, listed), prepareTicket);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined && !look.signal.aborted);
}

async function dropForeign({ deps, ctx, belongs }: Look): Promise<void> {
  const all = await undecidedCases(deps.db.reader(ctx));
  const foreign = all.filter(
    ({ originObject, originId }) => !belongs.has(`${originObject} ${originId}`),
  );
  if (foreign.length === 0) return;
  const ids = foreign.map(({ id }) => id);
  await deps.db.tenant(ctx, async (tx) => dropUndecided(tx, ids));
}

/** Whether customers get an answer to it from what is published, as of about today. */
async function tryOpen({ deps, ctx, signal }: Look): Promise<void> {
  const before = isoAt(deps.clock.nowMs() - 12 * hourMs);
  for (const { id, asked } of await untriedCases(deps.db.reader(ctx), before, mostTried)) {
    if (signal.aborted) return;
    const question = { question: asked, audience: "public" as const };
    const answer = await deps.knowledge.answer(ctx, question, { keeps: false });
    const isAnswered = answer.kind === "answered";
    const [nearest] = isAnswered ? answer.citations : answer.nearest;
    const at = isoAt(deps.clock.nowMs());
    const nearestPageId = nearest?.documentId ?? null;
    await deps.db.tenant(ctx, async (tx) => saveTried(tx, { id, isAnswered, nearestPageId, at }));
  }
}

/** Looks if it is due and nobody else does; answers how many suggestions it made, or null. */
export async function lookIfDue(
  deps: HarvestDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<number | null> {
  const ctx = systemContext(workspaceId, newId());
  const startMs = deps.clock.nowMs();
  const [at, until] = [isoAt(startMs), isoAt(startMs + turnMs)];
  const taken = await deps.db.tenant(ctx, (tx) => takeTurn(tx, at, until));
  if (!taken) return null;
  const { input } = taken;
  const look: Look = {
    ...{ deps, ctx, input, signal },
    ...{ belongs: new Set<string>(), groups: createGroups(), made: 0, isFull: false },
  };
  const period = {
    since: `${input.since}T00:00:00.000Z`,
    until: isoAt(startMs - input.waitHours * hourMs),
  };
  if (input.conversations) await overConversations(look, period);
  if (input.tickets) await overTickets(look, period);
  if (signal.aborted) return look.made;
  await dropForeign(look);
  await tryOpen(look);
  const hasMore = look.made >= mostMade;
  await deps.db.tenant(ctx, async (tx) => {
    await blankDecidedBefore(tx, isoAt(startMs - textsKeptMs));
    const next = hasMore ? at : isoAt(startMs + hourMs);
    await endTurn(tx, { taken, at: isoAt(deps.clock.nowMs()), next });
  });
  return look.made;
}
