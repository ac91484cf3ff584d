// The room's work in the background, for processes with the worker role: follows events, refreshes what changed within
// a fraction of a second, and fills what is new in spare time.
import { createRounds, together } from "../../platform/rounds.ts";
import { patientStep, spareTime } from "../../platform/spare-time.ts";
import {
  followedNumbers,
  holdFollowed,
  queueChanges,
  setFollowed,
  waitingWork,
} from "./changes.store.ts";
import type { EventsWindow } from "./deps.ts";
import { fillStep, prepareSets } from "./fill.ts";
import { type RefreshDeps, type Refreshed, refreshStep, type Step } from "./refresh.ts";

export interface Upkeep {
  /** Everything that is due now, what can wait included. */
  runNow(workspaceId: string): Promise<void>;
  /** Something came: looks at once. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
}

const roundMs = 400;
const prepareEveryMs = 15_000;
const choreEveryMs = 20_000;
const followBatch = 200;
const spareMs = 400;
const maxSteps = 1000;
/** So few are news, and somebody may be looking at what comes next: it does not wait long. */
const few = 100;
const newsPatienceMs = 250;

const patienceMs = (step: Step | null): number =>
  step === null || step.size <= few ? newsPatienceMs : Number.POSITIVE_INFINITY;

export interface UpkeepDeps extends RefreshDeps {
  events: EventsWindow;
  /** After the commit. */
  refreshed(done: Refreshed): void;
  /** Now and then: checks that are due. */
  chores(workspaceIds: readonly string[], signal: AbortSignal): Promise<void>;
}

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { db, clock, logger } = deps;
  const prepared = new Set<string>();
  let preparedAtMs = 0;
  const rounds = createRounds({
    round,
    pauseMs: roundMs,
    logger,
    failed: "Features could not be refreshed just now; trying again",
  });
  const { signal } = rounds;
  /** Checks in their own time: what they meet holds no value back. */
  const chores = createRounds({
    round: async (until) => deps.chores(await deps.workspaceIds(), until),
    pauseMs: choreEveryMs,
    firstMs: choreEveryMs,
    logger,
    failed: "Features could not be checked just now; trying again",
  });

  function follow(workspaceId: string): Promise<boolean> {
    return db.tenant({ workspaceId }, async (tx) => {
      const from = await holdFollowed(tx);
      const changes = await deps.events.changesAfter(tx, from, followBatch);
      const last = changes.at(-1);
      if (!last) return false;
      const people = [...new Set(changes.flatMap(({ personIds }) => personIds))];
      const companies = [...new Set(changes.flatMap(({ companyIds }) => companyIds))];
      if (people.length > 0)
        queueChanges(tx, [{ kind: "entities", object: "people", ids: people }]);
      if (companies.length > 0)
        queueChanges(tx, [{ kind: "entities", object: "companies", ids: companies }]);
      setFollowed(tx, last.no);
      return true;
    });
  }

  async function followEvents(): Promise<void> {
    const heads = await deps.events.heads();
    if (heads.length === 0) return;
    const followed = await followedNumbers(db);
    for (const { workspaceId, no } of heads) {
      if ((followed.get(workspaceId) ?? 0) >= no) continue;
      while (!signal.aborted && (await follow(workspaceId)));
    }
  }

  async function prepare(): Promise<void> {
    preparedAtMs = clock.nowMs();
    const ids = await deps.workspaceIds();
    for (const id of ids) if (!signal.aborted) await prepareOne(id);
  }

  async function prepareOne(workspaceId: string): Promise<void> {
    if (prepared.has(workspaceId)) return;
    await prepareSets(deps, workspaceId);
    prepared.add(workspaceId);
  }

  async function refreshOnce(workspaceId: string) {
    const step = await refreshStep(deps, workspaceId);
    for (const one of step?.refreshed ?? []) deps.refreshed(one);
    return step;
  }

  async function refresh(workspaceId: string): Promise<void> {
    for (let step = 0; step < maxSteps && !signal.aborted; step += 1)
      if ((await patientStep(signal, () => refreshOnce(workspaceId), patienceMs)) === null) return;
  }

  async function round(): Promise<void> {
    if (clock.nowMs() - preparedAtMs > prepareEveryMs) {
      await prepare();
    }
    await followEvents();
    const waiting = await waitingWork(db, new Date(clock.nowMs()).toISOString(), [...prepared]);
    for (const { workspaceId, isUrgent } of waiting) {
      if (!isUrgent) continue;
      // The first records of a workspace that is new tell of it.
      await prepareOne(workspaceId);
      await refresh(workspaceId);
    }
    const patient = waiting.find(({ isUrgent }) => !isUrgent);
    if (patient) await fill(patient.workspaceId);
  }

  async function fill(workspaceId: string): Promise<void> {
    await spareTime(db, signal, spareMs);
    if (!signal.aborted && (await fillStep(deps, workspaceId))) rounds.wake();
  }

  return {
    runNow: async (workspaceId) => {
      await prepareSets(deps, workspaceId);
      await followEvents();
      await refresh(workspaceId);
      while (await fillStep(deps, workspaceId));
    },
    wake: rounds.wake,
    ...together([rounds, chores]),
  };
}
