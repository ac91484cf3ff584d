// The one way in, for HTTP, files and brokers alike: a batch of messages becomes entries, duplicates and dead
// letters in one transaction. Whoever was told "accepted" finds the event there after any crash, once.
// The order: read (pure) → months → schemas → claim ids → whose → consent → write → number.
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import { isDataFault, isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Incoming, Item, Outcome, Settled } from "./batch.ts";
import { insertChange, readIdentityNo, takeNumber } from "./changes.store.ts";
import { checkSchemas } from "./check-schemas.ts";
import { countOutcomes } from "./count-outcomes.ts";
import { type NewLetter, saveLetters } from "./dead-letters.store.ts";
import { claimKeys, claimNewKeys, keysTaken } from "./entries.store.ts";
import type { Ingested } from "./events-deps.ts";
import { letterOf } from "./make-letter.ts";
import type { Months } from "./months.ts";
import { isRefusal, readMessage } from "./read-message.ts";
import { namesIn, noteNames } from "./registry.ts";
import type { Repeats } from "./repeats.ts";
import { type StoreDeps, storeDrafts } from "./store-drafts.ts";

export interface IngestDeps extends StoreDeps {
  months: Months;
  repeats: Repeats;
  onIngested(touched: Ingested): void;
}

export async function ingest(
  deps: IngestDeps,
  ctx: Ctx,
  batch: readonly Incoming[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(batch.length);
  const items: Item[] = [];
  const refused: number[] = [];
  for (const [at, incoming] of batch.entries()) {
    const read = readMessage(incoming.message, {
      receivedMs: incoming.receivedMs,
      sentAt: incoming.sentAt,
      freshId: incoming.isRepeatable ? null : newId,
    });
    if (isRefusal(read)) {
      outcomes[at] = { status: "rejected", ...read };
      refused.push(at);
    } else items.push({ at, incoming, draft: read });
  }
  await deps.months.ensure(
    ctx,
    items.map(({ draft }) => draft.occurredMs),
  );
  await storeOrSplit(deps, ctx, { batch, items, refused, outcomes });
  return outcomes;
}

interface Work {
  batch: readonly Incoming[];
  items: readonly Item[];
  /** Places of what could not be read; their outcomes are known already. */
  refused: readonly number[];
  outcomes: Outcome[];
}

/** One message that the database cannot hold must not keep the others out. */
async function storeOrSplit(deps: IngestDeps, ctx: Ctx, work: Work): Promise<void> {
  const { items, refused, outcomes } = work;
  try {
    await storeAll(deps, ctx, work);
  } catch (error) {
    const [only] = items;
    if (!isDataFault(error) || !only) throw error;
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      await storeOrSplit(deps, ctx, { ...work, items: items.slice(0, middle) });
      return storeOrSplit(deps, ctx, { ...work, items: items.slice(middle), refused: [] });
    }
    deps.logger.warn({ error, code: "events.not_storable" }, "An event cannot be stored");
    const refusal = { reason: "not_storable", detail: "The database cannot hold it." } as const;
    outcomes[only.at] = { status: "rejected", ...refusal };
    await storeAll(deps, ctx, { ...work, items: [], refused: [...refused, only.at] });
  }
}

/** Once more, with a look at each key, where one that was thought to be new had been taken. */
async function storeWhole(deps: IngestDeps, ctx: Ctx, work: Work) {
  const store = (expectsRepeats: boolean) =>
    deps.db.tenant(ctx, (tx) => storeBatch(deps, tx, ctx, { ...work, expectsRepeats }));
  try {
    return await store(deps.repeats.areExpected(ctx.workspaceId));
  } catch (error) {
    if (!isUniqueViolation(error, keysTaken)) throw error;
    deps.repeats.met(ctx.workspaceId);
    return store(true);
  }
}

async function storeAll(deps: IngestDeps, ctx: Ctx, work: Work): Promise<void> {
  const { touched, settled, no, identityNo } = await storeWhole(deps, ctx, work);
  deps.identities.keep(ctx.workspaceId, identityNo, touched.identities);
  for (const [at, outcome] of settled.entries()) if (outcome) work.outcomes[at] = outcome;
  const { personIds, companyIds, names, count } = touched;
  if (count > 0)
    deps.onIngested({ workspaceId: ctx.workspaceId, no, personIds, companyIds, names });
}

/**
 * Keys first, in their order; then the head, early where identities are new, else for the end alone: two batches
 * that wait for each other would have to take these the other way round.
 */
async function storeBatch(
  deps: IngestDeps,
  tx: Tx,
  ctx: Ctx,
  work: Work & { expectsRepeats: boolean },
) {
  const at = nowIso(deps.clock);
  const settled: Settled = new Array(work.batch.length);
  for (const place of work.refused) settled[place] = work.outcomes[place];
  const [identityNo, sound] = await Promise.all([
    readIdentityNo(tx),
    checkSchemas(tx, work.items, settled),
  ]);
  const fresh = await claimFresh(tx, sound, settled, work.expectsRepeats);
  const touched = await storeDrafts(deps, tx, ctx, { items: fresh, settled, at, identityNo });
  const seen = namesIn(touched.drafts);
  const [no] = await Promise.all([takeNumber(tx), noteNames(tx, seen)]);
  saveLetters(tx, lettersOf(work.batch, settled, at));
  countOutcomes(tx, at, work.batch, settled);
  insertChange(tx, { no, at, ...touched });
  return { settled, touched, no, identityNo };
}

function lettersOf(batch: readonly Incoming[], settled: Settled, at: string): NewLetter[] {
  const letters = new Map<string, NewLetter>();
  for (const [place, outcome] of settled.entries()) {
    const incoming = batch[place];
    if (outcome?.status !== "rejected" || !incoming) continue;
    const letter = letterOf(incoming, outcome, at);
    letters.set(letter.key, letter);
  }
  return [...letters.values()];
}

const duplicate: Outcome = { status: "duplicate" };

/** Those that were not taken before, neither earlier nor in this batch. */
async function claimFresh(
  tx: Tx,
  items: readonly Item[],
  settled: Settled,
  expectsRepeats: boolean,
): Promise<Item[]> {
  const keys = new Set<string>();
  const own = items.filter(({ at, draft }) => {
    const { size } = keys;
    if (keys.add(draft.key).size > size) return true;
    settled[at] = duplicate;
    return false;
  });
  if (!expectsRepeats) {
    claimNewKeys(tx, [...keys]);
    return own;
  }
  const claimed = await claimKeys(tx, [...keys]);
  return own.filter(({ at, draft }) => {
    if (claimed.has(draft.key)) return true;
    settled[at] = duplicate;
    return false;
  });
}
