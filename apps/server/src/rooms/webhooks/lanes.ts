// What is taken and not finished yet, by endpoint: each has a lane of its own with a few calls at once, so that
// a receiver that hangs keeps nobody waiting but itself.
import type { Prepared } from "./prepare.ts";

export type Sendable = Extract<Prepared, { kind: "send" }>;

interface Lane {
  waiting: Sendable[];
  running: number;
}

export interface Lanes {
  add(jobs: readonly Sendable[]): void;
  /** How many each endpoint has here: waiting, running, or not written down yet. */
  readonly held: ReadonlyMap<string, number>;
  readonly total: number;
  hold(endpointId: string, count: number): void;
  /** What waits and is not begun. */
  empty(): Sendable[];
}

export function createLanes(mostRunning: number, run: (job: Sendable) => Promise<void>): Lanes {
  const lanes = new Map<string, Lane>();
  const held = new Map<string, number>();
  let total = 0;

  function pump(endpointId: string, lane: Lane): void {
    while (lane.running < mostRunning) {
      const job = lane.waiting.shift();
      if (!job) break;
      lane.running += 1;
      const next = () => {
        lane.running -= 1;
        pump(endpointId, lane);
      };
      run(job).then(next, next);
    }
    if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(endpointId);
  }

  return {
    held,
    get total() {
      return total;
    },
    add: (jobs) => {
      for (const job of jobs) {
        const { endpointId } = job.claimed;
        const lane = lanes.get(endpointId) ?? { waiting: [], running: 0 };
        lanes.set(endpointId, lane);
        lane.waiting.push(job);
        pump(endpointId, lane);
      }
    },
    hold: (endpointId, count) => {
      total += count;
      const now = (held.get(endpointId) ?? 0) + count;
      if (now > 0) held.set(endpointId, now);
      else held.delete(endpointId);
    },
    empty: () => [...lanes.values()].flatMap((lane) => lane.waiting.splice(0)),
  };
}
