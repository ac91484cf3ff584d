// Acts on the lines of a deal. The amount of a deal that has lines is their sum: line and amount change in one
// act, through the one way by which records are written, which is where the rights are checked too.
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { announce } from "./announce.ts";
import { findRecord } from "./find-record.ts";
import { labelText } from "./label-text.ts";
import {
  maxLineItems,
  readLineItem,
  readLineItems,
  removeLineItem,
  saveLineItem,
} from "./line-items.store.ts";
import { type LineItem, lineTotalMinor } from "./pipeline.rules.ts";
import { lockRecord } from "./records.store.ts";
import { onlyResult, type WriteDeps, writeRecords } from "./write-records.ts";

export const lineItemInputSchema = z.strictObject({
  name: labelText(255),
  quantity: z.number().min(0).max(1e9),
  unitPriceMinor: z.int(),
  discountPercent: z.number().min(0).max(100).optional(),
  position: z.int().min(0).max(10_000).optional(),
});

type LineChange = Partial<z.infer<typeof lineItemInputSchema>>;

/** Undefined entries say nothing: they must not blank what is there. */
function given(data: LineChange): Partial<LineItem> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

function newLine(dealId: string, lines: readonly LineItem[], data: LineChange): LineItem {
  if (lines.length >= maxLineItems) {
    throw invalid("records.too_many_lines", `A deal has ${maxLineItems} lines at most.`);
  }
  const position = (lines.at(-1)?.position ?? -1) + 1;
  const input = lineItemInputSchema.parse(data);
  return { id: newId(), dealId, discountPercent: 0, position, ...given(input) } as LineItem;
}

export function lineItemActs(deps: WriteDeps) {
  async function settleAmount(tx: Tx, act: Act, dealId: string): Promise<void> {
    const lines = await readLineItems(tx, dealId);
    const amountMinor = lines.reduce((sum, line) => sum + lineTotalMinor(line), 0);
    if (!Number.isSafeInteger(amountMinor)) {
      throw invalid("records.amount_too_large", "The sum of the lines is too large.");
    }
    const op = { op: "update", id: dealId, data: { amountMinor } } as const;
    onlyResult(await writeRecords(deps, tx, act, "deals", [op]));
  }

  /** Held until the end, so that two lines that come at once are both in the sum. */
  async function holdDeal(tx: Tx, act: Act, dealId: string): Promise<void> {
    const type = await deps.schema.objectType(tx, "deals");
    lockRecord(tx, type, dealId);
    await findRecord(tx, act.ctx, type, dealId);
  }

  const save = defineAct({
    name: "records.line-item.save",
    title: "Add or change a line of a deal",
    input: z.object({
      dealId: z.uuid(),
      lineId: z.string().optional(),
      data: lineItemInputSchema.partial(),
    }),
    permission: "update on the deal; write on its amount",
    effect: "internal",
    risk: "low",
    compensation: { by: "undo" },
    check: () => undefined,
    run: async (tx, act, { dealId, lineId, data }) => {
      await holdDeal(tx, act, dealId);
      const before = lineId === undefined ? null : await readLineItem(tx, dealId, lineId);
      if (lineId !== undefined && before === null) throw notFound("line");
      const after =
        before === null
          ? newLine(dealId, await readLineItems(tx, dealId), data)
          : { ...before, ...given(data) };
      await saveLineItem(tx, after);
      await announce(tx, act, "line-items", before, after);
      await settleAmount(tx, act, dealId);
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
      await holdDeal(tx, act, dealId);
      const before = await readLineItem(tx, dealId, lineId);
      if (!before) throw notFound("line");
      await removeLineItem(tx, lineId);
      await announce(tx, act, "line-items", before, null);
      await settleAmount(tx, act, dealId);
      return null;
    },
  });

  return [save, remove];
}
