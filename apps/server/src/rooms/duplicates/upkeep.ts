// Work after the commit: looks at records that changed, and once at those that were there before. Any number
// of processes may run it; they take turns by workspace. What is taken from the queue and what comes of it
// commit together, so a killed process leaves nothing half done.
import { type MergeableObject, mergeableObjects } from "@rapport/contracts";
import { sleep } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import { spareTime } from "../../platform/spare-time.ts";
import type { Records } from "../records/index.ts";
import { examine } from "./examine.ts";
import { portionOf } from "./portion.rules.ts";
import {
  readBackfill,
  readQueue,
  removeQueued,
  shortenQueued,
  takeTurn,
  workspacesWithQueue,
  writeBackfill,
} from "./queue.store.ts";

const roundMs = 500;
/** A round after which this process noted nothing looks at the queue only now and then. */
const idleRounds = 10;
/** The embedded database has one connection: whoever waits for it waits for a whole batch. */
const batch = { embedded: 60, server: 120 };
/** How long requests and loads may keep it waiting before a step. */
const patienceMs = 2000;

export interface Upkeep {
  /** Says that there is something to look at. */
  noted(): void;
  /** Looks at all that waits now. */
  round(): Promise<void>;
  /** Looks at what was there before anything was noted; goes on where it was left. */
  backfill(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface UpkeepDeps {
  db: Database;
  logger: Logger;
  records: Pick<Records, "readRaw" | "readRawPage">;
  workspaceIds(): Promise<readonly string[]>;
}

export function createUpkeep({ db, logger, records, workspaceIds }: UpkeepDeps): Upkeep {
  const rounds = createRounds({
    round: lookIfDue,
    pauseMs: roundMs,
    logger,
    failed: "Looking for duplicates failed; trying again",
  });
  const { signal } = rounds;
  const batchSize = db.isEmbedded ? batch.embedded : batch.server;
  let walking: Promise<void> = Promise.resolve();
  let isDirty = true;
  let looks = 0;

  /** Answers whether there was something to do. */
  async function step(tx: Tx): Promise<boolean> {
    if (!(await takeTurn(tx))) return false;
    const queued = await readQueue(tx, batchSize);
    const { work, done, rest } = portionOf(queued, batchSize);
    for (const [object, ids] of work) await examine(records, tx, object, [...ids]);
    removeQueued(tx, done);
    if (rest) shortenQueued(tx, rest.id, rest.taken);
    return queued.length > 0;
  }

  async function drain(workspaceId: string, breath: () => Promise<void>): Promise<void> {
    while (!signal.aborted && (await db.tenant({ workspaceId }, step))) await breath();
  }

  async function round(breath: () => Promise<void> = async () => undefined): Promise<void> {
    isDirty = false;
    for (const workspaceId of await workspacesWithQueue(db)) await drain(workspaceId, breath);
  }

  const spare = () => spareTime(db, signal, patienceMs);

  async function backfillStep(tx: Tx, object: MergeableObject): Promise<"more" | "done" | "busy"> {
    const { after_id: afterId, is_done } = await readBackfill(tx, object);
    if (is_done) return "done";
    if (!(await takeTurn(tx))) return "busy";
    const page = await records.readRawPage(tx, object, { afterId, limit: batchSize });
    await examine(
      records,
      tx,
      object,
      page.map((record) => record.id),
    );
    const isDone = page.length < batchSize;
    writeBackfill(tx, object, { after_id: page.at(-1)?.id ?? afterId, is_done: isDone });
    return isDone ? "done" : "more";
  }

  async function backfillOf(workspaceId: string, object: MergeableObject): Promise<void> {
    while (!signal.aborted) {
      const state = await db.tenant({ workspaceId }, (tx) => backfillStep(tx, object));
      if (state === "done") return;
      if (state === "busy") await sleep(roundMs, signal);
      else await spare();
    }
  }

  async function backfill(): Promise<void> {
    for (const workspaceId of await workspaceIds()) {
      for (const object of mergeableObjects) await backfillOf(workspaceId, object);
    }
  }

  async function lookIfDue(): Promise<void> {
    looks += 1;
    if (!isDirty && looks % idleRounds !== 0) return;
    await spare();
    try {
      await round(spare);
    } catch (error) {
      isDirty = true;
      throw error;
    }
  }

  const walkOnce = () =>
    backfill().catch((error: unknown) => {
      logger.warn({ error }, "Older records were not all looked at; the next start goes on");
    });

  return {
    noted: () => {
      isDirty = true;
    },
    round: () => round(),
    backfill,
    start: () => {
      rounds.start();
      walking = walkOnce();
    },
    stop: async () => {
      await rounds.stop();
      await walking;
    },
  };
}
