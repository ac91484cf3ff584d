// What the room does by itself in processes with the worker role: draws records of running trials within seconds, and
// measures actions once a day and after draws were told. What a
// member asked for (a trial, telling draws) goes on where models are not trained by themselves.
import type { ModelEntity } from "@rapport/contracts";
import { createRounds, together } from "../../platform/rounds.ts";
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
  const measured = new Map<string, number>();
  const due = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  const swept = new Map<string, number>();

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

  async function measureDue(signal: AbortSignal): Promise<void> {
    for (const workspaceId of await deps.workspaceIds()) {
      if (signal.aborted) return;
      if (isDue(workspaceId)) await measureNow(workspaceId);
    }
  }

  async function measureTold(): Promise<void> {
    for (const workspaceId of [...due]) await measureNow(workspaceId);
  }

  const every = (pauseMs: number, what: string, round: (signal: AbortSignal) => Promise<void>) => {
    const failed = `${what} failed; trying again`;
    return createRounds({ round, pauseMs, firstMs: Math.min(pauseMs, firstMs), logger, failed });
  };
  const works = [
    every(drawMs, "Drawing records of trials", draw),
    every(drawMs, "Measuring actions after draws were told", measureTold),
    ...(deps.isAutomatic ? [every(roundMs, "Measuring actions", measureDue)] : []),
  ];

  return {
    ...together(works),
    drawn: (workspaceId) => void due.add(workspaceId),
    trialBegan: (workspaceId) => void swept.delete(workspaceId),
    measureNow,
  };
}
