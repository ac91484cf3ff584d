// One training from beginning to end: gather the past, train in a thread, write the release, put it in force where it
// passed, score anew. Durable: a kill goes on with the step that was cut off, and the release of a run is written once.
import type { ModelManifest } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import type { Run } from "../../platform/durable.ts";
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { digestOf } from "./artefact.ts";
import { type BuiltSet, buildSet, type JoinedValues } from "./build-set.ts";
import { definitionHashOf, type ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import {
  currentPointers,
  insertPointer,
  insertRelease,
  lockPointers,
  readRelease,
  type StoredRelease,
} from "./releases.store.ts";
import { rescoreAll } from "./rescore.ts";
import { readRun, updateRun } from "./runs.store.ts";
import { latestFeedback } from "./scores.store.ts";
import { artefactBytes, type FullDefinition, fullDefinition } from "./serving.ts";
import type { Story } from "./story.ts";
import type { TrainingOutcome } from "./training-data.ts";

export const trainWorkflow = "models.train";

export interface TrainInput {
  workspaceId: string;
  model: string;
  /** Names of people never travel with runs: whoever asked is on the run's row. */
  by: string;
  seed: number;
}

const mostRows = 60_000;

export function definitionOf(deps: Pick<ModelsDeps, "definitions">, key: string): ModelDefinition {
  const found = deps.definitions.find((definition) => definition.key === key);
  if (found) return found;
  throw new AppError(
    "not-found",
    "platform.not_found",
    "There is no such model, or you may not see it.",
  );
}

async function tell(
  deps: ModelsDeps,
  scope: TenantScope,
  id: string,
  stage: string,
  progress: number,
): Promise<void> {
  await deps.db.tenant(scope, (tx) =>
    updateRun(tx, id, {
      state: "running",
      stage,
      progress,
      outcome: null,
      endedAt: null,
      releaseId: null,
    }),
  );
}

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
  asked: Parameters<ModelsDeps["features"]["past"]>[2],
): Promise<JoinedValues | null> {
  if (full.features.length === full.ownFeatures) return null;
  const parts = await Promise.all(full.sets.map((set) => deps.features.past(scope, set, asked)));
  return {
    features: full.features.slice(full.ownFeatures),
    rows: asked.map((_, at) => parts.flatMap((part) => part[at] ?? [])),
    hash: full.featureHash,
  };
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
  const story = await deps.records.story(scope);
  const full = await fullDefinition(deps, scope, definition);
  const options = {
    without: await deps.withoutConsent(scope, definition.entity, story),
    said: definition.task === "chance" ? await saidOf(deps, scope, definition.key) : new Map(),
    mostRows,
  };
  const own = { ...definition, features: full.features.slice(0, full.ownFeatures) };
  const set = await buildSet(own, story, options, (asked) => joinSets(deps, scope, full, asked));
  return { full, set, story };
}

async function championFor(deps: ModelsDeps, scope: TenantScope, model: string) {
  const release = await deps.db.tenant(scope, async (tx) => {
    const pointers = await currentPointers(tx, model);
    const id = pointers.find(({ role }) => role === "champion")?.releaseId;
    return id ? readRelease(tx, id) : null;
  });
  const bytes = release ? await artefactBytes(deps, release).catch(() => null) : null;
  return release && bytes ? { release: release.number, artefact: bytes } : null;
}

function manifestOf(
  definition: ModelDefinition,
  { full, set, story }: Gathered,
  seed: number,
): ModelManifest {
  return {
    query: `${definition.population.words}. Outcome: ${definition.label.words}.`,
    asOf: new Date(story.nowMs).toISOString(),
    rows: set.rows.length,
    records: set.records,
    digest: set.digest,
    seed,
    featureHash: full.featureHash,
    definitionHash: definitionHashOf(definition),
    withoutConsent: set.withoutConsent,
    feedback: set.feedback,
  };
}

export async function trainOnce(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  gathered: Gathered,
  seed: number,
): Promise<TrainingOutcome> {
  const { full, set } = gathered;
  const { digest: _digest, ids: _ids, records: _records, ...plain } = set;
  return deps.train({
    model: definition.key,
    task: definition.task === "classes" ? "classes" : "chance",
    set: plain,
    segments: definition.segments,
    gates: definition.gates,
    seed,
    featureHash: full.featureHash,
    champion: await championFor(deps, scope, definition.key),
  });
}

