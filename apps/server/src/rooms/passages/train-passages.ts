// Learns a workspace's latent model anew and puts it in force: the arithmetic in a thread, outside any transaction, the
// switch in one transaction in which nobody else writes the index. Chunks never change under their number, so that what
// was computed meanwhile stays right; chunks that came meanwhile are folded in.
import { Worker } from "node:worker_threads";
import { latentFromBytes } from "@rapport/learn";
import { blockSize, type PlacedVector, packVectors } from "@rapport/retrieval";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import {
  type ChunkRow,
  chunksAfter,
  saveModel,
  saveVectors,
  type VectorRow,
} from "./chunks.store.ts";
import { type IndexRow, listSpaces, lockIndex, readIndex, saveIndex } from "./index.store.ts";
import type { TrainingOutcome, TrainingTask } from "./training-data.ts";
import { vectorOf } from "./write-passages.ts";

export interface TrainDeps {
  db: Database;
  clock: Clock;
}

const seed = 1;
const pageSize = 2000;
/** Fewer passages say nothing about which words go together. */
export const leastChunks = 24;

function inThread(task: TrainingTask, signal?: AbortSignal): Promise<TrainingOutcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./training-thread.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    const stop = () => {
      void worker.terminate();
      reject(new Error("The training was stopped."));
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.once("message", (outcome: TrainingOutcome) => resolve(outcome));
    worker.once("error", reject);
    worker.once("exit", (code) => {
      signal?.removeEventListener("abort", stop);
      if (code !== 0) reject(new Error(`The training thread ended with ${code}.`));
    });
  });
}

async function allChunks(read: (after: number) => Promise<ChunkRow[]>): Promise<ChunkRow[]> {
  const all: ChunkRow[] = [];
  for (let after = -1; ; ) {
    const page = await read(after);
    all.push(...page);
    if (page.length < pageSize) return all;
    after = page.at(-1)?.no ?? after;
  }
}

type Trained = Extract<TrainingOutcome, { kind: "trained" }>;

async function putInForce(deps: TrainDeps, tx: Tx, trained: Trained): Promise<IndexRow> {
  const before = await lockIndex(tx);
  const chunks = await allChunks((after) => chunksAfter(tx, after, pageSize));
  const model = before.model + 1;
  const revision = before.revision + 1;
  const { dims, numbers, vectors } = trained;
  const rowOf = new Map(Array.from(numbers, (no, row) => [no, row] as const));
  const latent = latentFromBytes(trained.model);
  const blocks = new Map<string, { space: number; block: number; placed: PlacedVector[] }>();
  for (const chunk of chunks) {
    const row = rowOf.get(chunk.no);
    const vector =
      row === undefined ? vectorOf(latent, chunk) : vectors.subarray(row * dims, (row + 1) * dims);
    if (!vector) continue;
    const block = Math.floor(chunk.no / blockSize);
    const key = `${chunk.space} ${block}`;
    const of = blocks.get(key) ?? { space: chunk.space, block, placed: [] };
    blocks.set(key, of);
    of.placed.push({ place: chunk.no % blockSize, vector });
  }
  const rows = Array.from(
    blocks.values(),
    ({ space, block, placed }): VectorRow => ({
      ...{ space, block, model, revision },
      data: packVectors(placed, dims),
    }),
  );
  saveModel(tx, model, Buffer.from(trained.model));
  for (let from = 0; from < rows.length; from += 20) saveVectors(tx, rows.slice(from, from + 20));
  const after: IndexRow = {
    ...before,
    ...{ model, revision },
    vectorWeight: trained.choice.weight,
    choice: { ...trained.choice },
    trainedChunks: chunks.length,
    trainedAt: nowIso(deps.clock),
    changedChunks: 0,
  };
  saveIndex(tx, after);
  return after;
}

/** Null when there is too little to learn from. */
export async function trainPassages(
  deps: TrainDeps,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<IndexRow | null> {
  const reader = deps.db.reader({ workspaceId });
  const spaces = new Map((await listSpaces(reader)).map(({ id, language }) => [id, language]));
  const chunks = await allChunks((after) => chunksAfter(reader, after, pageSize));
  const task = chunks.map(({ no, title, headings, text, space }) => ({
    ...{ no, title, headings, text },
    language: spaces.get(space) ?? "other",
  }));
  const outcome: TrainingOutcome =
    chunks.length < leastChunks
      ? { kind: "too-few" }
      : await inThread({ chunks: task, seed }, signal);
  return deps.db.tenant({ workspaceId }, async (tx) => {
    if (outcome.kind === "trained") return putInForce(deps, tx, outcome);
    // So that it is not tried again before more has changed.
    const index = await lockIndex(tx);
    saveIndex(tx, { ...index, changedChunks: 0 });
    return null;
  });
}

/** Whether enough has changed since the last training. */
export async function isDue(deps: TrainDeps, workspaceId: string): Promise<boolean> {
  const index = await readIndex(deps.db.reader({ workspaceId }));
  return index.changedChunks >= Math.max(leastChunks, index.trainedChunks / 5);
}
