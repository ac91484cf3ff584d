// The worker: takes what is due, makes messages of it, sends them, and writes down what came of it. Any number
// of processes may run it on one database: a claim is a row's own, of each record only the first that waits can
// be claimed, and a claim that is not finished ends by itself. What a killed process had sent and not written
// down is sent again with the same id.
import { sleep } from "../../platform/clock.ts";
import { newId } from "../../platform/ids.ts";
import { call } from "./call.ts";
import { createLanes, type Sendable } from "./lanes.ts";
import { type PrepareDeps, type Prepared, prepare } from "./prepare.ts";
import { type Claimed, claimDue } from "./queue.store.ts";
import { holdAfterFailures } from "./retry.rules.ts";
import { type Outcome, type SettleDeps, settle } from "./settle.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

const runningOfEndpoint = 8;
const heldOfEndpoint = 32;
const heldInAll = 512;
/** Longer than a call with all that belongs to it may take. */
export const claimMs = 60_000;
/** What waits here longer than this is given back: rights and settings may have changed. */
const oldestMs = 10_000;
const pollMs = 1000;
const wakeMs = 20;
const farewellMs = 3000;
const putOffMs = { soon: 1000, earliest: 20_000, latest: 120_000 };

export type CourierDeps = PrepareDeps &
  SettleDeps &
  Pick<WebhooksDeps, "outbound" | "logger"> & { onCalled(isFailure: boolean): void };

export interface Courier {
  /** Something may be due: look soon. */
  wake(): void;
  /** Sends all that is due now, and answers when it is written down. */
  drain(): Promise<void>;
  /** Sends one that was queued for this courier by its mark, whatever waits before it. */
  sendNow(claimed: Claimed): Promise<void>;
  readonly mark: string;
  start(): void;
  stop(): Promise<void>;
}