async function trainAndKeep(
  deps: ModelsDeps,
  runId: string,
  { workspaceId, model, seed }: TrainInput,
): Promise<string> {
  const scope = { workspaceId };
  const definition = definitionOf(deps, model);
  const done = await deps.db.tenant(scope, (tx) => readRelease(tx, runId));
  if (done) return done.id;
  await tell(deps, scope, runId, "Reading the past", 0.05);
  const gathered = await gather(deps, scope, definition);
  await tell(deps, scope, runId, `Learning from ${gathered.set.rows.length} past cases`, 0.3);
  const outcome = await trainOnce(deps, scope, definition, gathered, seed);
  await tell(deps, scope, runId, "Writing the release", 0.85);
  const digest = outcome.artefact ? digestOf(outcome.artefact) : null;
  const artefactKey = digest ? `models/${workspaceId}/${model}/${digest}` : null;
  // Written before the row that names it; equal bytes have the same name.
  if (outcome.artefact && artefactKey) await deps.blobs.put(artefactKey, outcome.artefact);
  await deps.db.tenant(scope, (tx) =>
    insertRelease(tx, {
      id: runId,
      model,
      createdAt: new Date(deps.clock.nowMs()).toISOString(),
      rung: outcome.rung,
      why: outcome.why,
      passed: outcome.passed,
      refusals: outcome.refusals,
      codeVersion: deps.codeVersion,
      artefactKey,
      artefactDigest: digest,
      artefactBytes: outcome.artefact?.length ?? 0,
      manifest: manifestOf(definition, gathered, seed),
      evaluation: outcome.evaluation,
    }),
  );
  return runId;
}

/** A release that passed takes over where nothing better is in force; one that did not changes nothing. */
async function putInForce(
  deps: ModelsDeps,
  scope: TenantScope,
  release: StoredRelease,
): Promise<void> {
  if (!release.passed) return;
  await deps.db.tenant(scope, async (tx) => {
    await lockPointers(tx, release.model);
    const pointers = await currentPointers(tx, release.model);
    const champion = pointers.find(({ role }) => role === "champion");
    if (champion?.releaseId === release.id) return;
    await insertPointer(tx, {
      id: newId(),
      model: release.model,
      role: "champion",
      releaseId: release.id,
      share: null,
      at: new Date(deps.clock.nowMs()).toISOString(),
      by: "Rapport",
      why: champion?.releaseId
        ? "It passed all gates, also against the release in force."
        : "It passed all gates.",
    });
  });
}

async function finish(deps: ModelsDeps, scope: TenantScope, runId: string): Promise<void> {
  await deps.db.tenant(scope, async (tx) => {
    const release = await readRelease(tx, runId);
    if (!release) return;
    await updateRun(tx, runId, {
      state: release.passed ? "done" : "refused",
      stage: release.passed ? "Done" : "Refused",
      progress: 1,
      outcome: release.passed
        ? `Release ${release.number} is in force.`
        : release.refusals.join(" "),
      endedAt: new Date(deps.clock.nowMs()).toISOString(),
      releaseId: release.id,
    });
  });
}

async function fail(deps: ModelsDeps, scope: TenantScope, runId: string, error: unknown) {
  deps.logger.error({ error, runId }, "A training failed");
  await deps.db.tenant(scope, async (tx) => {
    const run = await readRun(tx, runId);
    if (!run || run.endedAt !== null) return;
    await updateRun(tx, runId, {
      ...run,
      state: "failed",
      stage: "Failed",
      outcome: "The training failed; the log of the server says why. What was in force stays.",
      endedAt: new Date(deps.clock.nowMs()).toISOString(),
    });
  });
}

/** A run that is cut short is taken up again from this step. */
const toTheEnd = new AbortController().signal;

/** The workflow of a run; its id is the release's. */
export function createTraining(deps: ModelsDeps) {
  return async (run: Run, input: TrainInput): Promise<string | null> => {
    const scope = { workspaceId: input.workspaceId };
    try {
      const releaseId = await run.step("train", () => trainAndKeep(deps, run.id, input));
      await run.step("put in force", async () => {
        const release = await deps.db.tenant(scope, (tx) => readRelease(tx, releaseId));
        if (release) await putInForce(deps, scope, release);
      });
      await run.step("score", async () => {
        await rescoreAll(deps, scope, definitionOf(deps, input.model), toTheEnd);
      });
      await run.step("finish", () => finish(deps, scope, run.id));
      return releaseId;
    } catch (error) {
      await run.step("fail", () => fail(deps, scope, run.id, error));
      return null;
    }
  };
}
