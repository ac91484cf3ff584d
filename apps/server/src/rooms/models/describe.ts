// Models, their cards and the scores of records, as a caller may see them.
import type { ModelCard, ModelRelease, ModelRun, ModelSummary } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { canaryOf } from "./canary.ts";
import { latestChecks } from "./decisions.store.ts";
import type { ModelDefinition, RecordFeature } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { missingModel } from "./errors.ts";
import { fullDefinition } from "./feature-rows.ts";
import { latestReleases, pointerHistory, type StoredRelease } from "./releases.store.ts";
import { latestRuns, readRun } from "./runs.store.ts";
import { countScores } from "./scores.store.ts";
import { loadArtefact, type Serving, servingOf } from "./serving.ts";
import { evaluationWithin, reachOf } from "./within-reach.ts";

export const isNamed =
  (key: string) =>
  (definition: ModelDefinition): boolean =>
    definition.key === key;

const metricName = { chance: "rocAuc", classes: "accuracy" } as const;

function metricOf(definition: ModelDefinition, release: StoredRelease | null) {
  const name = metricName[definition.task];
  const found = release?.evaluation?.metrics[name];
  return found ? { name, ...found } : null;
}

export const releaseOf = ({ artefactKey: _key, ...release }: StoredRelease): ModelRelease =>
  release;

/** Where nothing was ever put in force because what was trained was refused, the refusal tells more. */
function whyOf({ champion }: Serving, run: Pick<ModelRun, "state" | "outcome"> | undefined) {
  const refusal = run?.state === "refused" ? run.outcome : null;
  return champion.number === null && refusal !== null
    ? `The last training was refused: ${refusal}`
    : champion.why;
}

async function summaryOf(
  deps: ModelsDeps,
  ctx: Ctx,
  serving: Serving,
  found: {
    runs: Awaited<ReturnType<typeof latestRuns>>;
    counts: Map<string, number>;
    checks: Awaited<ReturnType<typeof latestChecks>>;
  },
): Promise<ModelSummary> {
  const { definition, champion, release } = serving;
  const run = found.runs.find(({ model }) => model === definition.key);
  const alarms = found.checks.filter(({ model, alarm }) => model === definition.key && alarm);
  const { model: _model, ...shown } = run ?? { model: "" };
  return {
    key: definition.key,
    title: definition.title,
    about: definition.about,
    entity: definition.entity,
    task: definition.task,
    rung: champion.rung,
    why: whyOf(serving, run),
    release: champion.number,
    metric: champion.number === null ? null : metricOf(definition, release),
    trainedAt: release?.createdAt ?? null,
    scored: found.counts.get(definition.key) ?? 0,
    alarms: alarms.length,
    canary: await canaryOf(deps, ctx, serving),
    run: run ? (shown as ModelSummary["run"]) : null,
    mayManage: ctx.principal.rights.has("models.manage"),
  };
}

export async function listModels(deps: ModelsDeps, ctx: Ctx): Promise<ModelSummary[]> {
  const found = await deps.db.tenant(ctx, async (tx) => {
    const [runs, counts, checks] = await Promise.all([
      latestRuns(tx),
      countScores(tx, null),
      latestChecks(tx, null),
    ]);
    return { runs, counts, checks };
  });
  const summaries: ModelSummary[] = [];
  for (const definition of deps.definitions) {
    const serving = await servingOf(deps, ctx, definition);
    summaries.push(await summaryOf(deps, ctx, serving, found));
  }
  return summaries;
}

const shownReleases = 30;

/** Of the newest release, which may know of fields that the one in force does not; what the champion reads comes first. */
async function featuresOf(
  deps: ModelsDeps,
  ctx: Ctx,
  definition: ModelDefinition,
  newest: StoredRelease | undefined,
): Promise<readonly RecordFeature[]> {
  const full = newest && (await fullDefinition(deps, ctx, definition, newest.manifest.sets));
  return full?.features ?? definition.features;
}

export async function describeModel(deps: ModelsDeps, ctx: Ctx, key: string): Promise<ModelCard> {
  const definition = deps.definitions.find(isNamed(key));
  if (!definition) throw missingModel();
  const serving = await servingOf(deps, ctx, definition);
  const found = await deps.db.tenant(ctx, async (tx) => {
    const [runs, counts, checks, releases, pointers] = await Promise.all([
      latestRuns(tx),
      countScores(tx, key),
      latestChecks(tx, key),
      latestReleases(tx, { model: key, metric: metricName[definition.task], limit: shownReleases }),
      pointerHistory(tx, key, 50),
    ]);
    return { runs, counts, checks, releases, pointers };
  });
  const artefact = serving.release
    ? await loadArtefact(deps, serving.release).catch(() => null)
    : null;
  const levelsOf = ({ key: name }: RecordFeature) => [
    ...(artefact?.header.columns.find((column) => column.key === name)?.levels ?? []),
  ];
  const newest = await featuresOf(deps, ctx, definition, found.releases[0]);
  const reach = reachOf(ctx.principal, [...serving.definition.features, ...newest]);
  const champion = serving.release && releaseOf(serving.release);
  return {
    ...(await summaryOf(deps, ctx, serving, found)),
    population: definition.population.words,
    label: definition.label.words,
    outcome: definition.outcome,
    highIs: definition.highIs,
    features: serving.definition.features
      .filter(({ key: name }) => reach(name))
      .map((feature) => ({
        key: feature.key,
        title: feature.title,
        kind: feature.kind,
        levels: levelsOf(feature),
      })),
    rules: definition.rules.list.map(({ points, words }) => ({ points, words })),
    gates: { ...definition.gates },
    champion: champion && {
      ...champion,
      evaluation: evaluationWithin(reach, champion.evaluation),
    },
    releases: found.releases.map(({ metric, ...release }) => ({
      ...releaseOf(release),
      evaluation: evaluationWithin(reach, release.evaluation),
      metric,
    })),
    pointers: found.pointers.map(({ role, releaseId, number, share, at, by, why }) => ({
      role,
      releaseId,
      number,
      share,
      at,
      by,
      why,
    })),
    checks: found.checks.map(({ model: _model, ...check }) => check),
  };
}

export async function describeRun(
  deps: ModelsDeps,
  ctx: Ctx,
  { key, id }: { key: string; id: string },
): Promise<ModelRun> {
  const run = await deps.db.tenant(ctx, (tx) => readRun(tx, id));
  if (run?.model !== key) throw missingModel();
  const { model: _model, ...shown } = run;
  return shown;
}
