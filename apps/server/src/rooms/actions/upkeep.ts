// What the room does by itself in processes with the worker role: draws records of running trials within seconds, and
// measures actions once a day and after draws were told. What a
// member asked for (a trial, telling draws) goes on where models are not trained by themselves.
import type { ModelEntity } from "@rapport/contracts";
import { sleep } from "../../platform/clock.ts";
import { affectedBy, dayMs } from "../models/index.ts";
import type { ActionsDeps } from "./deps.ts";
import { drawRecords, drawWaiting } from "./draw-records.ts";
import { measureActions } from "./measure-actions.ts";

const firstMs = 2500;
const drawMs = 1000;
const roundMs = 60_000;
const sweepMs = 3_600_000;

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
  /** Draws came to a workspace. */
  drawn(workspaceId: string): void;
  /** A trial began in a workspace. */
  trialBegan(workspaceId: string): void;
  measureNow(workspaceId: string): Promise<void>;
}

export function createUpkeep(deps: ActionsDeps): Upkeep {
  const { clock, logger, records, news } = deps;
  const stopping = new AbortController();
  const loops: Promise<void>[] = [];
  const measured = new Map<string, number>();
  const due = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  const swept = new Map<string, number>();

  async function every(ms: number, what: string, work: () => Promise<void>): Promise<void> {
    await sleep(Math.min(ms, firstMs), stopping.signal);
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) =>
        logger.warn({ error, what }, "Work on actions failed; trying again"),
      );
      await sleep(ms, stopping.signal);
    }
  }

  async function draw(): Promise<void> {
    const workspaceIds = await deps.workspaceIds();
    const { entries } = await news.next(workspaceIds);
    for (const [workspaceId, changes] of Map.groupBy(entries, (entry) => entry.workspaceId)) {
      const scope = { workspaceId };
      const touched: ReadonlyMap<ModelEntity, string[]> = await affectedBy(records, scope, changes);
      await drawRecords(deps, scope, touched);
    }
    for (const workspaceId of workspaceIds) await sweep(workspaceId);
  }

  /** Records also come into a population by the passing of time. */
  async function sweep(workspaceId: string): Promise<void> {
    if (clock.nowMs() - (swept.get(workspaceId) ?? 0) < sweepMs) return;
    swept.set(workspaceId, clock.nowMs());
    await drawWaiting(deps, { workspaceId });
  }

  /** One after another, so that what was read first is never written last. */
  function measureNow(workspaceId: string): Promise<void> {
    measured.set(workspaceId, clock.nowMs());
    due.delete(workspaceId);
    const before = (underWay.get(workspaceId) ?? Promise.resolve()).catch(() => undefined);
    const own = before.then(() => measureActions(deps, { workspaceId }));
    underWay.set(workspaceId, own);
    return own;
  }

  const isDue = (workspaceId: string): boolean =>
    due.has(workspaceId) || clock.nowMs() - (measured.get(workspaceId) ?? 0) >= dayMs;

  async function measureDue(): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (stopping.signal.aborted) return;
      if (isDue(workspaceId)) await measureNow(workspaceId);
    }
  }

  async function measureTold(): Promise<void> {
    for (const workspaceId of [...due]) await measureNow(workspaceId);
  }

  return {
    start: () => {
      loops.push(
        every(drawMs, "draws", draw),
        every(drawMs, "measuring what was told", measureTold),
      );
      if (deps.isAutomatic) loops.push(every(roundMs, "measuring", measureDue));
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
    drawn: (workspaceId) => void due.add(workspaceId),
    trialBegan: (workspaceId) => void swept.delete(workspaceId),
    measureNow,
  };
}