export function createCourier(deps: CourierDeps): Courier {
  const { db, clock, logger } = deps;
  const mark = newId();
  const stopping = new AbortController();
  const hangUp = new AbortController();
  const takenAtMs = new Map<string, number>();
  const lanes = createLanes(runningOfEndpoint, (job) => send(job));
  let outcomes: Outcome[] = [];
  let writing: Promise<void> | null = null;
  let pause = new AbortController();
  let isWoken = false;
  let isIdle = () => undefined as undefined;
  let turn = 0;
  let running: Promise<void> = Promise.resolve();

  async function send(job: Sendable): Promise<void> {
    const takenMs = takenAtMs.get(job.claimed.id) ?? 0;
    if (stopping.signal.aborted || clock.nowMs() - takenMs > oldestMs) {
      return note({ kind: "release", claimed: job.claimed });
    }
    const result = await call(deps, job, hangUp.signal);
    if (hangUp.signal.aborted && result.status === null) {
      return note({ kind: "release", claimed: job.claimed });
    }
    deps.onCalled(result.error !== null);
    note({ kind: "called", claimed: job.claimed, result });
  }

  /** What comes while the last ones are being written is written together. */
  function note(outcome: Outcome): void {
    outcomes.push(outcome);
    startWriting();
  }

  function startWriting(): void {
    writing ??= writeAll().finally(() => {
      writing = null;
      if (outcomes.length > 0) startWriting();
    });
  }

  async function writeAll(): Promise<void> {
    await Promise.resolve();
    while (outcomes.length > 0) {
      const batch = outcomes;
      outcomes = [];
      for (const [workspaceId, own] of byWorkspace(batch, ({ claimed }) => claimed.workspaceId)) {
        await settle(deps, workspaceId, mark, own).catch((error: unknown) =>
          // The claims end by themselves, and what was sent is sent again with the same ids.
          logger.warn({ error }, "Outcomes of webhooks were not written; they will be tried again"),
        );
      }
      for (const { claimed } of batch) letGo(claimed);
      wake();
    }
  }

  function letGo({ id, endpointId }: Claimed): void {
    takenAtMs.delete(id);
    lanes.hold(endpointId, -1);
    if (lanes.total === 0) isIdle();
  }

  /** An endpoint that has still much here is asked for no more. */
  const busy = () =>
    new Map(
      [...lanes.held].map(([id, count]) => [
        id,
        count > heldOfEndpoint / 2 ? heldOfEndpoint : count,
      ]),
    );

  /** Takes what is due, up to what there is room for; false when nothing was. */
  async function round(): Promise<boolean> {
    const room = heldInAll - lanes.total;
    if (room <= 0) return false;
    const nowMs = clock.nowMs();
    const at = (ms: number) => new Date(nowMs + ms).toISOString();
    turn += 1;
    const { claimed, moved } = await db.system((tx) =>
      claimDue(tx, {
        now: at(0),
        until: at(claimMs),
        mark,
        held: busy(),
        mostOfEndpoint: heldOfEndpoint,
        most: room,
        holdAfterFailures,
        turn,
        putOff: {
          soon: at(putOffMs.soon),
          earliest: at(putOffMs.earliest),
          latest: at(putOffMs.latest),
        },
      }),
    );
    for (const one of claimed) {
      takenAtMs.set(one.id, nowMs);
      lanes.hold(one.endpointId, 1);
    }
    const ordered = claimed.sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : 1));
    for (const [workspaceId, own] of byWorkspace(ordered, (one) => one.workspaceId)) {
      await takeUp(workspaceId, own);
    }
    return moved > 0;
  }

  async function takeUp(workspaceId: string, own: Claimed[]): Promise<void> {
    try {
      const prepared = await prepare(deps, workspaceId, own);
      lanes.add(prepared.filter((one) => one.kind === "send"));
      for (const one of prepared) if (one.kind !== "send") note(outcomeOf(one));
    } catch (error) {
      logger.warn({ error }, "Webhooks could not be made ready; they will be tried again");
      for (const one of own) letGo(one);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const isMore = await round().catch((error: unknown) => {
        logger.warn({ error }, "Webhooks could not be read; trying again");
        return false;
      });
      if (!isMore) await rest();
    }
  }

  function wake(): void {
    isWoken = true;
    pause.abort();
  }

  async function rest(): Promise<void> {
    pause = new AbortController();
    if (!isWoken) await sleep(pollMs, AbortSignal.any([pause.signal, stopping.signal]));
    isWoken = false;
    // A change wakes this before it is committed.
    await sleep(wakeMs, stopping.signal);
  }

  const untilIdle = () =>
    lanes.total === 0
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          isIdle = () => void resolve();
        });

  return {
    mark,
    wake,
    drain: async () => {
      while (await round()) await untilIdle();
      await writing;
    },
    sendNow: async (claimed) => {
      const [ready] = await prepare(deps, claimed.workspaceId, [claimed], "whatever-status");
      if (ready) await settle(deps, claimed.workspaceId, mark, [await calledNow(deps, ready)]);
    },
    start: () => {
      running = loop();
    },
    stop: async () => {
      stopping.abort();
      await running;
      for (const { claimed } of lanes.empty()) note({ kind: "release", claimed });
      await Promise.race([untilIdle(), sleep(farewellMs)]);
      hangUp.abort();
      await untilIdle();
      await writing;
    },
  };
}

function outcomeOf(prepared: Exclude<Prepared, { kind: "send" }>): Outcome {
  const { claimed } = prepared;
  if (prepared.kind === "release") return { kind: "release", claimed };
  if (prepared.kind === "skip") return { kind: "skip", claimed, reason: prepared.reason };
  return { kind: "broken", claimed, reason: prepared.reason };
}

/** A test is tried once, and says nothing about the endpoint's health. */
async function calledNow(deps: CourierDeps, ready: Prepared): Promise<Outcome> {
  if (ready.kind === "release") return { kind: "skip", claimed: ready.claimed, reason: "removed" };
  if (ready.kind !== "send") {
    return { kind: "skip", claimed: ready.claimed, reason: ready.reason };
  }
  const result = await call(deps, ready, new AbortController().signal);
  return { kind: "called", claimed: ready.claimed, result, isTest: true };
}

function byWorkspace<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
