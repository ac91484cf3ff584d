// What the room does by itself in processes with the worker role: trains what is due, one model after another; scores
// anew what changed, within two seconds of the change; looks at every model once a day.
import type { ModelEntity } from "@rapport/contracts";
import { systemContext } from "../../platform/context.ts";
import type { TenantScope } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { createRounds, together } from "../../platform/rounds.ts";
import { affectedBy } from "./affected.ts";
import { watchCanary } from "./canary.ts";
import { cameOtherwise, forgetChecks } from "./decisions.store.ts";
import type { ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import type { NewsSource } from "./news.ts";
import { point } from "./pointer-acts.ts";
import { lockPointers } from "./releases.store.ts";
import { rescoreAll, rescoreSome } from "./rescore.ts";
import { insertRun, latestRuns } from "./runs.store.ts";
import { servingOf } from "./serving.ts";
import type { Story } from "./story.ts";
import { type TrainInput, trainWorkflow } from "./train-model.ts";
import { watchModel } from "./watch.ts";

const firstMs = 1500;
const roundMs = 60_000;
const newsMs = 600;
const dayMs = 86_400_000;
const retrainDays = 7;
/** What monitors saw is kept so long. */
const keptDays = 180;
/** More than these at once are a load, after which everything is scored once. */
const mostDue = 1000;
/** Fewer records than these are scored when asked for, and not trained on. */
const fewestRecords = 30;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
  /** Scores a model anew, after it was pointed elsewhere. */
  moved(workspaceId: string, model: string): void;
  startTraining(workspaceId: string, runId: string, model: string, seed: number): Promise<void>;
  /** Scores of these records are due. */
  refreshed(workspaceId: string, entity: string, ids: readonly string[]): void;
  /** One look at everything in a workspace, as once a day. */
  lookNow(workspaceId: string): Promise<void>;
}

