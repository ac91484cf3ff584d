// Learns a workspace's latent model anew and puts it in force: the arithmetic in a thread, outside any transaction.
import { latentFromBytes } from "@rapport/learn";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { beginBeside, type Making, makeMissing, putInForce, writeStep } from "./build-vectors.ts";
import { chunksAfter } from "./chunks.store.ts";
import { embedPassages } from "./embed-passages.ts";
import type { Encoder } from "./encoder.ts";
import {
  encoderOf,
  type IndexRow,
  listSpaces,
  lockIndex,
  readIndex,
  saveIndex,
} from "./index.store.ts";
import { inThread, type Trained, type TrainingText, textsToBytes } from "./training-data.ts";
import { saveModel, saveVectors } from "./vectors.store.ts";
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
const pageSize = 1000;
/** A block's vectors are some 200 kB. */
const stepBlocks = 8;

async function textsOf(reader: Reader): Promise<{ pages: Uint8Array[]; count: number }> {
  const languages = new Map((await listSpaces(reader)).map(({ id, language }) => [id, language]));
  const pages: Uint8Array[] = [];
  let count = 0;
  for (let after = -1; ; ) {
    const chunks = await chunksAfter(reader, after, pageSize);
    const texts = chunks.map(
      ({ no, space, title, headings, text }): TrainingText => ({
        ...{ no, space, title, headings, text },
        language: languages.get(space) ?? "other",
      }),
    );
    pages.push(textsToBytes(texts));
    count += chunks.length;
    if (chunks.length < pageSize) return { pages, count };
    after = chunks.at(-1)?.no ?? after;
  }
}

async function putTrained(
  { db, clock }: TrainDeps,
  workspaceId: string,
  trained: Trained,
  signal?: AbortSignal,
): Promise<IndexRow | null> {
  const { dims, blocks, choice } = trained;
  const latent = latentFromBytes(trained.model);
  const making: Making = {
    ...{ model: await beginBeside(db, workspaceId), dims, seenTo: 0 },
    placed: new Map(Array.from(trained.numbers, (no, at) => [no, trained.spaces[at] ?? 0])),
  };
  const step = (write: Parameters<typeof writeStep>[3]) =>
    writeStep(db, workspaceId, making.model, write);
  let isStill = await step((tx, { model }) => saveModel(tx, model, Buffer.from(trained.model)));
  for (let from = 0; isStill && from < blocks.length; from += stepBlocks) {
    const some = blocks.slice(from, from + stepBlocks);
    isStill = await step((tx, at) => {
      const rows = some.map(({ space, block, data }) => ({
        ...{ space, block, ...at },
        data: Buffer.from(data),
      }));
      saveVectors(tx, rows);
    });
  }
  const of = (chunk: Parameters<typeof vectorOf>[1]) => vectorOf(latent, chunk);
  isStill = isStill && (await makeMissing(db, workspaceId, making, async () => of, signal));
  if (!isStill) return null;
  return putInForce(db, workspaceId, making, of, (chunks) => ({
    vectorWeight: choice.weight,
    choice: { ...choice, terms: termsVersion },
    ...{ trainedChunks: chunks, trainedAt: nowIso(clock), changedChunks: 0 },
  }));
}

/** Null when there is too little to learn from, or another model was put in force meanwhile. */
export async function trainPassages(
  deps: TrainDeps,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<IndexRow | null> {
  if (deps.encoder) return embedPassages(deps, deps.encoder, workspaceId, signal);
  const { pages, count } = await textsOf(deps.db.reader({ workspaceId }));
  const outcome =
    count < leastChunks
      ? { kind: "too-few" as const }
      : await inThread({ kind: "train", pages, seed }, signal);
  if (outcome.kind === "trained") return putTrained(deps, workspaceId, outcome, signal);
  // So that it is not tried again before more has changed.
  return deps.db.tenant({ workspaceId }, async (tx) => {
    const index = await lockIndex(tx);
    const model = encoderOf(index) ? index.lastModel + 1 : index.model;
    const lastModel = Math.max(model, index.lastModel);
    saveIndex(tx, { ...index, model, lastModel, building: "", choice: {}, changedChunks: 0 });
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
