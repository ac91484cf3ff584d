// What happens after the commit: runs that are due, letters, dates that fell due, and forgetting. Any number of
// processes may do it; they claim what they take, and what a killed one had claimed comes back.
import { nowIso, sleep } from "../../platform/clock.ts";
import type { RoomDeps } from "./deps.ts";
import { executeRun } from "./execute-run.ts";
import { workspacesWithRules } from "./rules.store.ts";
import { forgetRuns, workspacesWithDueRuns } from "./runs.store.ts";
import { sendLetters } from "./send-letters.ts";
import { workspacesWithLetters } from "./steps.store.ts";
import { sweepDue } from "./sweep-due.ts";
import { type ReadyRun, weighRuns } from "./weigh-runs.ts";

const roundMs = 250;
/** Rounds between two looks at the queue while this process noted nothing itself. */
const idleRounds = 8;
const sweepEveryMs = 30_000;
const forgetEveryMs = 3_600_000;
const dayMs = 86_400_000;
/** Runs that did nothing are forgotten sooner than those that acted. */
export const keptDays = { idle: 14, acted: 90 };
const forgetBatch = 1000;
/** Rules that act at the same time; each takes its own runs one after the other. */
const rulesAtOnce = { embedded: 1, server: 4 };

export interface Upkeep {
  /** Says that there is something to run. */
  noted(): void;
  /** Runs all that is due now, letters included. */
  round(): Promise<void>;
  /** Looks for dates that fell due. */
  sweep(): Promise<void>;
  /** Forgets runs that are old enough; answers how many. */
  forget(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(deps: RoomDeps): Upkeep {
  const { db, clock, logger } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> = Promise.resolve();
  let isDirty = true;

  /** What fails in one workspace keeps no other from its turn; it is tried again in a later round. */
  async function ofEach(
    what: string,
    workspaceIds: readonly string[],
    work: (workspaceId: string) => Promise<unknown>,
  ): Promise<void> {
    for (const workspaceId of workspaceIds) {
      if (signal.aborted) return;
      await work(workspaceId).catch((error: unknown) => {
        logger.warn({ error, what, workspaceId }, "Automations of a workspace failed");
      });
    }
  }

  async function runOf(workspaceId: string): Promise<void> {
    while (!signal.aborted) {
      const { claimed, ready } = await db.tenant({ workspaceId }, (tx) => weighRuns(deps, tx));
      if (claimed === 0) return;
      const groups = [...Map.groupBy(ready, ({ rule }) => rule.id).values()];
      await inTurns(groups, db.isEmbedded ? rulesAtOnce.embedded : rulesAtOnce.server);
    }
  }

  async function inTurns(groups: ReadyRun[][], atOnce: number): Promise<void> {
    const rest = groups.values();
    const work = async () => {
      for (const group of rest) {
        for (const ready of group) if (!signal.aborted) await executeRun(deps, ready);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  async function round(): Promise<void> {
    isDirty = false;
    await ofEach("runs", await workspacesWithDueRuns(db, nowIso(clock)), runOf);
    const withLetters = await workspacesWithLetters(db, nowIso(clock));
    await ofEach("letters", withLetters, (id) => sendLetters(deps, id, signal));
  }

  async function sweep(): Promise<void> {
    await ofEach("dates", await workspacesWithRules(db), (id) => sweepDue(deps, id));
  }

  async function forget(): Promise<number> {
    const before = (days: number) => new Date(clock.nowMs() - days * dayMs).toISOString();
    const ages = { idle: before(keptDays.idle), acted: before(keptDays.acted) };
    let total = 0;
    await ofEach("forgetting", await workspacesWithRules(db), async (workspaceId) => {
      let count = forgetBatch;
      while (count === forgetBatch && !signal.aborted) {
        count = await db.tenant({ workspaceId }, (tx) => forgetRuns(tx, ages, forgetBatch));
        total += count;
      }
    });
    return total;
  }

  const careful = (what: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => {
      isDirty = true;
      logger.warn({ error, what }, "Work of automations failed; trying again");
    });

  async function loop(): Promise<void> {
    let [sweptMs, forgotMs] = [0, clock.nowMs()];
    for (let rounds = 0; !signal.aborted; rounds += 1) {
      if (isDirty || rounds % idleRounds === 0) await careful("runs", round);
      if (clock.nowMs() - sweptMs > sweepEveryMs) {
        sweptMs = clock.nowMs();
        await careful("dates", sweep);
      }
      if (clock.nowMs() - forgotMs > forgetEveryMs) {
        forgotMs = clock.nowMs();
        await careful("forgetting", forget);
      }
      await sleep(roundMs, signal);
    }
  }

  return {
    noted: () => {
      isDirty = true;
    },
    round,
    sweep,
    forget,
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
