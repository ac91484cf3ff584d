// Acts on drafts: making one from a deal's lines, changing it, making a new version of what was sent, deleting.
import {
  idSchema,
  maxQuoteLines,
  type Quote,
  type QuoteChange,
  type QuoteInput,
  quoteChangeSchema,
  quoteInputSchema,
  totalsOf,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { isMatch, saidOnly, wholeChange } from "../../platform/whole-changes.ts";
import type { Reach, Records } from "../records/index.ts";
import {
  dealsInReach,
  describeQuote,
  maxQuotesOfDeal,
  mayChangeWith,
  type ReadDeps,
  visibleQuote,
} from "./describe-quote.ts";
import {
  bothLines,
  changedMeanwhile,
  frozen,
  noCurrency,
  notLatest,
  notYours,
  numbered,
  otherCurrency,
  stillDraft,
  tooLarge,
  tooManyLines,
  tooManyQuotes,
} from "./errors.ts";
import { numbersOf } from "./numbers.store.ts";
import { addresseeOf, copyOf, dayAfter, lineOf, linesForDeal, statusOn } from "./quote.rules.ts";
import { deleteQuote, holdVersions, quotesOfDeal, saveQuote } from "./quotes.store.ts";
import { readSettings } from "./settings.store.ts";
import type { StoredQuote } from "./stored-quote.ts";

export interface QuoteDeps extends ReadDeps {
  records: Records;
}

export const sharedByActs = {
  permission: "update on the deal; write on its amount",
  effect: "internal",
  risk: "low",
  compensation: { by: "undo" },
  check: () => undefined,
} as const;

/** Throws when its sums cannot be written down, or its lines, discount included, have no room on a deal. */
function checked(quote: StoredQuote): StoredQuote {
  const { subtotalMinor, discountMinor, totalMinor } = totalsOf(quote.lines, quote);
  if (linesForDeal(quote, discountMinor).length > maxQuoteLines) throw tooManyLines(maxQuoteLines);
  if (Number.isSafeInteger(subtotalMinor) && Number.isSafeInteger(totalMinor)) return quote;
  throw tooLarge();
}

async function changeableDeal(deps: QuoteDeps, tx: Tx, act: Act, dealId: string): Promise<Reach> {
  const deal = (await dealsInReach(deps, tx, act.ctx, [dealId])).get(dealId);
  if (!deal) throw notFound("deal");
  if (!mayChangeWith(act.ctx, deal)) throw notYours();
  return deal;
}

async function addresseeFor(deps: QuoteDeps, tx: Tx, act: Act, { record }: Reach) {
  const read = async (object: string, id: unknown) => {
    const mayRead = act.ctx.principal.rights.object(object).read !== "none";
    if (typeof id !== "string" || !mayRead) return undefined;
    return (await deps.records.readVisible(tx, act.ctx, { object, ids: [id] }))[0];
  };
  return addresseeOf(
    await read("companies", record.companyId),
    await read("people", record.personId),
  );
}

async function newQuote(
  deps: QuoteDeps,
  tx: Tx,
  act: Act,
  { dealId, ...said }: QuoteInput,
): Promise<StoredQuote> {
  const deal = await changeableDeal(deps, tx, act, dealId);
  const { currency, name } = deal.record;
  if (typeof currency !== "string") throw noCurrency();
  const others = await quotesOfDeal(tx, dealId, maxQuotesOfDeal);
  if (others.length >= maxQuotesOfDeal) throw tooManyQuotes(maxQuotesOfDeal);
  const settings = await readSettings(tx);
  const id = newId();
  return {
    id,
    rootId: id,
    versionNo: 1,
    dealId,
    status: "draft",
    title: typeof name === "string" ? name.slice(0, 200) : "Quote",
    addressee: await addresseeFor(deps, tx, act, deal),
    currency: currency.toUpperCase(),
    lines: (await deps.records.lines(tx, dealId)).map(copyOf),
    discountPercent: 0,
    discountMinor: 0,
    notes: null,
    terms: settings.terms,
    issuedOn: null,
    validUntil: dayAfter(act.at.slice(0, 10), settings.validDays),
    sentAt: null,
    decidedAt: null,
    declineReason: null,
    seller: null,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
    ...saidOnly(said),
  };
}

/** Amounts of a quote and of its deal are of one kind only as long as the deal keeps its currency. */
export async function checkSameCurrency(
  deps: QuoteDeps,
  tx: Tx,
  act: Act,
  { dealId, currency }: StoredQuote,
): Promise<void> {
  const deal = await changeableDeal(deps, tx, act, dealId);
  const own = deal.record.currency;
  if (typeof own !== "string" || own.toUpperCase() !== currency) throw otherCurrency(currency);
}

async function changedQuote(
  deps: QuoteDeps,
  tx: Tx,
  act: Act,
  { before, change }: { before: StoredQuote; change: QuoteChange },
): Promise<StoredQuote> {
  const { lines, linesFromDeal, ...rest } = change;
  if (lines !== undefined && linesFromDeal === true) throw bothLines();
  const fromDeal = async () => {
    await checkSameCurrency(deps, tx, act, before);
    return (await deps.records.lines(tx, before.dealId)).map(copyOf);
  };
  const other = linesFromDeal === true ? await fromDeal() : lines?.map(lineOf);
  return {
    ...before,
    ...saidOnly(rest),
    ...(other === undefined ? {} : { lines: other }),
    version: before.version + 1,
    updatedAt: act.at,
  };
}

export function quoteActs(deps: QuoteDeps) {
  const create = defineAct({
    ...sharedByActs,
    name: "quotes.create",
    title: "Make a quote from a deal's lines",
    input: quoteInputSchema,
    run: async (tx, act, input): Promise<Quote> => {
      const quote = checked(await newQuote(deps, tx, act, input));
      await saveQuote(tx, quote);
      await act.changed(tx, [wholeChange("quotes", null, quote)]);
      return describeQuote(deps, tx, act.ctx, quote);
    },
  });

  const update = defineAct({
    ...sharedByActs,
    name: "quotes.update",
    title: "Change a draft of a quote",
    input: z.object({
      id: idSchema,
      change: quoteChangeSchema,
      ifMatch: z.string().max(500).optional(),
    }),
    run: async (tx, act, { id, change, ifMatch }): Promise<Quote> => {
      const before = await visibleQuote(deps, tx, act.ctx, id, "change");
      if (!isMatch(ifMatch, before.version)) {
        throw changedMeanwhile(await describeQuote(deps, tx, act.ctx, before));
      }
      if (before.status !== "draft") throw frozen();
      const after = checked(await changedQuote(deps, tx, act, { before, change }));
      await saveQuote(tx, after);
      await act.changed(tx, [wholeChange("quotes", before, after)]);
      return describeQuote(deps, tx, act.ctx, after);
    },
  });

  const revise = defineAct({
    ...sharedByActs,
    name: "quotes.revise",
    title: "Make a new version of a quote",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }): Promise<Quote> => {
      const base = await visibleQuote(deps, tx, act.ctx, id, "change");
      const [latest, ...others] = await holdVersions(tx, base.rootId);
      if (base.status === "draft") throw stillDraft();
      if (latest?.id !== base.id) throw notLatest();
      if (others.length + 1 >= maxQuotesOfDeal) throw tooManyQuotes(maxQuotesOfDeal);
      const today = act.at.slice(0, 10);
      const isLapsed = statusOn(base, today) === "expired";
      const { validDays } = await readSettings(tx);
      const fresh: StoredQuote = {
        ...base,
        id: newId(),
        versionNo: base.versionNo + 1,
        status: "draft",
        validUntil: isLapsed ? dayAfter(today, validDays) : base.validUntil,
        issuedOn: null,
        sentAt: null,
        decidedAt: null,
        declineReason: null,
        seller: null,
        version: 1,
        createdAt: act.at,
        updatedAt: act.at,
      };
      await saveQuote(tx, fresh);
      await act.changed(tx, [wholeChange("quotes", null, fresh)]);
      return describeQuote(deps, tx, act.ctx, fresh);
    },
  });

  const remove = defineAct({
    ...sharedByActs,
    name: "quotes.delete",
    title: "Delete a draft of a quote",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }) => {
      const before = await visibleQuote(deps, tx, act.ctx, id, "change");
      if (before.status !== "draft") throw frozen();
      await checkNoGap(tx, before);
      await deleteQuote(tx, id);
      await act.changed(tx, [wholeChange("quotes", before, null)]);
      return null;
    },
  });

  return [create, update, revise, remove];
}

/** The last version of a quote that has a number stays. */
export async function checkNoGap(tx: Tx, quote: StoredQuote): Promise<void> {
  const versions = await holdVersions(tx, quote.rootId);
  if (versions.length > 1) return;
  if ((await numbersOf(tx, [quote.rootId])).has(quote.rootId)) throw numbered();
}
