// What the members of a team can be asked to do: the host's threads call this with what `Team.run` was given.
import { boostedTasks } from "./boosted/train.ts";
import { evaluateTasks } from "./evaluate/cross-validate.ts";

const tasks: Readonly<Record<string, (input: unknown, index: number, size: number) => unknown>> = {
  ...boostedTasks,
  ...evaluateTasks,
};

/**
 * One member's part of a task. All members of a team must be at work at once: they wait for each other in between.
 * @param index 0 … `size − 1`.
 */
export function runTeamTask(task: string, input: unknown, index: number, size: number): unknown {
  const run = tasks[task];
  if (!run) throw new RangeError(`No task of a team is named "${task}".`);
  return run(input, index, size);
}
