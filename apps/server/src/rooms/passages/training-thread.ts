// The thread in which a workspace's latent model is learned: passages in; model, vectors and weight out, and it ends.
import { parentPort, workerData } from "node:worker_threads";
import {
  createRandom,
  foldIn,
  type LatentModel,
  LearnFault,
  latentToBytes,
  trainLatent,
} from "@rapport/learn";
import {
  blockSize,
  chooseWeight,
  type PlacedVector,
  packVectors,
  termCountsOf,
  weighPlaced,
} from "@rapport/retrieval";
import { languageOf, latentOf, wholeText } from "./index-text.rules.ts";
import {
  type Trained,
  type TrainingOutcome,
  type TrainingTask,
  type TrainingText,
  textsFromBytes,
} from "./training-data.ts";

/** A model of so many passages knows the words of all; the others are folded in. */
const mostLearned = 10_000;
const mostTried = 4000;

function sample<T>(items: readonly T[], most: number, seed: number): T[] {
  if (items.length <= most) return [...items];
  const random = createRandom(seed);
  const keyed = items.map((item) => ({ item, key: random.unit() }));
  keyed.sort((a, b) => a.key - b.key);
  return keyed.slice(0, most).map(({ item }) => item);
}

function packed(chunks: readonly TrainingText[], model: LatentModel): Trained["blocks"] {
  const blocks = new Map<string, { space: number; block: number; placed: PlacedVector[] }>();
  for (const chunk of chunks) {
    const counts = latentOf(chunk);
    const vector = foldIn(model, [...counts.keys()], [...counts.values()]);
    if (!vector) continue;
    const block = Math.floor(chunk.no / blockSize);
    const key = `${chunk.space} ${block}`;
    const known = blocks.get(key) ?? { space: chunk.space, block, placed: [] };
    blocks.set(key, known);
    known.placed.push({ place: chunk.no % blockSize, vector });
  }
  return Array.from(blocks.values(), ({ space, block, placed }) => ({
    ...{ space, block },
    data: packVectors(placed, model.dims),
  }));
}

function train({ pages, seed }: Extract<TrainingTask, { kind: "train" }>): TrainingOutcome {
  const chunks = pages.flatMap(textsFromBytes);
  const learned = sample(chunks, mostLearned, seed).map(latentOf);
  const model = trainLatent(termCountsOf(learned), { seed });
  const tried = sample(chunks, mostTried, seed + 1).map((chunk) => ({
    title: chunk.title,
    text: wholeText({ ...chunk, title: "" }).trim(),
    language: languageOf(chunk.language),
  }));
  return {
    kind: "trained",
    model: latentToBytes(model),
    choice: chooseWeight(tried, seed),
    dims: model.dims,
    numbers: Int32Array.from(chunks, ({ no }) => no),
    spaces: Int32Array.from(chunks, ({ space }) => space),
    blocks: packed(chunks, model),
  };
}

function run(task: TrainingTask): TrainingOutcome {
  if (task.kind === "weigh") {
    return { kind: "weighed", choice: weighPlaced(task.texts, task.held, task.placed) };
  }
  try {
    return train(task);
  } catch (error) {
    if (error instanceof LearnFault) return { kind: "too-few" };
    throw error;
  }
}

parentPort?.postMessage(run(workerData as TrainingTask));
