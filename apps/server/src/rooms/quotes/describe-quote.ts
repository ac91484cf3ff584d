// Quotes as their readers get them. A quote is seen by who sees its deal and the deal's amount; to everybody
// else it is missing, in the words for one that never was.
import { type Page, type Quote, type QuotesQuery, type Seller, totalsOf } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import type { Reach, Records } from "../records/index.ts";
import { missingQuote, notYours } from "./errors.ts";
import { numbersOf } from "./numbers.store.ts";
import { sellerOf, statusOn } from "./quote.rules.ts";
import { latestVersions, quoteKeysBefore, quotesByIds, readQuote } from "./quotes.store.ts";
import { documentsOf, readSettings } from "./settings.store.ts";
import type { StoredQuote, StoredSeller } from "./stored-quote.ts";

export interface ReadDeps {
  db: Database;
  clock: Clock;
  records: Pick<Records, "reach">;
}

export const maxQuotesOfDeal = 200;
const defaultPage = 60;
const stepSize = 200;
const maxSteps = 10;

const mayReadAmounts = ({ principal: { rights } }: Ctx): boolean =>
  rights.object("deals").read !== "none" && rights.field("deals", "amountMinor") !== "none";

/** The deals among these that the caller may see with their amounts. */
export async function dealsInReach(
  deps: Pick<ReadDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Reach>> {
  return mayReadAmounts(ctx) ? deps.records.reach(tx, ctx, "deals", [...new Set(ids)]) : new Map();
}

export const mayChangeWith = (ctx: Ctx, deal: Reach | undefined): boolean =>
  deal?.mayUpdate === true && ctx.principal.rights.field("deals", "amountMinor") === "write";

/** The stored version, if the caller may see it; with `change`, if they may also change it. */
export async function visibleQuote(
  deps: Pick<ReadDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  id: string,
  intent: "read" | "change" = "read",
): Promise<StoredQuote> {
  const lock = intent === "change" ? "FOR UPDATE" : "";
  const stored = isId(id) ? await readQuote(tx, id, lock) : null;
  if (!stored) throw missingQuote();
  const deal = (await dealsInReach(deps, tx, ctx, [stored.dealId])).get(stored.dealId);
  if (!deal) throw missingQuote();
  if (intent === "change" && !mayChangeWith(ctx, deal)) throw notYours();
  return stored;
}

function printedSeller({
  locale: _locale,
  pageSize: _size,
  logo,
  ...seller
}: StoredSeller): Seller {
  return { ...seller, logo: logo !== null };
}

export async function describeQuotes(
  deps: ReadDeps,
  tx: Reader,
  ctx: Ctx,
  quotes: readonly StoredQuote[],
): Promise<Quote[]> {
  const roots = [...new Set(quotes.map((quote) => quote.rootId))];
  const ids = quotes.map((quote) => quote.id);
  const [deals, numbers, latest, documents, settings] = await Promise.all([
    dealsInReach(
      deps,
      tx,
      ctx,
      quotes.map((quote) => quote.dealId),
    ),
    numbersOf(tx, roots),
    latestVersions(tx, roots),
    documentsOf(tx, ids),
    readSettings(tx),
  ]);
  const today = nowIso(deps.clock).slice(0, 10);
  return quotes.map((quote) => {
    const { seller: kept, ...told } = quote;
    const seller = kept ?? sellerOf(settings);
    const made = documents.get(quote.id) ?? [];
    return {
      ...told,
      status: statusOn(quote, today),
      number: numbers.get(quote.rootId) ?? null,
      totals: totalsOf(quote.lines, quote),
      seller: printedSeller(seller),
      locale: seller.locale,
      documents: made.map(({ size, sha256, bytes }) => ({ size, sha256, bytes })),
      isLatest: latest.get(quote.rootId) === quote.versionNo,
      mayChange: mayChangeWith(ctx, deals.get(quote.dealId)),
    };
  });
}

export async function describeQuote(
  deps: ReadDeps,
  tx: Tx,
  ctx: Ctx,
  stored: StoredQuote,
): Promise<Quote> {
  const [quote] = await describeQuotes(deps, tx, ctx, [stored]);
  if (!quote) throw missingQuote();
  return quote;
}

export function getQuote(deps: ReadDeps, ctx: Ctx, id: string): Promise<Quote> {
  return deps.db.tenant(ctx, async (tx) =>
    describeQuote(deps, tx, ctx, await visibleQuote(deps, tx, ctx, id)),
  );
}

interface Found {
  ids: string[];
  nextCursor: string | null;
}

/** Of many quotes that few may see, one request looks at so many at most; where it stopped, the next page begins. */
async function findVisible(
  deps: ReadDeps,
  tx: Tx,
  ctx: Ctx,
  { cursor, dealId, limit = defaultPage }: QuotesQuery,
): Promise<Found> {
  const ids: string[] = [];
  let before = cursor ?? null;
  for (let step = 0; step < maxSteps; step += 1) {
    const rows = await quoteKeysBefore(tx, { dealId: dealId ?? null, before }, stepSize);
    const deals = await dealsInReach(
      deps,
      tx,
      ctx,
      rows.map((row) => row.dealId),
    );
    ids.push(...rows.filter((row) => deals.has(row.dealId)).map(({ id }) => id));
    if (ids.length > limit) return { ids: ids.slice(0, limit), nextCursor: ids[limit - 1] ?? null };
    before = rows.at(-1)?.id ?? null;
    if (rows.length < stepSize) return { ids, nextCursor: null };
  }
  return { ids, nextCursor: before };
}

/** Newest first. */
export function listQuotes(deps: ReadDeps, ctx: Ctx, query: QuotesQuery): Promise<Page<Quote>> {
  if (query.cursor !== undefined && !isId(query.cursor)) {
    throw invalid("quotes.bad_cursor", "The cursor is not one that this list gave.");
  }
  if (!mayReadAmounts(ctx)) return Promise.resolve({ data: [], nextCursor: null });
  return deps.db.tenant(ctx, async (tx) => {
    const { ids, nextCursor } = await findVisible(deps, tx, ctx, query);
    const data = await describeQuotes(deps, tx, ctx, await quotesByIds(tx, ids));
    return { data, nextCursor };
  });
}
