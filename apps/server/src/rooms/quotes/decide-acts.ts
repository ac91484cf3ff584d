// Acts on what is offered: sending a draft, which gives it its number and freezes it, and what the customer
// says to it. Sending marks; no mail leaves from here.
import {
  idSchema,
  type Quote,
  quoteAcceptSchema,
  quoteDeclineSchema,
  totalsOf,
} from "@rapport/contracts";
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import { describeQuote, visibleQuote } from "./describe-quote.ts";
import { lapsedDay, noLines, notDraft, notLatest, notSent, numberTaken } from "./errors.ts";
import { numberText, seriesOf } from "./number-format.rules.ts";
import { giveNumber, numbersOf, takeCount } from "./numbers.store.ts";
import { linesForDeal, sellerOf, statusOn } from "./quote.rules.ts";
import { checkSameCurrency, type QuoteDeps, sharedByActs } from "./quote-acts.ts";
import { holdVersions, saveQuote } from "./quotes.store.ts";
import { readSettings } from "./settings.store.ts";
import type { StoredQuote, StoredSettings } from "./stored-quote.ts";

async function number(tx: Tx, act: Act, rootId: string, settings: StoredSettings): Promise<void> {
  if ((await numbersOf(tx, [rootId])).has(rootId)) return;
  const day = act.at.slice(0, 10);
  const { numberFormat, firstNumber } = settings;
  const count = await takeCount(tx, seriesOf(numberFormat, day), firstNumber);
  const text = numberText(numberFormat, day, count);
  if (!(await giveNumber(tx, rootId, text))) throw numberTaken(text);
}

function checkSendable(quote: StoredQuote, today: string): void {
  if (quote.status !== "draft") throw notDraft();
  if (quote.lines.length === 0) throw noLines();
  if (quote.validUntil !== null && quote.validUntil < today) throw lapsedDay();
}

export function decideActs(deps: QuoteDeps) {
  async function become(
    tx: Tx,
    act: Act,
    before: StoredQuote,
    change: Partial<StoredQuote>,
  ): Promise<StoredQuote> {
    const after = { ...before, ...change, version: before.version + 1, updatedAt: act.at };
    await saveQuote(tx, after);
    await act.changed(tx, [wholeChange("quotes", before, after)]);
    return after;
  }

  /** The version on the table, sent and still valid. */
  async function openQuote(tx: Tx, act: Act, id: string): Promise<StoredQuote> {
    const quote = await visibleQuote(deps, tx, act.ctx, id, "change");
    const status = statusOn(quote, act.at.slice(0, 10));
    if (status !== "sent") throw notSent(status);
    return quote;
  }

  const send = defineAct({
    ...sharedByActs,
    name: "quotes.send",
    title: "Mark a quote as sent",
    input: z.object({ id: idSchema }),
    run: async (tx, act, { id }): Promise<Quote> => {
      const before = await visibleQuote(deps, tx, act.ctx, id, "change");
      const today = act.at.slice(0, 10);
      checkSendable(before, today);
      const versions = await holdVersions(tx, before.rootId);
      if (versions[0]?.id !== before.id) throw notLatest();
      const settings = await readSettings(tx);
      await number(tx, act, before.rootId, settings);
      for (const older of versions.filter((one) => one.status === "sent")) {
        await become(tx, act, older, { status: "superseded" });
      }
      const after = await become(tx, act, before, {
        status: "sent",
        issuedOn: today,
        sentAt: act.at,
        seller: sellerOf(settings),
      });
      return describeQuote(deps, tx, act.ctx, after);
    },
  });

  const accept = defineAct({
    ...sharedByActs,
    name: "quotes.accept",
    title: "Mark a quote as accepted",
    input: quoteAcceptSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, setAmount, stageId }): Promise<Quote> => {
      const before = await openQuote(tx, act, id);
      const after = await become(tx, act, before, { status: "accepted", decidedAt: act.at });
      const { dealId } = after;
      if (setAmount === true) {
        const lines = linesForDeal(after, totalsOf(after.lines, after).discountMinor);
        await deps.records.replaceLines(tx, act, dealId, lines);
        // Only now, when the deal is held: its currency cannot change any more.
        await checkSameCurrency(deps, tx, act, after);
      }
      if (stageId !== undefined) {
        const op = { op: "update", id: dealId, data: { stageId } } as const;
        const [result] = await deps.records.write(tx, act, "deals", [op]);
        if (result?.status === "failed") throw result.error;
      }
      return describeQuote(deps, tx, act.ctx, after);
    },
  });

  const decline = defineAct({
    ...sharedByActs,
    name: "quotes.decline",
    title: "Mark a quote as declined",
    input: quoteDeclineSchema.extend({ id: idSchema }),
    run: async (tx, act, { id, reason }): Promise<Quote> => {
      const before = await openQuote(tx, act, id);
      const declineReason = reason ?? null;
      const after = await become(tx, act, before, {
        status: "declined",
        decidedAt: act.at,
        declineReason,
      });
      return describeQuote(deps, tx, act.ctx, after);
    },
  });

  return [send, accept, decline];
}
