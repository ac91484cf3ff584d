// Verification: walks the chain from its first seal, recomputes every hash here (not in the database),
// and compares three things that must agree: entries, seals, and the signed checkpoints outside.
// Believes neither the head nor the seals by themselves; whoever owns the database can write all of it,
// but cannot sign. Stops at the first bad entry. Memory is bounded: a few seals and one page of entries.
// It cannot see what was taken from the end since the last checkpoint, at most about a minute.
import type { SigningKey } from "../../platform/crypto.ts";
import type { Database } from "../../platform/db/index.ts";
import { genesisHash, type Seal } from "./chain.ts";
import { checkSealEntries, fetchEntries } from "./check-entries.ts";
import { checkCheckpoints, checkSeal, type Walk } from "./check-seal.ts";
import {
  type CheckpointIndex,
  type CheckpointPlace,
  checkpointedWorkspaces,
  checkpointPath,
  type IndexedCheckpoint,
  indexCheckpoints,
} from "./checkpoint-file.ts";
import { findInserted } from "./find-inserted.ts";
import { selectSeals } from "./seals.store.ts";
import { createTrailReader, type TrailReader } from "./trail-reader.ts";
import type { AuditVerdict, Finding } from "./verdict.ts";
import { type Stand, selectLoggedWorkspaces, selectStand } from "./verify.store.ts";

export interface VerifyDeps {
  db: Database;
  key: SigningKey;
  place: CheckpointPlace;
}

export interface VerifyRequest {
  workspaceId: string;
  /** Ends early, with `complete: false`, once this answers true; asked between pages. */
  isOver?: () => boolean;
  onProgress?: (entries: number) => void;
}

const sealsPerPage = 16;
const entriesPerFetch = 2000;

/** Workspaces to verify: all that the database or the checkpoint folder knows. */
export async function auditedWorkspaces(deps: Pick<VerifyDeps, "db" | "place">): Promise<string[]> {
  const logged = await deps.db.system(selectLoggedWorkspaces);
  return [...new Set([...logged, ...(await checkpointedWorkspaces(deps.place))])].sort();
}

export async function verifyAudit(deps: VerifyDeps, request: VerifyRequest): Promise<AuditVerdict> {
  const { workspaceId } = request;
  const path = checkpointPath(deps.place, workspaceId);
  // Checkpoints first: a line written while we look is then never ahead of the seals we see.
  const index = await indexCheckpoints(path, workspaceId, deps.key);
  const stand = await deps.db.system((tx) => selectStand(tx, workspaceId));
  const walk: Walk = {
    workspaceId,
    sealNo: 0,
    entries: 0,
    chain: genesisHash,
    floorNo: Math.max(stand.head?.floorNo ?? 0, ...genuineFloors(index.checkpoints)),
    sealedBelowFloor: 0,
    lastGoodCheckpoint: null,
  };
  const context = {
    deps,
    request,
    index,
    stand,
    walk,
    trail: createTrailReader(path, index.checkpoints),
  };
  const { finding, isOver } = await findFirstBad(context);
  const inserted = isOver
    ? { unsealed: 0, finding: null }
    : await findInserted(deps.db, walk, stand, finding);
  const firstBad = inserted.finding ?? finding;
  return {
    workspaceId,
    ok: firstBad === null,
    complete: !isOver,
    entries: walk.entries,
    seals: walk.sealNo,
    checkpoints: index.checkpoints.length,
    unsealed: inserted.unsealed,
    ...(firstBad ? { firstBad } : {}),
    warnings: warningsOf(index, walk),
  };
}

interface Verification {
  deps: VerifyDeps;
  request: VerifyRequest;
  index: CheckpointIndex;
  stand: Stand;
  walk: Walk;
  trail: TrailReader;
}

async function findFirstBad(
  context: Verification,
): Promise<{ finding: Finding | null; isOver: boolean }> {
  const { stand, walk, request } = context;
  while (walk.sealNo < stand.lastSealNo) {
    if (request.isOver?.()) return { finding: null, isOver: true };
    const query = {
      workspaceId: walk.workspaceId,
      afterSealNo: walk.sealNo,
      throughSealNo: stand.lastSealNo,
      limit: sealsPerPage,
    };
    const seals = await context.deps.db.system((tx) => selectSeals(tx, query));
    if (seals.length === 0) break;
    const finding = await walkSeals(context, seals);
    if (finding) return { finding, isOver: false };
    request.onProgress?.(walk.entries);
  }
  return { finding: await checkEnd(context), isOver: false };
}

