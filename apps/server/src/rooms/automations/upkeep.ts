// What happens after the commit: runs that are due, letters, dates that fell due, and forgetting. Any number of
// processes may do it; they claim what they take, and what a killed one had claimed comes back.
import { nowIso, sleep } from "../../platform/clock.ts";
import { lowestIdAt } from "../../platform/ids.ts";
import type { RoomDeps } from "./deps.ts";
import { executeRun } from "./execute-run.ts";
import { workspacesWithRules } from "./rules.store.ts";
import {
  forgetRuns,
  giveBackRuns,
  rulesWithDueRuns,
  workspacesWithDueRuns,
  workspacesWithRuns,
} from "./run-queue.store.ts";
import { sendLetters } from "./send-letters.ts";
import { sweepDue } from "./sweep-due.ts";
import { type ReadyRun, type Weighed, weighRuns } from "./weigh-runs.ts";

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

interface TimedJob {
  what: string;
  work(): Promise<unknown>;
  everyMs: number;
  lastMs: number;
}

export function createUpkeep(deps: RoomDeps): Upkeep {
  const { db, clock, logger } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<unknown> = Promise.resolve();
  let isDirty = true;
  let hasLetters = true;

  /** One set of runs; answers how many there were. */
  async function runOf(workspaceId: string): Promise<number> {
    const { claimed, ready } = await weigh(workspaceId);
    const groups = [...Map.groupBy(ready, ({ rule }) => rule.id).values()];
    await inTurns(groups, db.isEmbedded ? rulesAtOnce.embedded : rulesAtOnce.server);
    return claimed;
  }

  /** Together; where that fails, rule by rule, so that one which cannot be weighed keeps no other one waiting. */
  async function weigh(workspaceId: string): Promise<Weighed> {
    try {
      return await db.tenant({ workspaceId }, (tx) => weighRuns(deps, tx));
    } catch (error) {
      logger.warn({ error, workspaceId }, "Runs could not be weighed together; rule by rule");
    }
    const all: Weighed = { claimed: 0, ready: [] };
    const ids = await db.tenant({ workspaceId }, (tx) => rulesWithDueRuns(tx, nowIso(clock)));
    for (const ruleId of ids) {
      all.claimed += await guarded({ workspaceId, ruleId }, async () => {
        const one = await db.tenant({ workspaceId }, (tx) => weighRuns(deps, tx, { ruleId }));
        all.ready.push(...one.ready);
        return one.claimed;
      });
    }
    return all;
  }

  async function inTurns(groups: ReadyRun[][], atOnce: number): Promise<void> {
    const rest = groups.values();
    const work = async () => {
      for (const group of rest) {
        for (const ready of group) {
          const { workspaceId } = ready.principal;
          await guarded({ workspaceId, runId: ready.run.id }, () => executeRun(deps, ready));
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  /** What fails for one keeps no other one waiting. */
  async function guarded(of: object, work: () => Promise<unknown>): Promise<number> {
    try {
      const count = signal.aborted ? 0 : await work();
      return typeof count === "number" ? count : 0;
    } catch (error) {
      logger.warn({ error, ...of }, "Work of automations failed; trying again");
      return 0;
    }
  }

  /** One set in each workspace, so that a busy one lets the others in; answers whether there may be more. */
  async function turn(): Promise<boolean> {
    isDirty = false;
    let count = 0;
    for (const workspaceId of await workspacesWithDueRuns(db, nowIso(clock))) {
      count += await guarded({ workspaceId }, () => runOf(workspaceId));
    }
    if (count > 0) hasLetters = true;
    return count > 0;
  }

  async function letters(): Promise<boolean> {
    hasLetters = false;
    return sendLetters(deps, signal);
  }

  async function round(): Promise<void> {
    while (await turn());
    while (await letters());
  }

  async function sweep(): Promise<void> {
    for (const workspaceId of await workspacesWithRules(db)) {
      await guarded({ workspaceId }, () => sweepDue(deps, workspaceId));
    }
  }

  async function forget(): Promise<number> {
    const before = (days: number) => lowestIdAt(clock.nowMs() - days * dayMs);
    const ages = { idle: before(keptDays.idle), acted: before(keptDays.acted) };
    let total = 0;
    for (const workspaceId of await workspacesWithRuns(db)) {
      let count = forgetBatch;
      while (count === forgetBatch) {
        count = await guarded({ workspaceId }, () =>
          db.tenant({ workspaceId }, (tx) => forgetRuns(tx, ages, forgetBatch)),
        );
        total += count;
      }
    }
    return total;
  }

  /** Answers false also where it failed: what is tried again waits a little. */
  const careful = (what: string, work: () => Promise<unknown>): Promise<boolean> =>
    work().then(
      (more) => more === true,
      (error: unknown) => {
        logger.warn({ error, what }, "Work of automations failed; trying again");
        return false;
      },
    );

  /** Embedded, the folder's lock says that nobody else lives: what is taken was a process's that ended. */
  async function giveBack(): Promise<void> {
    if (!db.isEmbedded) return;
    for (const workspaceId of await workspacesWithRuns(db)) {
      await db.tenant({ workspaceId }, (tx) => giveBackRuns(tx, nowIso(clock)));
    }
  }

  async function onTime(job: TimedJob): Promise<void> {
    if (clock.nowMs() - job.lastMs <= job.everyMs) return;
    job.lastMs = clock.nowMs();
    await careful(job.what, job.work);
  }

  async function runLoop(): Promise<void> {
    const jobs: TimedJob[] = [
      { what: "dates", work: sweep, everyMs: sweepEveryMs, lastMs: 0 },
      { what: "forgetting", work: forget, everyMs: forgetEveryMs, lastMs: clock.nowMs() },
    ];
    for (let rounds = 0; !signal.aborted; rounds += 1) {
      if (isDirty || rounds % idleRounds === 0) {
        const hasMore = await careful("runs", turn);
        isDirty ||= hasMore;
      }
      for (const job of jobs) await onTime(job);
      if (!isDirty) await sleep(roundMs, signal);
    }
  }

  /** Apart from the runs: a mail server may take its time. */
  async function letterLoop(): Promise<void> {
    for (let rounds = 0; !signal.aborted; rounds += 1) {
      if (hasLetters || rounds % idleRounds === 0) {
        const hasMore = await careful("letters", letters);
        hasLetters ||= hasMore;
      }
      if (!hasLetters) await sleep(roundMs, signal);
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
      const first = careful("what an ended process had taken", giveBack);
      running = Promise.all([first.then(runLoop), letterLoop()]);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
