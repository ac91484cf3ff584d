// What goes into the training thread and comes out of it.
import { Worker } from "node:worker_threads";
import type { HeldOut, Placed, TrainingText, WeightChoice } from "@rapport/retrieval";
import type { ChunkRow } from "./chunks.store.ts";

export type TrainingTask =
  | {
      kind: "train";
      chunks: (Pick<ChunkRow, "no" | "title" | "headings" | "text"> & { language: string })[];
      seed: number;
    }
  | { kind: "weigh"; texts: TrainingText[]; held: Map<number, HeldOut>; placed: Placed };

export interface Trained {
  kind: "trained";
  model: Uint8Array;
  choice: WeightChoice;
  dims: number;
  /** Numbers of the chunks that have a vector, and their vectors one after another. */
  numbers: Int32Array;
  vectors: Float32Array;
}

export type TrainingOutcome =
  | { kind: "too-few" }
  | Trained
  | { kind: "weighed"; choice: WeightChoice };

export function inThread(task: TrainingTask, signal?: AbortSignal): Promise<TrainingOutcome> {
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
