// What a walk says: one line a step, the failures again at the end, and whether all held.

export interface Report {
  step: (name: string, run: () => Promise<void>) => Promise<void>;
  note: (line: string) => void;
  failures: () => string[];
}

/** As wide as the longest name of a lane. */
const LANE_WIDTH = 9;

const messageOf = (error: unknown): string =>
  error instanceof Error
    ? (error.message.split("\n").slice(0, 6).join("\n    ") ?? "")
    : String(error);

/** Runs steps one after the other; a failed one is noted and the walk goes on. `lane` stands before each line. */
export const createReport = (onFailure: (name: string) => Promise<void>, lane = ""): Report => {
  const start = lane === "" ? "  " : lane.padEnd(LANE_WIDTH + 2);
  const say = (line: string): void => console.log(`${start}${line}`);
  const failures: string[] = [];
  return {
    step: async (name, run) => {
      const startMs = performance.now();
      try {
        await run();
        say(`ok    ${name} (${Math.round(performance.now() - startMs)} ms)`);
      } catch (error) {
        failures.push(`${name}\n    ${messageOf(error)}`);
        say(`FAIL  ${name}\n    ${messageOf(error)}`);
        await onFailure(name);
      }
    },
    note: say,
    failures: () => failures,
  };
};

/** Throws with what was expected, so that the step fails. */
export const expect = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};
