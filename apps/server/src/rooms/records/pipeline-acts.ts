// Acts on pipelines and on a deal's line items. A stage that still holds deals cannot be removed; the
// amount of a deal that has line items is their sum.
import { z } from "zod";
import { type Act, defineAct } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import {
  type LineItem,
  readLineItem,
  readLineItems,
  removeLineItem,
  saveLineItem,
} from "./line-items.store.ts";
import { findRecord } from "./list-records.ts";
import {
  dealsInStages,
  deletePipeline,
  type Pipeline,
  readPipelines,
  upsertPipeline,
} from "./pipelines.store.ts";
import { administrative } from "./schema-acts.ts";
import { onlyResult, type WriteDeps, writeRecords } from "./write-records.ts";

const stageSchema = z.strictObject({
  id: z.uuid().optional().describe("Of an existing stage, to keep it."),
  name: z.string().trim().min(1).max(100),
  kind: z.enum(["open", "won", "lost"]),
  probability: z.number().min(0).max(1),
});

export const pipelineInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  position: z.int().min(0).max(1000).optional(),
  stages: z
    .array(stageSchema)
    .min(1)
    .max(50)
    .describe("In order. Stages that are left out are removed."),
});

export const lineItemInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(255),
  quantity: z.number().min(0).max(1e9),
  unitPriceMinor: z.int(),
  discountPercent: z.number().min(0).max(100).optional(),
  position: z.int().min(0).max(10_000).optional(),
});

export const maxLineItems = 200;

function toPipeline(
  id: string,
  position: number,
  input: z.infer<typeof pipelineInputSchema>,
): Pipeline {
  const stages = input.stages.map((stage, index) => ({
    ...stage,
    id: stage.id ?? newId(),
    pipelineId: id,
    position: index,
  }));
  return { id, name: input.name, position: input.position ?? position, stages };
}

async function findPipeline(tx: Tx, id: string): Promise<Pipeline> {
  const found = (await readPipelines(tx)).find((pipeline) => pipeline.id === id);
  if (!found) throw notFound("pipeline");
  return found;
}

async function refuseUsed(tx: Tx, stageIds: readonly string[]): Promise<void> {
  const count = stageIds.length === 0 ? 0 : await dealsInStages(tx, stageIds);
  if (count === 0) return;
  throw new AppError(
    "conflict",
    "records.stage_in_use",
    `${count} deals are in a stage that would go. Move them to another stage first.`,
  );
}

async function announce(
  tx: Tx,
  act: Act,
  before: Pipeline | null,
  after: Pipeline | null,
): Promise<void> {
  const id = (after ?? before)?.id ?? "";
  const op = before === null ? "create" : after === null ? "purge" : "update";
  const image = (pipeline: Pipeline | null) =>
    pipeline ? { name: pipeline.name, stages: pipeline.stages } : null;
  await act.changed(tx, [
    { object: "pipelines", id, op, before: image(before), after: image(after), record: null },
  ]);
}

export function pipelineActs() {
  const create = administrative({
    name: "records.pipeline.create",
    title: "Add a pipeline",
    input: pipelineInputSchema,
    run: async (tx, act, input) => {
      const pipelines = await readPipelines(tx);
      const fresh = { ...input, stages: input.stages.map(({ id: _id, ...stage }) => stage) };
      const pipeline = toPipeline(newId(), pipelines.length, fresh);
      await upsertPipeline(tx, pipeline);
      await announce(tx, act, null, pipeline);
      return pipeline;
    },
  });

  const update = administrative({
    name: "records.pipeline.update",
    title: "Change a pipeline",
    input: z.object({ id: z.string(), change: pipelineInputSchema }),
    run: async (tx, act, { id, change }) => {
      const before = await findPipeline(tx, id);
      const known = new Set(before.stages.map((stage) => stage.id));
      if (change.stages.some((stage) => stage.id !== undefined && !known.has(stage.id)))
        throw notFound("stage");
      const after = toPipeline(id, before.position, change);
      const staying = new Set(after.stages.map((stage) => stage.id));
      await refuseUsed(
        tx,
        [...known].filter((stageId) => !staying.has(stageId)),
      );
      await upsertPipeline(tx, after);
      await announce(tx, act, before, after);
      return after;
    },
  });

  const remove = administrative({
    name: "records.pipeline.delete",
    title: "Remove a pipeline without deals",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await findPipeline(tx, id);
      await refuseUsed(
        tx,
        before.stages.map((stage) => stage.id),
      );
      await deletePipeline(tx, id);
      await announce(tx, act, before, null);
      return null;
    },
  });

  return [create, update, remove];
}

