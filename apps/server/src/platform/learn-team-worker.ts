// One member of a team that learns: a thread that runs its part of each task. Messages in: { task, input, index,
// size }; out: { answer } or { failed: message }.
import { parentPort } from "node:worker_threads";
import { runTeamTask } from "@rapport/learn";

interface Part {
  readonly task: string;
  readonly input: unknown;
  readonly index: number;
  readonly size: number;
}

parentPort?.on("message", async ({ task, input, index, size }: Part) => {
  try {
    parentPort?.postMessage({ answer: await runTeamTask(task, input, index, size) });
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
});
