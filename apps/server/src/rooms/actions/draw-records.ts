// The draw itself: a record that comes into the population of a running trial gets its arm once, by a hash that nobody
// chooses, and with the act the task that the action makes. Who objects or keeps their data out of training is not drawn.
import { createHash } from "node:crypto";
import { systemContext } from "../../platform/context.ts";
import type { TenantScope } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Story, StoryRecord } from "../models/index.ts";
import type { ActionDefinition } from "./define-action.ts";
import type { ActionsDeps } from "./deps.ts";
import { drawnAmong } from "./draws.store.ts";
import { addDraws, definitionFor } from "./trial-acts.ts";
import { runningTrials, type StoredTrial } from "./trials.store.ts";

const headOf = (text: string): number =>
  createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;

/** Whether chance gives it to the record: by SHA-256 of trial and record, so that it is the same however often it is asked. */
export const isDrawn = (trialId: string, recordId: string, share: number): boolean =>
  headOf(`${trialId}/${recordId}`) < share;

async function eligible(
  deps: ActionsDeps,
  scope: TenantScope,
  definition: ActionDefinition,
  story: Story,
  ids: readonly string[],
): Promise<StoryRecord[]> {
  const { entity, population, person } = definition;
  const inside = ids
    .flatMap((id) => story.get(entity, id) ?? [])
    .filter((record) => population.has(story, record, story.nowMs));
  if (inside.length === 0) return [];
  const people = inside.flatMap((record) => person(record) ?? []);
  const [without, told] = await Promise.all([
    deps.withoutConsent(scope, entity, story),
    deps.db.tenant(scope, async (tx) => ({
      objecting: await deps.objecting(tx, people),
      drawn: await drawnAmong(
        tx,
        definition.key,
        inside.map(({ id }) => id),
      ),
    })),
  ]);
  return inside.filter(
    (record) =>
      !told.drawn.has(record.id) &&
      !without.has(record.id) &&
      !told.objecting.has(person(record) ?? ""),
  );
}

async function drawSome(
  deps: ActionsDeps,
  scope: TenantScope,
  trial: StoredTrial,
  ids: readonly string[],
): Promise<void> {
  const definition = definitionFor(deps, trial.action);
  const story = await deps.records.storyAround(scope, definition.entity, ids);
  const records = await eligible(deps, scope, definition, story, ids);
  if (records.length === 0) return;
  const ctx = systemContext(scope.workspaceId, newId());
  const act = deps.acts.begin(ctx, "actions.draw");
  const draws = records.map(({ id }) => ({
    recordId: id,
    treated: isDrawn(trial.id, id, trial.share),
    propensity: trial.share,
    at: act.at,
  }));
  await deps.db.tenant(scope, async (tx) => {
    const added = await addDraws(tx, act, { action: trial.action, trialId: trial.id }, draws);
    // Another process was faster; its tasks are there.
    if (added < draws.length) return;
    const treated = draws.filter((draw) => draw.treated).map(({ recordId }) => recordId);
    const subjects = await deps.subjects(tx, ctx, definition.entity, treated);
    for (const [id, subject] of subjects) {
      const record = { id, createdAt: subject.createdAt, custom: {} };
      await deps.makeTask(tx, act, {
        title: definition.task.title(subject.title),
        priority: definition.task.priority,
        dueAt: new Date(definition.task.dueMs(record, story.nowMs)).toISOString(),
        ownerId: subject.ownerId,
        about: { object: definition.entity, id },
      });
    }
  });
}

/** So many at once: half of them become tasks of the same few sellers. */
const mostInSweep = 24;

/** Draws some of those that are in the population of a running trial and were not drawn yet, in an order of no meaning. */
export async function drawWaiting(deps: ActionsDeps, scope: TenantScope): Promise<void> {
  const trials = await deps.db.tenant(scope, runningTrials);
  if (trials.length === 0) return;
  const story = await deps.records.story(scope);
  for (const trial of trials) {
    const { entity, population } = definitionFor(deps, trial.action);
    const inside = story.all(entity).filter((record) => population.has(story, record, story.nowMs));
    const ids = inside.map(({ id }) => id);
    const drawn = await deps.db.tenant(scope, (tx) => drawnAmong(tx, trial.action, ids));
    const waiting = ids.filter((id) => !drawn.has(id));
    const order = new Map(waiting.map((id) => [id, headOf(`order/${trial.id}/${id}`)]));
    waiting.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    if (waiting.length > 0) await drawSome(deps, scope, trial, waiting.slice(0, mostInSweep));
  }
}

/** Draws those of the changed records that are in the population of a running trial, by the kind of record. */
export async function drawRecords(
  deps: ActionsDeps,
  scope: TenantScope,
  changed: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const trials = await deps.db.tenant(scope, runningTrials);
  for (const trial of trials) {
    const ids = changed.get(definitionFor(deps, trial.action).entity) ?? [];
    if (ids.length > 0) await drawSome(deps, scope, trial, ids);
  }
}
