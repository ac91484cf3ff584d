// Gathers messages that come at the same time into one transaction a workspace: a thousand single calls a second
// cost what a few batches cost. A call is answered when its messages are committed. Who sends more than can be
// kept up with is told to come again; nothing is dropped here.
import type { Ctx } from "../../platform/context.ts";
import type { Incoming, Outcome } from "./batch.ts";
import { backlogged } from "./errors.ts";

const maxBatch = 2000;
const maxWaiting = 20_000;

interface Waiting {
  ctx: Ctx;
  messages: readonly Incoming[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

export interface Intake {
  submit(ctx: Ctx, messages: readonly Incoming[]): Promise<Outcome[]>;
  /** Resolves when all that was submitted is settled. */
  drained(): Promise<void>;
}

type IngestBatch = (ctx: Ctx, batch: readonly Incoming[]) => Promise<Outcome[]>;

export function createIntake(ingest: IngestBatch): Intake {
  const queues = new Map<string, Waiting[]>();
  const running = new Map<string, Promise<void>>();
  let waiting = 0;

  function nextOf(queue: Waiting[]): Waiting[] {
    let count = 0;
    let taken = 0;
    for (const { messages } of queue) {
      if (taken > 0 && count + messages.length > maxBatch) break;
      count += messages.length;
      taken += 1;
    }
    return queue.splice(0, taken);
  }

  async function flush(calls: readonly Waiting[]): Promise<void> {
    const [first] = calls;
    if (!first) return;
    const batch = calls.flatMap(({ messages }) => messages);
    try {
      const outcomes = await ingest(first.ctx, batch);
      let at = 0;
      for (const { messages, resolve } of calls) {
        resolve(outcomes.slice(at, at + messages.length));
        at += messages.length;
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    } finally {
      waiting -= batch.length;
    }
  }

  async function run(workspaceId: string, queue: Waiting[]): Promise<void> {
    // What else comes in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await flush(nextOf(queue));
    queues.delete(workspaceId);
    running.delete(workspaceId);
  }

  return {
    submit: (ctx, messages) => {
      if (messages.length === 0) return Promise.resolve([]);
      if (waiting + messages.length > maxWaiting) throw backlogged();
      waiting += messages.length;
      return new Promise((resolve, reject) => {
        const known = queues.get(ctx.workspaceId);
        const queue = known ?? [];
        queue.push({ ctx, messages, resolve, reject });
        if (known) return;
        queues.set(ctx.workspaceId, queue);
        running.set(ctx.workspaceId, run(ctx.workspaceId, queue));
      });
    },
    drained: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
