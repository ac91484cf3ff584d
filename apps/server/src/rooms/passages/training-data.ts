// What goes into the training thread and comes out of it.
import type { HeldOut, Placed, TrainingText, WeightChoice } from "@rapport/retrieval";
import { inOwnThread } from "../../platform/own-thread.ts";
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

const file = new URL("./training-thread.ts", import.meta.url);

export const inThread = (task: TrainingTask, signal?: AbortSignal): Promise<TrainingOutcome> =>
  inOwnThread<TrainingOutcome>(task, { file, doing: "training", memoryMb: 2048, signal });
