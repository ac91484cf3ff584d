// What holds for each prompt of a workspace: read at most once in five seconds by each process, and at once after a change
// that was made here.
import type { AiPromptKey } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { openTrials, type StoredTrial } from "./trials.store.ts";
import { type PromptVersion, readHeldVersions } from "./versions.store.ts";

export interface Held {
  /** Without an entry: the shipped one. */
  versions: ReadonlyMap<string, PromptVersion>;
  trials: ReadonlyMap<string, StoredTrial & { text: string | null }>;
}

export interface InForce {
  of(workspaceId: string): Promise<Held>;
  forget(workspaceId: string): void;
}

const keptMs = 5_000;

async function readHeld(reader: Reader): Promise<Held> {
  const [versions, trials] = [await readHeldVersions(reader), await openTrials(reader)];
  const textOf = (key: AiPromptKey, version: number) =>
    versions.find((one) => one.key === key && one.version === version)?.text ?? null;
  return {
    versions: new Map(versions.filter((one) => one.isInForce).map((one) => [one.key, one])),
    trials: new Map(
      trials.map((trial) => [trial.key, { ...trial, text: textOf(trial.key, trial.version) }]),
    ),
  };
}

export function createInForce({ db, clock }: { db: Database; clock: Clock }): InForce {
  const kept = new Map<string, { held: Promise<Held>; untilMs: number }>();
  return {
    of: (workspaceId) => {
      const nowMs = clock.nowMs();
      const known = kept.get(workspaceId);
      if (known && nowMs < known.untilMs) return known.held;
      const held = db.tenant({ workspaceId }, readHeld);
      kept.set(workspaceId, { held, untilMs: nowMs + keptMs });
      held.catch(() => kept.delete(workspaceId));
      return held;
    },
    forget: (workspaceId) => void kept.delete(workspaceId),
  };
}
