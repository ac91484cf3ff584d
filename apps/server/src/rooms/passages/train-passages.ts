// Learns a workspace's latent model anew and puts it in force: the arithmetic in a thread, outside any transaction, the
// switch in one transaction in which nobody else writes the index. Chunks never change under their number, so that what
// was computed meanwhile stays right; chunks that came meanwhile are folded in.
import { latentFromBytes } from "@rapport/learn";
import { blockSize, type PlacedVector, packVectors } from "@rapport/retrieval";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { saveModel, saveVectors, type VectorRow } from "./chunks.store.ts";
import { allChunks, embedPassages } from "./embed-passages.ts";
import type { Encoder } from "./encoder.ts";
import {
  encoderOf,
  type IndexRow,
  listSpaces,
  lockIndex,
  readIndex,
  saveIndex,
} from "./index.store.ts";
import { inThread, type Trained, type TrainingOutcome } from "./training-data.ts";
import { vectorOf } from "./write-passages.ts";

export interface TrainDeps {
  db: Database;
  clock: Clock;
  encoder: Encoder | null;
}

const seed = 1;
/** Of what is counted of a text: a model of other terms is learned anew. */
const termsVersion = 2;
/** Fewer passages say nothing about which words go together. */
export const leastChunks = 24;

async function putInForce(deps: TrainDeps, tx: Tx, trained: Trained): Promise<IndexRow> {
  const before = await lockIndex(tx);
  const chunks = await allChunks(tx);
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
    choice: { ...trained.choice, terms: termsVersion },
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
  if (deps.encoder) return embedPassages(deps, deps.encoder, workspaceId, signal);
  const reader = deps.db.reader({ workspaceId });
  const spaces = new Map((await listSpaces(reader)).map(({ id, language }) => [id, language]));
  const chunks = await allChunks(reader);
  const task = chunks.map(({ no, title, headings, text, space }) => ({
    ...{ no, title, headings, text },
    language: spaces.get(space) ?? "other",
  }));
  const outcome: TrainingOutcome =
    chunks.length < leastChunks
      ? { kind: "too-few" }
      : await inThread({ kind: "train", chunks: task, seed }, signal);
  return deps.db.tenant({ workspaceId }, async (tx) => {
    if (outcome.kind === "trained") return putInForce(deps, tx, outcome);
    // So that it is not tried again before more has changed.
    const index = await lockIndex(tx);
    const model = encoderOf(index) ? index.model + 1 : index.model;
    saveIndex(tx, { ...index, model, choice: {}, changedChunks: 0 });
    return null;
  });
}

/** Whether enough has changed since the last training, or the vectors are another model's. */
export async function isDue({ db, encoder }: TrainDeps, workspaceId: string): Promise<boolean> {
  const index = await readIndex(db.reader({ workspaceId }));
  if (index.nextNo === 0) return false;
  const encodedBy = encoderOf(index)?.encoder;
  if (encoder) return index.changedChunks > 0 || encodedBy !== (await encoder.name());
  if (encodedBy !== undefined) return true;
  const { questions, terms } = index.choice;
  if (questions !== undefined && terms !== termsVersion) return true;
  return index.changedChunks >= Math.max(leastChunks, index.trainedChunks / 5);
}
