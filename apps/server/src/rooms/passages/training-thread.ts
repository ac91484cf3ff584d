// The thread in which a workspace's latent model is learned: passages in; model, vectors and weight out, and it ends.
import { parentPort, workerData } from "node:worker_threads";
import { createRandom, foldIn, LearnFault, latentToBytes, trainLatent } from "@rapport/learn";
import { chooseWeight, termCountsOf, weighPlaced } from "@rapport/retrieval";
import { languageOf, latentOf, wholeText } from "./index-text.rules.ts";
import type { TrainingOutcome, TrainingTask } from "./training-data.ts";

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

function train({ chunks, seed }: Extract<TrainingTask, { kind: "train" }>): TrainingOutcome {
  const learned = sample(chunks, mostLearned, seed).map(latentOf);
  const model = trainLatent(termCountsOf(learned), { seed });
  const tried = sample(chunks, mostTried, seed + 1).map((chunk) => ({
    title: chunk.title,
    text: wholeText({ ...chunk, title: "" }).trim(),
    language: languageOf(chunk.language),
  }));
  const choice = chooseWeight(tried, seed);
  const numbers: number[] = [];
  const vectors = new Float32Array(chunks.length * model.dims);
  for (const chunk of chunks) {
    const counts = latentOf(chunk);
    const vector = foldIn(model, [...counts.keys()], [...counts.values()]);
    if (!vector) continue;
    vectors.set(vector, numbers.length * model.dims);
    numbers.push(chunk.no);
  }
  return {
    kind: "trained",
    model: latentToBytes(model),
    choice,
    dims: model.dims,
    numbers: Int32Array.from(numbers),
    vectors: vectors.subarray(0, numbers.length * model.dims),
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
