// Sealing: takes what is committed and in no seal yet, batch by batch, into the chain of its workspace.
// Invariants: each entry is in one seal exactly (one sealer at a time holds a workspace, and a batch
// leaves out what seals above the floor hold); no entry is passed over (the floor rises only past
// numbers whose transactions have all ended); writers are never waited for and never wait.
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { chainHashOf, type Seal, sealFormat } from "./chain.ts";
import {
  type Batch,
  type Head,
  insertSeal,
  lockWorkspace,
  type Round,
  refreshComplete,
  selectBatch,
  selectHead,
  selectUnsettledWorkspaces,
  takeMark,
  upsertHead,
} from "./seals.store.ts";
import { settle } from "./settle.rules.ts";

export const maxSealEntries = 2000;
const refreshAfterMs = 3_600_000;

interface SealingDeps {
  db: Database;
  clock: Clock;
  batchSize?: number;
}

export interface SealingRound {
  sealed: number;
  /** Workspaces whose chain or floor was looked at; their checkpoints may be behind. */
  workspaceIds: string[];
}

/** One round over all workspaces that have unsettled entries. */
export async function sealRound(deps: SealingDeps, signal?: AbortSignal): Promise<SealingRound> {
  const workspaceIds = await deps.db.system(selectUnsettledWorkspaces);
  const startedAt = nowIso(deps.clock);
  if (workspaceIds.length === 0) return { sealed: 0, workspaceIds };
  const round = await deps.db.system(takeMark);
  let sealed = 0;
  for (const workspaceId of workspaceIds) {
    if (signal?.aborted) break;
    sealed += await sealWorkspace(deps, workspaceId, { ...round, startedAt }, signal);
  }
  return { sealed, workspaceIds };
}

/** Notes, once an hour, that workspaces at rest are complete. */
export async function noteComplete(deps: SealingDeps): Promise<void> {
  const unsettled = await deps.db.system(selectUnsettledWorkspaces);
  const at = nowIso(deps.clock);
  const olderThan = new Date(deps.clock.nowMs() - refreshAfterMs).toISOString();
  await deps.db.system(async (tx) => refreshComplete(tx, at, olderThan, unsettled));
}

type StartedRound = Round & { startedAt: string };

async function sealWorkspace(
  deps: SealingDeps,
  workspaceId: string,
  round: StartedRound,
  signal?: AbortSignal,
): Promise<number> {
  let sealed = 0;
  let afterNo: number | null = null;
  while (!signal?.aborted) {
    const step: Step = await deps.db.system((tx) =>
      sealBatch(tx, deps, { workspaceId, round, afterNo }),
    );
    sealed += step.sealed;
    if (step.isDone) break;
    afterNo = step.lastNo;
  }
  return sealed;
}

interface Step {
  sealed: number;
  lastNo: number;
  isDone: boolean;
}

async function sealBatch(
  tx: Tx,
  deps: SealingDeps,
  work: { workspaceId: string; round: StartedRound; afterNo: number | null },
): Promise<Step> {
  const { workspaceId, round } = work;
  const limit = deps.batchSize ?? maxSealEntries;
  if (!(await lockWorkspace(tx, workspaceId))) return { sealed: 0, lastNo: 0, isDone: true };
  const head = await selectHead(tx, workspaceId);
  const afterNo = work.afterNo ?? head.floorNo;
  const batch = await selectBatch(tx, { workspaceId, afterNo, limit });
  const isDone = batch === null || batch.entryCount < limit;
  const next = batch
    ? append(tx, { workspaceId, head, batch, sealedAt: nowIso(deps.clock) })
    : head;
  const settled = isDone ? { ...next, ...settle(next, round), completeAt: round.startedAt } : next;
  upsertHead(tx, workspaceId, settled);
  return { sealed: batch?.entryCount ?? 0, lastNo: batch?.lastNo ?? afterNo, isDone };
}

function append(
  tx: Tx,
  link: { workspaceId: string; head: Head; batch: Batch; sealedAt: string },
): Head {
  const { workspaceId, head, batch, sealedAt } = link;
  const content: Omit<Seal, "chainHash" | "previousHash"> = {
    ...batch,
    workspaceId,
    format: sealFormat,
    sealNo: head.sealNo + 1,
    entriesTotal: head.entriesTotal + batch.entryCount,
    floorNo: head.floorNo,
    completeAt: head.completeAt,
    sealedAt,
  };
  const chainHash = chainHashOf(head.chainHash, content);
  insertSeal(tx, { ...content, previousHash: head.chainHash, chainHash });
  return {
    ...head,
    sealNo: content.sealNo,
    entriesTotal: content.entriesTotal,
    chainHash,
    sealedAt,
  };
}
