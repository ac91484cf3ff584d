// Who is within a segment, kept while what is known changes: in the transaction that writes new values of an entity, and
// about once a minute for what time alone changes.
import type { Tx } from "../../platform/db/index.ts";
import { createRounds } from "../../platform/rounds.ts";
import { patientStep } from "../../platform/spare-time.ts";
import type { Refreshed, Wanted } from "../features/index.ts";
import type { SegmentsDeps } from "./deps.ts";
import { matches } from "./segment-rules.rules.ts";
import { setOrNull } from "./segment-set.ts";
import {
  dueSegments,
  forgetSegment,
  holdSegment,
  leaveAll,
  markSwept,
  readSegment,
  type StoredSegment,
  saveSegment,
  segmentsOfEntity,
  setMembers,
} from "./segments.store.ts";

const pageSize = 1000;
const sweepEveryMs = 60_000;
const roundMs = 1_000;
/** As long as records stay in the trash. */
const keptDeletedMs = 30 * 86_400_000;

/** Looks at some entities; answers the last of them. */
async function look(
  deps: SegmentsDeps,
  tx: Tx,
  segment: StoredSegment,
  wanted: Wanted,
): Promise<string | null> {
  const set = setOrNull(deps.features, segment);
  if (!set) return null;
  const kept = await deps.features.keptValues(tx, set, wanted);
  const within: string[] = [];
  const without: string[] = [];
  for (const { entityId, values } of kept)
    (matches(segment.definition, values) ? within : without).push(entityId);
  setMembers(tx, segment.id, new Date(deps.clock.nowMs()).toISOString(), { within, without });
  return kept.at(-1)?.entityId ?? null;
}

export async function followRefreshed(
  deps: SegmentsDeps,
  tx: Tx,
  { entity, ids, gone }: Refreshed,
): Promise<void> {
  if (gone.length > 0) leaveAll(tx, gone, new Date(deps.clock.nowMs()).toISOString());
  if (ids.length === 0) return;
  for (const segment of await segmentsOfEntity(tx, entity)) await look(deps, tx, segment, { ids });
}

/** A definition of the code that changed gives the segment another set. */
async function followDefinitions(deps: SegmentsDeps, tx: Tx, id: string): Promise<void> {
  const segment = await holdSegment(tx, id);
  const set = segment && setOrNull(deps.features, segment);
  if (!segment || !set) return;
  if (set.hash !== segment.setHash) saveSegment(tx, { ...segment, setHash: set.hash });
  await deps.features.keepSet(tx, set);
}

/** All entities that values are kept of. */
export async function sweepSegment(
  deps: SegmentsDeps,
  workspaceId: string,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const scope = { workspaceId };
  await deps.db.tenant(scope, (tx) => followDefinitions(deps, tx, id));
  let afterId: string | null = null;
  do {
    const from: string | null = afterId;
    afterId = await patientStep(signal, () =>
      deps.db.tenant(scope, async (tx) => {
        const segment = await readSegment(tx, id);
        return segment ? look(deps, tx, segment, { afterId: from, limit: pageSize }) : null;
      }),
    );
  } while (afterId !== null && !signal.aborted);
  const at = new Date(deps.clock.nowMs()).toISOString();
  await deps.db.tenant(scope, async (tx) => markSwept(tx, id, at));
}

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: SegmentsDeps): Upkeep {
  async function round(signal: AbortSignal): Promise<void> {
    const ago = (ms: number) => new Date(deps.clock.nowMs() - ms).toISOString();
    const before = { swept: ago(sweepEveryMs), deleted: ago(keptDeletedMs) };
    for (const { workspaceId, id, isForgotten } of await dueSegments(deps.db, before)) {
      if (signal.aborted) return;
      if (isForgotten) await deps.db.tenant({ workspaceId }, async (tx) => forgetSegment(tx, id));
      else await sweepSegment(deps, workspaceId, id, signal);
    }
  }

  return createRounds({
    round,
    pauseMs: roundMs,
    logger: deps.logger,
    failed: "Segments could not be looked at just now; trying again",
  });
}