export function lineTotalMinor(
  item: Pick<LineItem, "quantity" | "unitPriceMinor" | "discountPercent">,
): number {
  return Math.round(item.quantity * item.unitPriceMinor * (1 - item.discountPercent / 100));
}

export function lineItemActs(deps: WriteDeps) {
  /** Checks the caller's right to change the deal by changing its amount through the one way of writing. */
  async function settleAmount(tx: Tx, act: Act, dealId: string): Promise<void> {
    const items = await readLineItems(tx, dealId);
    const amountMinor = items.reduce((sum, item) => sum + lineTotalMinor(item), 0);
    if (!Number.isSafeInteger(amountMinor))
      throw new AppError(
        "invalid",
        "records.amount_too_large",
        "The sum of the lines is too large.",
      );
    onlyResult(
      await writeRecords(deps, tx, act, "deals", [
        { op: "update", id: dealId, data: { amountMinor } },
      ]),
    );
  }

  async function checkDeal(tx: Tx, act: Act, dealId: string): Promise<void> {
    await findRecord(tx, act.ctx, await deps.schema.objectType(tx, "deals"), dealId);
  }

  async function changed(
    tx: Tx,
    act: Act,
    before: LineItem | null,
    after: LineItem | null,
  ): Promise<void> {
    const op = before === null ? "create" : after === null ? "purge" : "update";
    const id = (after ?? before)?.id ?? "";
    await act.changed(tx, [
      {
        object: "line-items",
        id,
        op,
        before: before && { ...before },
        after: after && { ...after },
        record: null,
      },
    ]);
  }

  const save = defineAct({
    name: "records.line-item.save",
    title: "Add or change a line of a deal",
    input: z.object({
      dealId: z.string(),
      lineId: z.string().optional(),
      data: lineItemInputSchema.partial(),
    }),
    permission: "update on the deal; write on its amount",
    effect: "internal",
    risk: "low",
    compensation: { by: "none", because: "The way back is the opposite change of the line." },
    check: () => undefined,
    run: async (tx, act, { dealId, lineId, data }) => {
      await checkDeal(tx, act, dealId);
      const existing = await readLineItems(tx, dealId);
      const before = lineId === undefined ? null : await readLineItem(tx, dealId, lineId);
      if (lineId !== undefined && before === null) throw notFound("line");
      if (before === null && existing.length >= maxLineItems) {
        throw new AppError(
          "invalid",
          "records.too_many_lines",
          `A deal has ${maxLineItems} lines at most.`,
        );
      }
      const base = before ?? { id: newId(), dealId, position: existing.length, discountPercent: 0 };
      const after = { ...base, ...data } as LineItem;
      await saveLineItem(tx, after);
      await changed(tx, act, before, after);
      await settleAmount(tx, act, dealId);
      return after;
    },
  });

  const remove = defineAct({
    name: "records.line-item.delete",
    title: "Remove a line of a deal",
    input: z.object({ dealId: z.string(), lineId: z.string() }),
    permission: "update on the deal; write on its amount",
    effect: "internal",
    risk: "low",
    compensation: { by: "none", because: "The way back is adding the line again." },
    check: () => undefined,
    run: async (tx, act, { dealId, lineId }) => {
      await checkDeal(tx, act, dealId);
      const before = await readLineItem(tx, dealId, lineId);
      if (!before) throw notFound("line");
      await removeLineItem(tx, lineId);
      await changed(tx, act, before, null);
      await settleAmount(tx, act, dealId);
      return null;
    },
  });

  return [save, remove];
}
