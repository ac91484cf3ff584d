// What a walk says: one line a step, the failures again at the end, and whether all held.

export interface Report {
  step: (name: string, run: () => Promise<void>) => Promise<void>;
  note: (line: string) => void;
  failures: () => string[];
}

const messageOf = (error: unknown): string =>
  error instanceof Error
    ? (error.message.split("\n").slice(0, 6).join("\n    ") ?? "")
    : String(error);

/** Runs steps one after the other; a failed one is noted and the walk goes on. */
export const createReport = (onFailure: (name: string) => Promise<void>): Report => {
  const failures: string[] = [];
  return {
    step: async (name, run) => {
      const startMs = performance.now();
      try {
        await run();
        console.log(`  ok    ${name} (${Math.round(performance.now() - startMs)} ms)`);
      } catch (error) {
        failures.push(`${name}\n    ${messageOf(error)}`);
        console.log(`  FAIL  ${name}\n    ${messageOf(error)}`);
        await onFailure(name);
      }
    },
    note: (line) => console.log(`  ${line}`),
    failures: () => failures,
  };
};

/** Throws with what was expected, so that the step fails. */
export const expect = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};
