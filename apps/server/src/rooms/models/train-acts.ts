// Asking for a training, and saying that a score is wrong.
import {
  idSchema,
  modelKeySchema,
  type ScoreFeedback,
  scoreFeedbackSchema,
} from "@rapport/contracts";
import { z } from "zod";
import { type ActDefinition, defineAct } from "../../platform/acts.ts";
import { newId } from "../../platform/ids.ts";
import { wholeChange } from "../../platform/whole-changes.ts";
import type { ModelsDeps } from "./deps.ts";
import { isNamed } from "./describe.ts";
import { alreadyTraining, missingModel, missingScore } from "./errors.ts";
import { managed } from "./pointer-acts.ts";
import { insertRun, latestRuns, readRun, type StoredRun } from "./runs.store.ts";
import { type Feedback, insertFeedback, scoresOf } from "./scores.store.ts";

export const trainTopic = "models.train";

const isUnderWay = ({ state }: StoredRun) => state === "waiting" || state === "running";

export function trainActs(deps: ModelsDeps): ActDefinition<never, unknown>[] {
  const train = defineAct({
    ...managed,
    compensation: {
      by: "none",
      because: "A training only adds a release; roll back if it took over.",
    },
    name: "models.train",
    title: "Train a model",
    input: z.strictObject({
      model: modelKeySchema,
      seed: z.int().min(1).max(1_000_000).optional(),
    }),
    run: async (tx, act, { model, seed }: { model: string; seed?: number | undefined }) => {
      if (!deps.definitions.some(isNamed(model))) throw missingModel();
      const runs = await latestRuns(tx);
      if (runs.some((run) => run.model === model && isUnderWay(run))) throw alreadyTraining();
      const id = newId();
      await insertRun(tx, { id, model, startedAt: act.at, by: act.ctx.principal.label });
      deps.outbox.publish(tx, trainTopic, { runId: id, model, seed: seed ?? 1 }, act.ctx.requestId);
      return readRun(tx, id);
    },
  });

  const feedback = defineAct({
    permission: "read on the record",
    effect: "internal",
    risk: "low",
    check: () => undefined,
    compensation: { by: "undo" },
    name: "models.feedback",
    title: "Say whether a score is right",
    input: scoreFeedbackSchema.extend({
      object: z.enum(["people", "companies", "deals", "tickets"]),
      id: idSchema,
    }),
    run: async (
      tx,
      act,
      input: ScoreFeedback & { object: "people" | "companies" | "deals" | "tickets"; id: string },
    ) => {
      const definition = deps.definitions.find(isNamed(input.model));
      if (!definition || definition.entity !== input.object) throw missingModel();
      const seen = await deps.records.visible(tx, act.ctx, input.object, [input.id]);
      const scores = seen.has(input.id) ? await scoresOf(tx, input.id) : [];
      const score = scores.find(({ model }) => model === input.model);
      if (!score) throw missingScore();
      const row: Feedback = {
        id: newId(),
        model: input.model,
        recordId: input.id,
        releaseId: score.releaseId,
        says: input.says,
        score: score.score,
        note: input.note ?? null,
        memberId: act.ctx.principal.memberId,
        at: act.at,
      };
      await insertFeedback(tx, row);
      await act.changed(tx, [wholeChange("model_feedback", null, row)]);
      return null;
    },
  });

  return [train, feedback] as unknown as ActDefinition<never, unknown>[];
}
