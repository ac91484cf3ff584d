// What a training learns from: the past of the records, with the features of its sets as they were known.
import { sleep } from "../../platform/clock.ts";
import type { TenantScope } from "../../platform/db/index.ts";
import type { Row } from "./artefact.ts";
import { type Asked, type BuiltSet, buildSet, type JoinedValues } from "./build-set.ts";
import type { FullDefinition, ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { learnedDefinition, ownSetOf } from "./feature-rows.ts";
import { latestFeedback } from "./scores.store.ts";
import type { Story, StoryRecord } from "./story.ts";

const mostRows = 60_000;

/** What people said is wrong: too high means that it does not come, too low that it does. */
async function saidOf(deps: ModelsDeps, scope: TenantScope, model: string) {
  const rows = await deps.db.tenant(scope, (tx) => latestFeedback(tx, model, null));
  const told = rows.filter(({ says }) => says !== "right");
  return new Map(told.map(({ recordId, says }) => [recordId, says === "too-low"]));
}

async function joinSets(
  deps: ModelsDeps,
  scope: TenantScope,
  full: FullDefinition,
  asked: readonly Asked[],
): Promise<JoinedValues | null> {
  if (full.refs.length === 0) return null;
  const parts: (readonly Row[])[] = [];
  for (const ref of full.refs) parts.push(await deps.features.past(scope, ref, asked));
  return {
    features: full.features.slice(full.ownFeatures),
    rows: asked.map((_, at) => parts.flatMap((part) => part[at] ?? [])),
    hash: full.featureHash,
  };
}

const waitMs = 1000;
const mostWaits = 900;

/** A training waits until the features of its sets have read what was there before them. */
async function whenReady(
  { features }: ModelsDeps,
  scope: TenantScope,
  { key, refs }: FullDefinition,
): Promise<void> {
  for (const ref of refs)
    for (let waits = 0; !(await features.isReady(scope, ref)); waits += 1) {
      if (waits >= mostWaits)
        throw new Error(`${key}: the features "${ref.set}" are not filled yet.`);
      await sleep(waitMs);
    }
}

export interface Gathered {
  full: FullDefinition;
  set: BuiltSet;
  story: Story;
}

export async function gather(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
): Promise<Gathered> {
  const full = await learnedDefinition(deps, scope, definition);
  await whenReady(deps, scope, full);
  const story = await deps.records.story(scope);
  const options = {
    without: await deps.withoutConsent(scope, definition.entity, story),
    said: definition.task === "chance" ? await saidOf(deps, scope, definition.key) : new Map(),
    mostRows,
  };
  const set = await buildSet(definition, story, options, (asked) =>
    joinSets(deps, scope, full, asked),
  );
  const own = full.refs.find((ref) => ref.set === ownSetOf(definition));
  const asked = set.ids.map((id, at) => ({
    record: story.get(definition.entity, id) as StoryRecord,
    atMs: set.times[at] as number,
  }));
  const doubts = own ? await deps.features.doubts(scope, own, asked) : [];
  return { full, set: { ...set, doubts }, story };
}
