// What goes into the training thread and comes out of it.
import type { HeldOut, Placed, TrainingText as TriedText, WeightChoice } from "@rapport/retrieval";
import { inOwnThread } from "../../platform/own-thread.ts";
import type { ChunkRow } from "./chunks.store.ts";

export type TrainingText = Pick<ChunkRow, "no" | "space" | "title" | "headings" | "text"> & {
  language: string;
};

export type TrainingTask =
  /** Pages of texts, as textsToBytes gives them: bytes are handed to a thread much faster than objects. */
  | { kind: "train"; pages: Uint8Array[]; seed: number }
  | { kind: "weigh"; texts: TriedText[]; held: Map<number, HeldOut>; placed: Placed };

export interface Trained {
  kind: "trained";
  model: Uint8Array;
  choice: WeightChoice;
  dims: number;
  /** The chunks that were there, and the space of each. */
  numbers: Int32Array;
  spaces: Int32Array;
  /** Their vectors, packed; a chunk of which the model knows no word has none. */
  blocks: { space: number; block: number; data: Uint8Array }[];
}

export type TrainingOutcome =
  | { kind: "too-few" }
  | Trained
  | { kind: "weighed"; choice: WeightChoice };

export const textsToBytes = (texts: readonly TrainingText[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(texts));

export const textsFromBytes = (bytes: Uint8Array): TrainingText[] =>
  JSON.parse(new TextDecoder().decode(bytes)) as TrainingText[];

const file = new URL("./training-thread.ts", import.meta.url);

export const inThread = (task: TrainingTask, signal?: AbortSignal): Promise<TrainingOutcome> =>
  inOwnThread<TrainingOutcome>(task, { file, doing: "training", memoryMb: 2048, signal });
