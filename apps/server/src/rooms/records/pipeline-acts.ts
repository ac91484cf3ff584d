// Acts on pipelines. A stage that still holds deals, in the trash too, can neither go nor change its kind:
// what a deal's status says follows from its stage.
import { idSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { administrative } from "./administrative.ts";
import { announce } from "./announce.ts";
import { labelText } from "./label-text.ts";
import type { Pipeline } from "./pipeline.rules.ts";
import {
  dealsInStages,
  deletePipeline,
  lockStages,
  readPipelines,
  upsertPipeline,
} from "./pipelines.store.ts";

const stageSchema = z.strictObject({
  id: idSchema.optional().describe("Of an existing stage, to keep it."),
  name: labelText(100),
  kind: z.enum(["open", "won", "lost"]),
  probability: z.number().min(0).max(1),
});

export const pipelineInputSchema = z.strictObject({
  name: labelText(100),
  position: z.int().min(0).max(1000).optional(),
  stages: z.array(stageSchema).min(1).max(50).describe("In order. Stages left out are removed."),
});
type PipelineInput = z.infer<typeof pipelineInputSchema>;

export const maxPipelines = 100;

function toPipeline(id: string, position: number, input: PipelineInput): Pipeline {
  const stages = input.stages.map((stage, index) => ({
    ...stage,
    id: stage.id ?? newId(),
    pipelineId: id,
    position: index,
  }));
  return { id, name: input.name, position: input.position ?? position, stages };
}

async function findPipeline(tx: Tx, id: string): Promise<Pipeline> {
  lockStages(tx);
  const found = (await readPipelines(tx)).find((pipeline) => pipeline.id === id);
  if (!found) throw notFound("pipeline");
  return found;
}

function checkStages(before: Pipeline, change: PipelineInput): void {
  const known = new Set(before.stages.map((stage) => stage.id));
  const kept = change.stages.map((stage) => stage.id).filter((id) => id !== undefined);
  if (kept.some((id) => !known.has(id))) throw notFound("stage");
  if (new Set(kept).size === kept.length) return;
  throw invalid("records.stage_doubled", "Two stages have the same id.");
}

/** Stages that would go or mean something else. */
function disturbed(before: Pipeline, after: Pipeline | null): string[] {
  const kinds = new Map(after?.stages.map((stage) => [stage.id, stage.kind]));
  return before.stages.filter(({ id, kind }) => kinds.get(id) !== kind).map(({ id }) => id);
}

async function refuseUsed(tx: Tx, stageIds: readonly string[]): Promise<void> {
  const count = stageIds.length === 0 ? 0 : await dealsInStages(tx, stageIds);
  if (count === 0) return;
  throw new AppError(
    "conflict",
    "records.stage_in_use",
    `${count} deals, those in the trash included, are in a stage that would go or change its kind. Move them to another stage first.`,
  );
}

export function pipelineActs() {
  const create = administrative({
    name: "records.pipeline.create",
    title: "Add a pipeline",
    input: pipelineInputSchema,
    run: async (tx, act, input) => {
      const { length } = await readPipelines(tx);
      if (length >= maxPipelines) {
        throw invalid("records.too_many_pipelines", `There are ${maxPipelines} pipelines at most.`);
      }
      const fresh = { ...input, stages: input.stages.map(({ id: _id, ...stage }) => stage) };
      const pipeline = toPipeline(newId(), length, fresh);
      await upsertPipeline(tx, pipeline);
      await announce(tx, act, "pipelines", null, pipeline);
      return pipeline;
    },
  });

  const update = administrative({
    name: "records.pipeline.update",
    title: "Change a pipeline",
    input: z.object({ id: z.string(), change: pipelineInputSchema }),
    run: async (tx, act, { id, change }) => {
      const before = await findPipeline(tx, id);
      checkStages(before, change);
      const after = toPipeline(id, before.position, change);
      await refuseUsed(tx, disturbed(before, after));
      await upsertPipeline(tx, after);
      await announce(tx, act, "pipelines", before, after);
      return after;
    },
  });

  const remove = administrative({
    name: "records.pipeline.delete",
    title: "Remove a pipeline without deals",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await findPipeline(tx, id);
      if ((await readPipelines(tx)).length === 1) {
        const message = "A workspace keeps one pipeline at least. Add another one first.";
        throw new AppError("conflict", "records.last_pipeline", message);
      }
      await refuseUsed(tx, disturbed(before, null));
      await deletePipeline(tx, id);
      await announce(tx, act, "pipelines", before, null);
      return null;
    },
  });

  return [create, update, remove];
}
