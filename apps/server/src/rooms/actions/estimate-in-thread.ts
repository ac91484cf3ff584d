// Measures in a thread of its own, so that the event loop never waits for arithmetic.
import { Worker } from "node:worker_threads";
import type { Estimated, TrialRows } from "./estimate.rules.ts";

export type Estimate = (trial: TrialRows) => Promise<Estimated>;

export const estimateInThread: Estimate = (trial) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./estimating-thread.ts", import.meta.url), {
      workerData: trial,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.once("message", (found: Estimated) => resolve(found));
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`The measuring thread ended with ${code}.`));
    });
  });
