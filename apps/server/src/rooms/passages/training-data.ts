// What goes into the training thread and comes out of it.
import type { WeightChoice } from "@rapport/retrieval";
import type { ChunkRow } from "./chunks.store.ts";

export interface TrainingTask {
  chunks: (Pick<ChunkRow, "no" | "title" | "headings" | "text"> & { language: string })[];
  seed: number;
}

export type TrainingOutcome =
  | { kind: "too-few" }
  | {
      kind: "trained";
      model: Uint8Array;
      choice: WeightChoice;
      dims: number;
      /** Numbers of the chunks that have a vector, and their vectors one after another. */
      numbers: Int32Array;
      vectors: Float32Array;
    };
