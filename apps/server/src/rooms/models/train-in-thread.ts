// Trains in a thread of its own, so that the event loop never waits for arithmetic.
import { inOwnThread } from "../../platform/own-thread.ts";
import type { TrainingOutcome, TrainingTask } from "./training-data.ts";

export type Train = (task: TrainingTask, signal?: AbortSignal) => Promise<TrainingOutcome>;

const file = new URL("./training-thread.ts", import.meta.url);

export const trainInThread: Train = (task, signal) =>
  inOwnThread<TrainingOutcome>(task, { file, doing: "training", memoryMb: 1024, signal });
