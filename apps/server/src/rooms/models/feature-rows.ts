// Rows of values as one release reads them: what it computes of the records itself, then what it takes of sets in the
// versions that it was made with. Values of two releases stand in rows of their own.
import type { ModelSetRef } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import type { Row } from "./artefact.ts";
import { type Asked, valuesOf } from "./build-set.ts";
import {
  type FullDefinition,
  featureHashOf,
  hashOf,
  type ModelDefinition,
} from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { setsInUse } from "./releases.store.ts";
import type { Story, StoryRecord } from "./story.ts";

type FeaturesDeps = Pick<ModelsDeps, "features">;

/**
 * @param refs the versions that a release was made with; the present ones unless told. Null where one of them is not known
 * any more.
 */
export async function fullDefinition(
  { features }: FeaturesDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  refs?: readonly ModelSetRef[],
): Promise<FullDefinition | null> {
  const picks = refs?.map((ref) => ({
    hash: ref.hash,
    pick: { set: ref.set, take: ref.features.map((key) => pickOf(definition, ref.set, key)) },
  }));
  const wanted = picks ?? definition.sets.map((pick) => ({ pick, hash: undefined }));
  const found = await Promise.all(
    wanted.map(({ pick, hash }) => features.describe(scope, pick, hash)),
  );
  const sets = found.filter((set) => set !== null);
  if (sets.length < found.length) return null;
  const all = [...definition.features, ...sets.flatMap((set) => set.features)];
  const own = sets.map(({ ref }) => ref);
  return {
    ...definition,
    features: all,
    ownFeatures: definition.features.length,
    refs: own,
    featureHash: hashOf([featureHashOf(definition), own]),
  };
}

/** How the present definition tells a feature's values; an older version may have had others. */
function pickOf({ sets }: ModelDefinition, set: string, key: string) {
  const pick = sets.find((one) => one.set === set);
  return pick?.take.find((one) => one.key === key) ?? { key };
}

/** Key of the set of a model's workspace's own fields. */
export const ownSetOf = ({ key }: Pick<ModelDefinition, "key">): string =>
  `own_model_${key.replaceAll("-", "_")}`;

/** Own fields that the model's features read already. */
function readAlready({ features, entity }: ModelDefinition): Set<string> {
  const prefix = `${entity}.custom.`;
  return new Set(
    features.flatMap(({ reads }) =>
      reads.filter((field) => field.startsWith(prefix)).map((field) => field.slice(prefix.length)),
    ),
  );
}

/** What a training learns from: the versions of the code, and the workspace's own fields as they are now. */
export async function learnedDefinition(
  deps: Pick<ModelsDeps, "features">,
  scope: TenantScope,
  definition: ModelDefinition,
): Promise<FullDefinition> {
  const full = await presentDefinition(deps, scope, definition);
  if (!definition.ownFields) return full;
  const set = ownSetOf(definition);
  const own = await deps.features.ownFields(scope, {
    key: definition.key,
    set,
    entity: definition.entity,
    without: readAlready(definition),
    holds: (tx) => setsInUse(tx, { model: definition.key, set }),
  });
  if (own === null) return full;
  const refs = [...full.refs, { set, hash: own.hash, features: own.take.map(({ key }) => key) }];
  return (await fullDefinition(deps, scope, definition, refs)) ?? full;
}

/** In the versions of the code. */
export async function presentDefinition(
  deps: FeaturesDeps,
  scope: TenantScope,
  definition: ModelDefinition,
): Promise<FullDefinition> {
  const full = await fullDefinition(deps, scope, definition);
  if (full) return full;
  const names = definition.sets.map(({ set }) => set).join(", ");
  throw new Error(`${definition.key} takes features that are not in: ${names}.`);
}

const joined = (own: readonly Row[], parts: readonly (readonly Row[])[]): Row[] =>
  parts.length === 0
    ? [...own]
    : own.map((row, at) => [...row, ...parts.flatMap((p) => p[at] ?? [])]);

const ownOf = ({ features, ownFeatures }: FullDefinition) => features.slice(0, ownFeatures);

/** What was known at each of the moments. */
export async function pastRows(
  { features }: FeaturesDeps,
  scope: TenantScope,
  full: FullDefinition,
  story: Story,
  asked: readonly Asked[],
): Promise<Row[]> {
  const own = ownOf(full);
  const parts: (readonly Row[])[] = [];
  for (const ref of full.refs) parts.push(await features.past(scope, ref, asked));
  return joined(
    asked.map((one) => valuesOf(own, story, one)),
    parts,
  );
}

/** What is known now. */
export async function presentRows(
  { features }: FeaturesDeps,
  scope: TenantScope,
  full: FullDefinition,
  story: Story,
  records: readonly StoryRecord[],
): Promise<Row[]> {
  const own = ownOf(full);
  const ids = records.map(({ id }) => id);
  const parts: Row[][] = [];
  for (const ref of full.refs) {
    const found = await features.online(scope, ref, ids);
    const nothing = ref.features.map(() => null);
    parts.push(ids.map((id) => found.get(id) ?? nothing));
  }
  return joined(
    records.map((record) => valuesOf(own, story, { record, atMs: story.nowMs })),
    parts,
  );
}
