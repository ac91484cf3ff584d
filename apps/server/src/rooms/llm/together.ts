// What comes while another of its kind is under way waits for it and goes together, in one statement and transaction: the
// busier it is, the less each costs. Alone, one goes at once. Where the database refuses a value, each goes once more by
// itself, so that the others are not refused with it. A group that gave way to another one goes again.
import { type Database, isDataFault, isDeadlock, type Writer } from "../../platform/db/index.ts";

interface Waiting<I, O> {
  input: I;
  resolve(output: O): void;
  reject(error: unknown): void;
}

export interface Together<I, O> {
  send(workspaceId: string, input: I): Promise<O>;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
}

/** After the first. */
const mostRepeats = 2;

async function repeated<T>(run: () => Promise<T>): Promise<T> {
  for (let left = mostRepeats; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      if (left === 0 || !isDeadlock(error)) throw error;
    }
  }
}

/** `work` answers one output for each input, in their order, and asks one statement. */
export function createTogether<I, O>(
  db: Database,
  work: (writer: Writer, inputs: readonly I[]) => Promise<readonly O[]>,
): Together<I, O> {
  const queues = new Map<string, Waiting<I, O>[]>();
  const running = new Set<Promise<void>>();

  async function send(workspaceId: string, group: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const inputs = group.map(({ input }) => input);
      const outputs = await repeated(() => work(db.writer({ workspaceId }), inputs));
      for (const [at, { resolve }] of group.entries()) resolve(outputs[at] as O);
    } catch (error) {
      await fail(workspaceId, group, error);
    }
  }

  async function fail(
    workspaceId: string,
    group: readonly Waiting<I, O>[],
    error: unknown,
  ): Promise<void> {
    if (group.length === 1 || !isDataFault(error)) {
      for (const { reject } of group) reject(error);
      return;
    }
    for (const one of group) await send(workspaceId, [one]);
  }

  async function drain(workspaceId: string, queue: Waiting<I, O>[]): Promise<void> {
    while (queue.length > 0) await send(workspaceId, queue.splice(0, 100));
    queues.delete(workspaceId);
  }

  function begin(workspaceId: string, first: Waiting<I, O>): void {
    const queue = [first];
    queues.set(workspaceId, queue);
    const run = drain(workspaceId, queue).finally(() => running.delete(run));
    running.add(run);
  }

  return {
    send: (workspaceId, input) =>
      new Promise<O>((resolve, reject) => {
        const waiting = { input, resolve, reject };
        const queue = queues.get(workspaceId);
        if (queue) queue.push(waiting);
        else begin(workspaceId, waiting);
      }),
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
