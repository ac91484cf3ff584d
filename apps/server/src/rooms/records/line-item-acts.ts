// Acts on the lines of a deal. The amount of a deal that has lines is their sum: line and amount change in one
// act, through the one way by which records are written, which is where the rights are checked too.
import { type LineItem, type LineItemChange, lineItemChangeSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { saidOnly } from "../../platform/whole-changes.ts";
import { announce } from "./announce.ts";
import { holdDeal, settleAmount, tooManyLines } from "./deal-lines.ts";
import {
  maxLineItems,
  readLineItem,
  readLineItems,
  removeLineItem,
  saveLineItem,
} from "./line-items.store.ts";
import { fromProduct } from "./line-product.ts";
import type { WriteDeps } from "./write-records.ts";

const blank = {
  productId: null,
  description: null,
  unit: null,
  quantity: 1,
  discountPercent: 0,
  discountMinor: 0,
  taxPercent: 0,
};

function newLine(dealId: string, lines: readonly LineItem[], data: LineItemChange): LineItem {
  if (lines.length >= maxLineItems) throw tooManyLines();
  const { name, unitPriceMinor } = data;
  if (name === undefined || unitPriceMinor === undefined) throw incomplete();
  const position = (lines.at(-1)?.position ?? -1) + 1;
  return { id: newId(), dealId, ...blank, position, name, unitPriceMinor, ...saidOnly(data) };
}

function incomplete() {
  return invalid(
    "records.line_incomplete",
    "A line needs a name and a unit price, or a product that has both in the deal's currency.",
  );
}

export function lineItemActs(deps: WriteDeps) {
  const save = defineAct({
    name: "records.line-item.save",
    title: "Add or change a line of a deal",
    input: z.object({
      dealId: z.uuid(),
      lineId: z.string().optional(),
      data: lineItemChangeSchema,
    }),
    permission: "update on the deal; write on its amount",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: () => undefined,
    run: async (tx, act, { dealId, lineId, data: said }) => {
      const deal = await holdDeal(deps, tx, act, dealId);
      const { line, currency } = await fromProduct(deps, tx, act.ctx, { said, deal });
      const data = { ...line, ...saidOnly(said) };
      const before = lineId === undefined ? null : await readLineItem(tx, dealId, lineId);
      if (lineId !== undefined && before === null) throw notFound("line");
      const after =
        before === null
          ? newLine(dealId, await readLineItems(tx, dealId), data)
          : { ...before, ...saidOnly(data) };
      await saveLineItem(tx, after);
      await announce(tx, act, "line-items", before, after);
      await settleAmount(deps, tx, act, dealId, currency);
      return after;
    },
  });

  const remove = defineAct({
    name: "records.line-item.delete",
    title: "Remove a line of a deal",
    input: z.object({ dealId: z.uuid(), lineId: z.string() }),
    permission: "update on the deal; write on its amount",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: () => undefined,
    run: async (tx, act, { dealId, lineId }) => {
      await holdDeal(deps, tx, act, dealId);
      const before = await readLineItem(tx, dealId, lineId);
      if (!before) throw notFound("line");
      await removeLineItem(tx, lineId);
      await announce(tx, act, "line-items", before, null);
      await settleAmount(deps, tx, act, dealId);
      return null;
    },
  });

  return [save, remove];
}
