// Which endpoints of a workspace are asking, kept in memory for a moment, so that a change in a workspace
// that has none costs a look into a map. A change of endpoints made by this process counts at once; one made
// by another process within `freshMs`, which is what the documents promise.
import type { Clock } from "../../platform/clock.ts";
import type { Reader } from "../../platform/db/index.ts";
import { type AskingEndpoint, askingEndpoints } from "./endpoints.store.ts";

export const freshMs = 5000;
const maxWorkspaces = 10_000;

export interface Subscriptions {
  of(tx: Reader): readonly AskingEndpoint[] | Promise<readonly AskingEndpoint[]>;
  forget(workspaceId: string): void;
}

export function createSubscriptions(clock: Clock): Subscriptions {
  const known = new Map<string, { endpoints: readonly AskingEndpoint[]; untilMs: number }>();
  /** Raised when endpoints change, so that what was being read then is not kept. */
  let generation = 0;

  async function load(tx: Reader): Promise<readonly AskingEndpoint[]> {
    const started = generation;
    const endpoints = await askingEndpoints(tx);
    if (started !== generation) return endpoints;
    if (known.size >= maxWorkspaces) known.clear();
    known.set(tx.workspaceId, { endpoints, untilMs: clock.nowMs() + freshMs });
    return endpoints;
  }

  return {
    of: (tx) => {
      const entry = known.get(tx.workspaceId);
      return entry && clock.nowMs() < entry.untilMs ? entry.endpoints : load(tx);
    },
    forget: (workspaceId) => {
      generation += 1;
      known.delete(workspaceId);
    },
  };
}
