// What answers for a model now: the release in force as one unit of features and artefact, a candidate beside it, or the
// rules, and why. Artefacts are kept in memory by release; they never change, so nothing can be stale.
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { TenantScope } from "../../platform/db/index.ts";
import { type Artefact, artefactFromBytes } from "./artefact.ts";
import { isMiscalibrated } from "./decisions.store.ts";
import type { FullDefinition, ModelDefinition } from "./define-model.ts";
import type { ModelsDeps } from "./deps.ts";
import { fullDefinition, presentDefinition } from "./feature-rows.ts";
import { currentPointers, readRelease, type StoredRelease } from "./releases.store.ts";
import { artefactScorer, rulesScorer, type Scorer } from "./score-rows.ts";
import type { StoryRecord } from "./story.ts";

export interface Candidate {
  readonly role: "shadow" | "canary";
  readonly share: number;
  readonly since: string;
  readonly scorer: Scorer;
}

export interface Serving {
  /** As the champion reads it. */
  readonly definition: FullDefinition;
  readonly champion: Scorer;
  readonly release: StoredRelease | null;
  readonly candidate: Candidate | null;
}

export type ServingDeps = Pick<ModelsDeps, "db" | "blobs" | "features" | "logger">;

const mostKept = 60;
const kept = new Map<string, Artefact>();

export async function loadArtefact(
  { blobs }: Pick<ModelsDeps, "blobs">,
  { artefactKey, artefactDigest }: StoredRelease,
): Promise<Artefact | null> {
  if (artefactKey === null || artefactDigest === null) return null;
  const known = kept.get(artefactKey);
  if (known) return known;
  const bytes = new Uint8Array(await buffer(await blobs.get(artefactKey)));
  const artefact = artefactFromBytes(bytes, artefactDigest);
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value ?? "");
  kept.set(artefactKey, artefact);
  return artefact;
}

export async function artefactBytes(
  { blobs }: Pick<ModelsDeps, "blobs">,
  { artefactKey }: StoredRelease,
): Promise<Uint8Array | null> {
  if (artefactKey === null) return null;
  return new Uint8Array(await buffer(await blobs.get(artefactKey)));
}

/** The features that an artefact was made for, as they can be computed now; null: they cannot any more. */
export async function definitionOfRelease(
  deps: Pick<ModelsDeps, "features">,
  scope: TenantScope,
  definition: ModelDefinition,
  { header }: Artefact,
): Promise<FullDefinition | null> {
  const full = await fullDefinition(deps, scope, definition, header.sets ?? []);
  return full?.featureHash === header.featureHash ? full : null;
}

async function scorerOf(
  deps: ServingDeps,
  scope: TenantScope,
  definition: ModelDefinition,
  release: StoredRelease,
  isOff = false,
): Promise<Scorer | string> {
  try {
    const artefact = await loadArtefact(deps, release);
    if (!artefact) return release.why;
    const full = await definitionOfRelease(deps, scope, definition, artefact);
    return full
      ? artefactScorer(full, artefact, release, { isOff })
      : `Release ${release.number} was made for another version of its features. Train anew.`;
  } catch (error) {
    deps.logger.error({ error, releaseId: release.id }, "A release could not be loaded");
    return `The file of release ${release.number} cannot be read. Promote another one, or train anew.`;
  }
}

export const noRelease = "No model was released yet: rules that anyone can read say what they can.";

export async function servingOf(
  deps: ServingDeps,
  scope: TenantScope,
  given: ModelDefinition,
): Promise<Serving> {
  const { pointers, releases, isOff } = await deps.db.tenant(scope, async (tx) => {
    const current = await currentPointers(tx, given.key);
    const ids = current.flatMap(({ releaseId }) => (releaseId === null ? [] : [releaseId]));
    const read = await Promise.all(ids.map((id) => readRelease(tx, id)));
    const id = current.find(({ role }) => role === "champion")?.releaseId;
    return {
      pointers: current,
      releases: read.filter((release) => release !== null),
      isOff: id ? await isMiscalibrated(tx, given.key, id) : false,
    };
  });
  const pointed = (role: string) => {
    const pointer = pointers.find((one) => one.role === role && one.releaseId !== null);
    const release = releases.find(({ id }) => id === pointer?.releaseId);
    return pointer && release ? { pointer, release } : null;
  };
  const inForce = pointed("champion");
  const found = inForce ? await scorerOf(deps, scope, given, inForce.release, isOff) : noRelease;
  const champion =
    typeof found === "string"
      ? rulesScorer(await presentDefinition(deps, scope, given), found)
      : found;
  const beside = pointed("canary") ?? pointed("shadow");
  const scorer = beside ? await scorerOf(deps, scope, given, beside.release) : null;
  return {
    definition: champion.definition,
    champion,
    release: inForce?.release ?? null,
    candidate:
      beside && scorer !== null && typeof scorer !== "string"
        ? {
            role: beside.pointer.role === "canary" ? "canary" : "shadow",
            share: beside.pointer.share ?? 0,
            since: beside.pointer.at,
            scorer,
          }
        : null,
  };
}

/** A customer is wholly on one side: everything about one company, or about one person without a company. */
export function isInShare(record: StoryRecord, releaseId: string, share: number): boolean {
  const customer = typeof record.companyId === "string" ? record.companyId : record.id;
  const head = createHash("sha256").update(`${releaseId}/${customer}`).digest().readUInt32BE(0);
  return head / 2 ** 32 < share;
}
