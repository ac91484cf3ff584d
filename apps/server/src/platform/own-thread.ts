// One task in a thread of its own, which ends with it, so that the event loop never waits for arithmetic.
import { Worker } from "node:worker_threads";

export interface OwnThread {
  /** The script, which posts its outcome as its one message. */
  file: URL;
  /** For the words of an error: what the thread does. */
  doing: string;
  /** The most that its heap may take. */
  memoryMb: number;
  /** Ends the thread, and rejects. */
  signal?: AbortSignal | undefined;
}

export function inOwnThread<Outcome>(task: unknown, thread: OwnThread): Promise<Outcome> {
  const { file, doing, memoryMb, signal } = thread;
  const stopped = () => new Error(`The ${doing} was stopped.`);
  if (signal?.aborted) return Promise.reject(stopped());
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const stop = () => {
      void worker.terminate();
      reject(stopped());
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.once("message", (outcome: Outcome) => resolve(outcome));
    worker.once("error", reject);
    worker.once("exit", (code) => {
      signal?.removeEventListener("abort", stop);
      if (code !== 0) reject(new Error(`The ${doing} thread ended with ${code}.`));
    });
  });
}
