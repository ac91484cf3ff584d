// A team of worker threads for packages/learn. Its members wait for each other inside a task, so each has a thread of
// its own; when one dies the others would wait for ever, so they are ended with it and the task fails.
import { Worker } from "node:worker_threads";
import type { Team } from "@rapport/learn";

type Reply = { readonly answer: unknown } | { readonly failed: string };

/** Resolves with the member's answer; rejects when it fails or dies. */
function answerOf(worker: Worker, part: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      done();
    };
    const onMessage = (reply: Reply) =>
      settle(() => ("failed" in reply ? reject(new Error(reply.failed)) : resolve(reply.answer)));
    const onError = (error: Error) => settle(() => reject(error));
    const onExit = () => settle(() => reject(new Error("A learning thread ended early.")));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(part);
  });
}

/** Starts `size` threads; `close` ends them. One task at a time. */
export function createLearnTeam(size: number): Team {
  const start = () => new Worker(new URL("./learn-team-worker.ts", import.meta.url));
  const workers = Array.from({ length: size }, start);
  // Deaths are told by the running task; between tasks they show at the next one.
  for (const worker of workers) worker.on("error", () => undefined);
  const close = async () => {
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  let busy = false;
  return {
    size,
    close,
    run: async (task, input) => {
      if (busy) throw new Error("This team is at work; wait for its task to end.");
      busy = true;
      try {
        return await Promise.all(
          workers.map((worker, index) => answerOf(worker, { task, input, index, size })),
        );
      } catch (error) {
        await close();
        throw error;
      } finally {
        busy = false;
      }
    },
  };
}
