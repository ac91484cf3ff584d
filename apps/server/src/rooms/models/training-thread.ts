// The thread in which one release is trained: a task in, an outcome out, and it ends.
import { parentPort, workerData } from "node:worker_threads";
import { LearnFault } from "@rapport/learn";
import { trainRelease } from "./train-release.ts";
import { type TrainingTask, tooFew } from "./training-data.ts";

async function run(task: TrainingTask): Promise<void> {
  const outcome = await trainRelease(task).catch((error: unknown) => {
    if (error instanceof LearnFault) return tooFew(error.message);
    throw error;
  });
  parentPort?.postMessage(outcome);
}

void run(workerData as TrainingTask);
