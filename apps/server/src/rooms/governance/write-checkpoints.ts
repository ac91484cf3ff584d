// Carries the chain out of the database: after sealing, and at most once a minute for each workspace,
// the seals since the last checkpoint are read back, their chain is recomputed, and a signed line is
// appended. A chain that does not continue the last line is never signed.
// The last line is read from the file itself, so a kill between seal and checkpoint loses nothing.
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { SigningKey } from "../../platform/crypto.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { chainHashOf, genesisHash, type Seal } from "./chain.ts";
import {
  appendCheckpoints,
  type Checkpoint,
  type CheckpointPlace,
  checkpointLine,
  checkpointPath,
  readLastCheckpoint,
  trailOf,
} from "./checkpoint-file.ts";
import { type Head, selectHead, selectSealedWorkspaces, selectSeals } from "./seals.store.ts";

export interface CheckpointDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  key: SigningKey;
  place: CheckpointPlace;
}

export interface CheckpointWriter {
  /** These workspaces' chains may have moved. */
  note(workspaceIds: readonly string[]): void;
  /** Writes what is due; `force` does not wait for the minute to pass. */
  write(options?: { force?: boolean }): Promise<void>;
  /** The newest checkpoint that this process knows of. */
  lastOf(workspaceId: string): Promise<Checkpoint | null>;
}

const minIntervalMs = 60_000;
const sealsPerLine = 5;

export function createCheckpointWriter(deps: CheckpointDeps): CheckpointWriter {
  const lastOf = new Map<string, Checkpoint>();
  const dirty = new Set<string>();
  const broken = new Set<string>();
  let isStarted = false;

  async function last(workspaceId: string): Promise<Checkpoint | null> {
    const known =
      lastOf.get(workspaceId) ??
      (await readLastCheckpoint(checkpointPath(deps.place, workspaceId)));
    if (known) lastOf.set(workspaceId, known);
    return known;
  }

  function isDue(previous: Checkpoint | null): boolean {
    return previous === null || deps.clock.nowMs() - Date.parse(previous.at) >= minIntervalMs;
  }

  async function writeWorkspace(workspaceId: string, force: boolean): Promise<void> {
    const previous = await last(workspaceId);
    if (!force && !isDue(previous)) return;
    const head = await deps.db.system((tx) => selectHead(tx, workspaceId));
    const outcome = await writeSince(deps, { workspaceId, head, previous });
    dirty.delete(workspaceId);
    if (outcome === "broken") {
      if (!broken.has(workspaceId)) deps.logger.error({ workspaceId }, brokenMessage);
      broken.add(workspaceId);
      return;
    }
    if (outcome) lastOf.set(workspaceId, outcome);
  }

  async function findBehind(): Promise<void> {
    for (const { id, sealNo, floorNo } of await deps.db.system(selectSealedWorkspaces)) {
      const previous = await last(id);
      if (!previous || previous.sealNo !== sealNo || previous.floorNo < floorNo) dirty.add(id);
    }
    isStarted = true;
  }

  return {
    note: (workspaceIds) => {
      for (const workspaceId of workspaceIds) dirty.add(workspaceId);
    },
    write: async ({ force = false } = {}) => {
      if (!isStarted) await findBehind();
      for (const workspaceId of [...dirty]) await writeWorkspace(workspaceId, force);
    },
    lastOf: last,
  };
}

const brokenMessage =
  'The audit chain does not continue its last checkpoint: the database was restored or tampered with. Run "npm run -s rapport -- audit verify"';

interface Span {
  workspaceId: string;
  head: Head;
  previous: Checkpoint | null;
}

const nothingYet: Pick<Checkpoint, "sealNo" | "entries" | "chain" | "floorNo"> = {
  sealNo: 0,
  entries: 0,
  chain: genesisHash.toString("hex"),
  floorNo: 0,
};

/** Appends lines up to the head; answers the newest, null when there was nothing to say. */
async function writeSince(deps: CheckpointDeps, span: Span): Promise<Checkpoint | "broken" | null> {
  const { workspaceId, head, previous } = span;
  let newest: Checkpoint | null = null;
  let at = previous ?? nothingYet;
  if (
    head.sealNo < at.sealNo ||
    (head.sealNo === at.sealNo && head.chainHash.toString("hex") !== at.chain)
  ) {
    return "broken";
  }
  while (at.sealNo < head.sealNo) {
    const query = {
      workspaceId,
      afterSealNo: at.sealNo,
      throughSealNo: head.sealNo,
      limit: sealsPerLine,
    };
    const seals = await deps.db.system((tx) => selectSeals(tx, query));
    const next = continueChain(at, seals);
    if (!next) return "broken";
    newest = await append(deps, { ...next, workspaceId, floorNo: head.floorNo }, seals);
    at = newest;
  }
  const hasFloorRisen = previous !== null && head.floorNo > at.floorNo;
  return hasFloorRisen ? append(deps, { ...at, workspaceId, floorNo: head.floorNo }, []) : newest;
}

type Reached = Pick<Checkpoint, "sealNo" | "entries" | "chain">;

/** How far these seals carry the chain; null when they do not continue it. */
function continueChain(from: Reached, seals: readonly Seal[]): Reached | null {
  let chain: Buffer = Buffer.from(from.chain, "hex");
  for (const seal of seals) {
    if (!seal.previousHash.equals(chain)) return null;
    chain = chainHashOf(chain, seal);
    if (!seal.chainHash.equals(chain)) return null;
  }
  const last = seals.at(-1);
  return last
    ? { sealNo: last.sealNo, entries: last.entriesTotal, chain: chain.toString("hex") }
    : null;
}

async function append(
  deps: CheckpointDeps,
  state: Omit<Checkpoint, "at" | "keyId">,
  seals: readonly Seal[],
): Promise<Checkpoint> {
  const checkpoint: Checkpoint = {
    workspaceId: state.workspaceId,
    sealNo: state.sealNo,
    entries: state.entries,
    chain: state.chain,
    floorNo: state.floorNo,
    at: nowIso(deps.clock),
    keyId: deps.key.id,
  };
  const line = checkpointLine(checkpoint, Buffer.concat(seals.map(trailOf)), deps.key);
  await appendCheckpoints(checkpointPath(deps.place, state.workspaceId), [line]);
  return checkpoint;
}
