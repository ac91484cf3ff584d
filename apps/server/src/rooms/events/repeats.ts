// Whether messages that came before are about to come again: after one has, for a while. Keys that are thought to be
// new are claimed for less; a wrong guess costs a second try, never a double.
import type { Clock } from "../../platform/clock.ts";

const expectedForMs = 60_000;

export interface Repeats {
  areExpected(workspaceId: string): boolean;
  met(workspaceId: string): void;
}

export function createRepeats(clock: Clock): Repeats {
  const until = new Map<string, number>();
  return {
    areExpected: (workspaceId) => {
      const end = until.get(workspaceId);
      if (end === undefined) return false;
      if (clock.nowMs() < end) return true;
      until.delete(workspaceId);
      return false;
    },
    met: (workspaceId) => void until.set(workspaceId, clock.nowMs() + expectedForMs),
  };
}
