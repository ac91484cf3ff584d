// One training from beginning to end: gather the past, train in a thread, write the release, put it in force where it
// passed, score anew. Durable: a kill goes on with the step that was cut off, and the release of a run is written once.
import type { ModelManifest } from "@rapport/contracts";
import type { TenantScope } from "../../platform/db/index.ts";
import type { Run } from "../../platform/durable.ts";
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { digestOf, type Row } from "./artefact.ts";
import type { Asked } from "./build-set.ts";
import { definitionHashOf, type ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { pastRows } from "./feature-rows.ts";
import { type Gathered, gather } from "./gather.ts";
import { driftCheck } from "./monitors.rules.ts";
import { noteChecks } from "./note-checks.ts";
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
import { artefactBytes, definitionOfRelease, loadArtefact } from "./serving.ts";
import type { StoryRecord } from "./story.ts";
import type { TrainingOutcome, TrainingTask } from "./training-data.ts";

export const trainWorkflow = "models.train";

export interface TrainInput {
  workspaceId: string;
  model: string;
  /** Names of people never travel with runs: whoever asked is on the run's row. */
  by: string;
  seed: number;
}

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

/** All cases as the champion reads them: by its own versions of sets, in the order of its columns. */
async function championRows(
  deps: ModelsDeps,
  scope: TenantScope,
  release: StoredRelease,
  definition: ModelDefinition,
  { full, set, story }: Gathered,
): Promise<Row[] | null> {
  const artefact = await loadArtefact(deps, release);
  const own = artefact ? await definitionOfRelease(deps, scope, definition, artefact) : null;
  if (!artefact || !own) return null;
  const asked = set.ids.map((id, at): Asked => {
    const record = story.get(definition.entity, id) as StoryRecord;
    return { record, atMs: set.times[at] as number };
  });
  const rows =
    own.featureHash === full.featureHash
      ? set.rows
      : await pastRows(deps, scope, own, story, asked);
  const places = artefact.header.columns.map(({ key }) =>
    own.features.findIndex((feature) => feature.key === key),
  );
  return rows.map((row) => places.map((place) => row[place] ?? null));
}

async function championFor(
  deps: ModelsDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  gathered: Gathered,
): Promise<TrainingTask["champion"]> {
  const release = await deps.db.tenant(scope, async (tx) => {
    const pointers = await currentPointers(tx, definition.key);
    const id = pointers.find(({ role }) => role === "champion")?.releaseId;
    return id ? readRelease(tx, id) : null;
  });
  if (!release) return null;
  try {
    const artefact = await artefactBytes(deps, release);
    const rows = await championRows(deps, scope, release, definition, gathered);
    return artefact && rows ? { release: release.number, artefact, rows } : null;
  } catch (error) {
    deps.logger.warn({ error, releaseId: release.id }, "The release in force cannot be compared");
    return null;
  }
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
    sets: [...full.refs],
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
    task: definition.task,
    set: plain,
    segments: definition.segments,
    gates: definition.gates,
    seed,
    featureHash: full.featureHash,
    sets: full.refs,
    beliefs: definition.beliefs,
    champion: await championFor(deps, scope, definition, gathered),
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
  await tell(
    deps,
    scope,
    runId,
    `Learning from ${gathered.set.rows.length.toLocaleString("en")} past cases`,
    0.3,
  );
  const outcome = await trainOnce(deps, scope, definition, gathered, seed);
  await tell(deps, scope, runId, "Writing the release", 0.85);
  const digest = outcome.artefact ? digestOf(outcome.artefact) : null;
  const artefactKey = digest ? `models/${workspaceId}/${model}/${digest}` : null;
  // Written before the row that names it; equal bytes have the same name.
  if (outcome.artefact && artefactKey) await deps.blobs.put(artefactKey, outcome.artefact);
  const drift = driftCheck(outcome);
  await deps.db.tenant(scope, async (tx) => {
    await insertRelease(tx, {
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
    });
    if (!drift) return;
    const at = new Date(deps.clock.nowMs()).toISOString();
    await noteChecks(deps, tx, definition, runId, [{ ...drift, model, releaseId: runId, at }]);
  });
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