/** Entries of the next group are fetched while those of this one are hashed. */
async function walkSeals(context: Verification, seals: readonly Seal[]): Promise<Finding | null> {
  const { db } = context.deps;
  const groups = groupSeals(seals);
  let fetching = fetchEntries(db, groups[0] ?? []);
  for (const [index, group] of groups.entries()) {
    const entries = await fetching;
    const next = groups[index + 1];
    if (next) fetching = fetchEntries(db, next);
    for (const seal of group) {
      const finding = await checkOne(context, seal, entries);
      if (!finding) continue;
      await fetching;
      return finding;
    }
  }
  return null;
}

async function checkOne(
  context: Verification,
  seal: Seal,
  entries: Awaited<ReturnType<typeof fetchEntries>>,
): Promise<Finding | null> {
  const { walk, trail, index, deps, stand } = context;
  const sealFault = await checkSeal(walk, seal, trail);
  const through = sealFault ? sealFault.index : seal.entryCount;
  const entryFault = await checkSealEntries({
    db: deps.db,
    seal,
    entries,
    through,
    lastEntryNo: stand.lastEntryNo,
  });
  if (entryFault) return entryFault;
  if (sealFault) return sealFault.finding;
  return checkCheckpoints(walk, seal, index.checkpoints);
}

function groupSeals(seals: readonly Seal[]): Seal[][] {
  const groups: Seal[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const seal of seals) {
    if (size + seal.entryCount > entriesPerFetch) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(seal);
    size += seal.entryCount;
  }
  return groups;
}

/** What must hold after the last seal: the head agrees, and no checkpoint knows of more. */
async function checkEnd({ stand, walk, index, trail }: Verification): Promise<Finding | null> {
  const forged = index.checkpoints.find((checkpoint) => !checkpoint.isGenuine);
  const later = index.checkpoints.find(
    ({ isGenuine, entries }) => isGenuine && entries > walk.entries,
  );
  const missing = (stand.head?.sealNo ?? 0) > walk.sealNo;
  if (later || missing) return truncated(walk, later, await trail.idOf(walk.entries));
  const isHeadRight =
    walk.sealNo === 0 ||
    (stand.head?.sealNo === walk.sealNo && stand.head.chainHash.equals(walk.chain));
  if (!isHeadRight) return headForged(walk);
  return forged ? checkpointForged(forged) : null;
}

function truncated(
  walk: Walk,
  later: IndexedCheckpoint | undefined,
  entryId: string | null,
): Finding {
  const count = later
    ? `${index(later.entries - walk.entries)}`
    : "the entries of at least one seal";
  const from = entryId ? `from entry ${entryId} on` : `after the first ${walk.entries}`;
  return {
    entryId,
    entryNo: null,
    kind: "truncated",
    message: `The log was cut off ${from}: ${count} that were sealed are missing, with their seals.`,
  };
}

function index(count: number): string {
  return count === 1 ? "1 entry" : `at least ${count} entries`;
}

function headForged(walk: Walk): Finding {
  return {
    entryId: null,
    entryNo: null,
    kind: "seal-forged",
    message: `The head of the chain does not agree with its last seal (${walk.sealNo}): it was changed by hand.`,
  };
}

function checkpointForged(checkpoint: IndexedCheckpoint): Finding {
  return {
    entryId: null,
    entryNo: null,
    kind: "checkpoint-forged",
    message: `The checkpoint of ${checkpoint.at} (seal ${checkpoint.sealNo}) in the checkpoint file does not carry a valid signature of this installation's key: it was changed, or signed with another key (${checkpoint.keyId}).`,
  };
}

function genuineFloors(checkpoints: readonly IndexedCheckpoint[]): number[] {
  let floor = 0;
  for (const { isGenuine, floorNo } of checkpoints)
    if (isGenuine && floorNo > floor) floor = floorNo;
  return [floor];
}

function warningsOf(found: CheckpointIndex, walk: Walk): string[] {
  const warnings: string[] = [];
  if (walk.sealNo > 0 && found.checkpoints.length === 0) {
    warnings.push(
      "No checkpoint file was found: a rewrite of the whole log, or a cut at its end, would not show.",
    );
  }
  if (found.unreadableLines > 0) {
    warnings.push(
      `${found.unreadableLines} line(s) of the checkpoint file cannot be read; a kill while one is written leaves one.`,
    );
  }
  return warnings;
}
