// Trains in a thread of its own, so that the event loop never waits for arithmetic.
import { Worker } from "node:worker_threads";
import type { TrainingOutcome, TrainingTask } from "./training-data.ts";

export type Train = (task: TrainingTask, signal?: AbortSignal) => Promise<TrainingOutcome>;

export const trainInThread: Train = (task, signal) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./training-thread.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
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