export function createUpkeep(deps: ModelsDeps, news: NewsSource): Upkeep {
  const { db, clock, logger, durable, records, definitions } = deps;
  const looked = new Map<string, number>();
  const movedModels = new Set<string>();
  /** Workspaces in which more changed than is listed. */
  const waves = new Set<string>();
  const due = new Map<string, Set<string>>();

  const startTraining: Upkeep["startTraining"] = async (workspaceId, runId, model, seed) => {
    const input: TrainInput = { workspaceId, model, by: "", seed };
    await durable.start(trainWorkflow, runId, input);
  };

  async function mayLearn(scope: TenantScope, { entity, label, gates }: ModelDefinition) {
    if (!(await records.hasAtLeast(scope, entity, fewestRecords))) return false;
    return label.toldBy ? records.hasAtLeast(scope, label.toldBy, gates.minPositives) : true;
  }

  /** Outcomes that came otherwise than foretold are learned from at once, not in a week. */
  async function isWrong(scope: TenantScope, key: string, last: { endedAt: string | null }) {
    const since = last.endedAt;
    return since !== null && db.tenant(scope, (tx) => cameOtherwise(tx, key, since));
  }

  /** The run that is to be started or taken up again; null where nothing is due. */
  async function dueRun(workspaceId: string, definition: ModelDefinition) {
    const { key } = definition;
    const scope = { workspaceId };
    const last = (await db.tenant(scope, latestRuns)).find(({ model }) => model === key);
    if (last?.state === "waiting") return last.id;
    if (last === undefined) return (await mayLearn(scope, definition)) ? newId() : null;
    const isOld = clock.nowMs() - Date.parse(last.startedAt) >= retrainDays * dayMs;
    return isOld || (await isWrong(scope, key, last)) ? newId() : null;
  }

  async function trainDue(workspaceId: string, signal: AbortSignal): Promise<void> {
    for (const definition of definitions) {
      if (signal.aborted) return;
      const id = await dueRun(workspaceId, definition);
      if (id === null) continue;
      const startedAt = new Date(clock.nowMs()).toISOString();
      const run = { id, model: definition.key, startedAt, by: "Rapport" };
      await db.tenant({ workspaceId }, (tx) => insertRun(tx, run));
      await startTraining(workspaceId, id, definition.key, 1);
      await durable.result(id).catch(() => undefined);
    }
  }

  async function lookNow(workspaceId: string): Promise<void> {
    const scope = { workspaceId };
    const ctx = systemContext(workspaceId, newId());
    const before = new Date(clock.nowMs() - keptDays * dayMs).toISOString();
    await db.tenant(scope, (tx) => forgetChecks(tx, before));
    let story: Story | null = null;
    for (const definition of definitions) {
      const serving = await servingOf(deps, scope, definition);
      // Rules are neither watched nor compared.
      if (serving.release === null && serving.candidate === null) {
        await rescoreAll(deps, scope, definition, training.signal);
        continue;
      }
      story ??= await records.story(scope);
      await watchModel(deps, scope, serving, story);
      await watchCanary(deps, scope, serving, story, ({ role, releaseId, why }) => {
        const act = deps.acts.begin(ctx, "models.canary");
        return db.tenant(ctx, async (tx) => {
          await lockPointers(tx, definition.key);
          await point(tx, act, definition.key, { role, releaseId, share: null, why });
        });
      });
      await rescoreAll(deps, scope, definition, training.signal);
    }
  }

  async function hasRecords(workspaceId: string): Promise<boolean> {
    const scope = { workspaceId };
    for (const object of ["people", "companies", "tickets"] as const)
      if (await records.hasAtLeast(scope, object, 1)) return true;
    return false;
  }

  async function round(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      if (!(await hasRecords(workspaceId))) continue;
      await trainDue(workspaceId, signal);
      if (clock.nowMs() - (looked.get(workspaceId) ?? 0) < dayMs) continue;
      looked.set(workspaceId, clock.nowMs());
      await lookNow(workspaceId);
    }
  }

  const training = createRounds({
    round,
    pauseMs: roundMs,
    firstMs,
    logger,
    failed: "Models could not be trained just now; trying again",
  });
  const following = createRounds({
    round: follow,
    pauseMs: newsMs,
    logger,
    failed: "Scores could not follow just now; trying again",
  });
  const works = together([training, following]);

  const refreshed: Upkeep["refreshed"] = (workspaceId, entity, ids) => {
    const key = `${workspaceId}/${entity}`;
    const known = due.get(key) ?? new Set();
    for (const id of ids) known.add(id);
    due.set(key, known);
    if (known.size > mostDue) {
      due.delete(key);
      waves.add(workspaceId);
    }
    following.wake();
  };

  async function scoreDue(signal: AbortSignal): Promise<void> {
    const taken = [...due];
    due.clear();
    for (const [key, ids] of taken) {
      const [workspaceId = "", entity = ""] = key.split("/");
      const asked = { entity: entity as ModelEntity, ids: [...ids] };
      await rescoreSome(deps, { workspaceId }, asked, signal);
    }
  }

  async function scoreMoved(signal: AbortSignal): Promise<void> {
    for (const key of [...movedModels]) {
      movedModels.delete(key);
      const [workspaceId = "", model = ""] = key.split("/");
      const definition = definitions.find((one) => one.key === model);
      if (definition) await rescoreAll(deps, { workspaceId }, definition, signal);
    }
  }

  /** The wave has passed: everything is scored once. */
  async function scoreWaves(signal: AbortSignal): Promise<void> {
    for (const workspaceId of waves) {
      waves.delete(workspaceId);
      for (const definition of definitions)
        await rescoreAll(deps, { workspaceId }, definition, signal);
    }
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const told = await news.next(await deps.workspaceIds());
    for (const workspaceId of told.waves) waves.add(workspaceId);
    for (const [workspaceId, changes] of Map.groupBy(told.entries, (entry) => entry.workspaceId)) {
      const touched = await affectedBy(records, { workspaceId }, changes);
      for (const [entity, ids] of touched) refreshed(workspaceId, entity, ids);
    }
    await scoreDue(signal);
    await scoreMoved(signal);
    if (told.waves.length === 0 && told.entries.length === 0) await scoreWaves(signal);
  }

  return {
    start: () => {
      if (deps.isAutomatic) works.start();
    },
    stop: works.stop,
    moved: (workspaceId, model) => void movedModels.add(`${workspaceId}/${model}`),
    startTraining,
    refreshed,
    lookNow,
  };
}
