// The models room: what is predicted about records, by what, and how good that is. See README.md.
import type { ModelEntity, RecordScore } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { ModelsDeps } from "./deps.ts";
import { type ScoreNews, scoreNews, scoresOfRecord } from "./describe-scores.ts";
import { ownSetOf } from "./feature-rows.ts";
import type { NewsSource } from "./news.ts";
import { movedTopic, pointerActs, undoablePointers } from "./pointer-acts.ts";
import { setsInUse } from "./releases.store.ts";
import { modelRoutes } from "./routes.ts";
import { type Feedback, insertFeedback, readFeedback, removeFeedback } from "./scores.store.ts";
import { trainActs, trainTopic } from "./train-acts.ts";
import { createTraining, trainWorkflow } from "./train-model.ts";
import { createUpkeep } from "./upkeep.ts";

/** What of this room's acts is undone, in the shape in which the records room takes it. */
export interface Undoable {
  read(tx: Tx, id: string): Promise<object | null>;
  write(tx: Tx, id: string, image: Record<string, unknown> | null, at: string): Promise<void>;
  mayChange(tx: Tx, act: Act, images: { image: object; current: object | null }): Promise<boolean>;
}

export interface Models {
  name: "models";
  routes: AnyRoute[];
  upkeep: { start(): void; stop(): Promise<void> };
  /** Scores of these records are due, since what they are computed from changed. */
  refreshed(workspaceId: string, entity: string, ids: readonly string[]): void;
  /** Scores of a record, as the caller may see them. */
  scoresOf(ctx: Ctx, asked: { object: ModelEntity; id: string }): Promise<RecordScore[]>;
  /** Scores that were written between two snapshots of the database; at most so many of each workspace. */
  scoreNews(
    workspaceIds: readonly string[],
    window: { from: string; to: string },
    most: number,
  ): Promise<ScoreNews[]>;
  /** Everything that happens once a day, now; for tests and simulations. */
  lookNow(workspaceId: string): Promise<void>;
}

const feedbackPart: Undoable = {
  read: readFeedback,
  write: (tx, id, image) =>
    image === null ? removeFeedback(tx, id) : insertFeedback(tx, image as unknown as Feedback),
  mayChange: async (_tx, act, { image }) =>
    (image as Feedback).memberId === act.ctx.principal.memberId,
};

export function createModels(
  deps: ModelsDeps & { news: NewsSource; addUndoable(object: string, part: Undoable): void },
): Models {
  const { acts, durable, outbox } = deps;
  acts.register(...pointerActs(deps), ...trainActs(deps));
  deps.addUndoable("models", undoablePointers(deps));
  deps.addUndoable("model_feedback", feedbackPart);
  durable.register(trainWorkflow, createTraining(deps));
  for (const { key, title, sets } of deps.definitions)
    for (const { set } of sets)
      deps.features.usedBy({ key, title, set, holds: (tx) => setsInUse(tx, { model: key, set }) });
  for (const definition of deps.definitions.filter(({ ownFields }) => ownFields)) {
    const { key, title } = definition;
    const set = ownSetOf(definition);
    deps.features.usedBy({ key, title, set, holds: (tx) => setsInUse(tx, { model: key, set }) });
  }
  const upkeep = createUpkeep(deps, deps.news);
  const textOf = (value: unknown) => (typeof value === "string" ? value : "");
  outbox.subscribe(trainTopic, async ({ workspaceId, payload }) => {
    const seed = typeof payload.seed === "number" ? payload.seed : 1;
    await upkeep.startTraining(workspaceId, textOf(payload.runId), textOf(payload.model), seed);
  });
  outbox.subscribe(movedTopic, async ({ workspaceId, payload }) => {
    upkeep.moved(workspaceId, textOf(payload.model));
  });
  return {
    name: "models",
    routes: modelRoutes(deps),
    upkeep,
    refreshed: upkeep.refreshed,
    scoresOf: (ctx, asked) => scoresOfRecord(deps, ctx, asked),
    scoreNews: (...asked) => scoreNews(deps, ...asked),
    lookNow: upkeep.lookNow,
  };
}
