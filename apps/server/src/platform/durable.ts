// Durable work: functions that survive the process. A run is keyed by its id (starting the same id
// twice gives the same run); each finished step is written down, and after a kill another process, or
// this one at its next start, goes on from the last one.
// Invariants: inputs and step results are JSON and carry ids, never personal data; code between steps
// is deterministic; a process that stops beating loses its runs to one other process, never to two.
import { DBOS } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import type { Clock } from "./clock.ts";
import { systemUserId } from "./context.ts";
import { type Database, poolAs, type TenantScope, type Tx } from "./db/index.ts";
import { createHeartbeat } from "./durable-heartbeat.ts";
import { migrateDurable } from "./durable-schema.ts";
import { AppError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Logger } from "./logger.ts";

/** What a workflow may do. Everything that reads time, chance or the world goes through a step. */
export interface Run {
  readonly id: string;
  /** Runs `work` and keeps its result. At least once: a kill between the two runs it again. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` in one tenant transaction that also marks the step done. Its effect happens once. */
  write<T>(name: string, scope: TenantScope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A wait that a restart does not begin again. */
  sleep(durationMs: number): Promise<void>;
}

export type Workflow<I, O> = (run: Run, input: I) => Promise<O>;

export type RunState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface RunStatus {
  id: string;
  workflow: string;
  state: RunState;
  /** Times that the run was taken up, the first included. */
  attempts: number;
  output: unknown;
  error: string | null;
}

export interface Durable {
  /** Before `launch`. The name is kept with each run: never rename one that may have open runs. */
  register<I, O>(name: string, workflow: Workflow<I, O>): void;
  start(name: string, id: string, input: unknown): Promise<void>;
  status(id: string): Promise<RunStatus | null>;
  /** Waits for the end; answers the output or throws what the workflow threw. */
  result<O>(id: string): Promise<O>;
  cancel(id: string): Promise<void>;
  /**
   * Takes a run up again after its last finished step, where it was cancelled or given up. One that threw has ended for
   * good, and so has its id: whoever waits for it asks its status, and starts another.
   */
  resume(id: string): Promise<void>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
}

const pollMs = 250;
const drainMs = 5000;
// One fixed version: runs that an older build began are taken up by the newer one.
const applicationVersion = "1";

const states: Record<string, RunState> = {
  PENDING: "running",
  ENQUEUED: "waiting",
  DELAYED: "waiting",
  SUCCESS: "done",
  ERROR: "failed",
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: "failed",
  CANCELLED: "cancelled",
};

interface DurableDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
}

export function createDurable({ db, logger }: DurableDeps): Durable {
  const workflows = new Map<string, Workflow<never, unknown>>();
  const started = new Map<string, (input: never) => Promise<unknown>>();
  let isLaunched = false;
  const executorId = `rapport-${process.pid}-${newId()}`;
  const heartbeat = createHeartbeat({
    db,
    logger,
    executorId,
    takeOver: async (dead) => {
      const runs = await DBOSExecutor.globalInstance?.recoverPendingWorkflows(dead);
      return runs?.length ?? 0;
    },
  });

  function runOf(id: string): Run {
    return {
      id,
      step: (name, work) => DBOS.runStep(work, { name }),
      write: (name, scope, work) =>
        DBOS.runStep(() => db.tenant(scope, (tx) => writeOnce(tx, `run:${id}:${name}`, work)), {
          name,
        }),
      sleep: (durationMs) => DBOS.sleepms(durationMs),
    };
  }

  function registerAll(): void {
    for (const [name, workflow] of workflows) {
      const run = (input: never) => workflow(runOf(DBOS.workflowID ?? ""), input);
      started.set(name, DBOS.registerWorkflow(run, { name }));
    }
  }

  return {
    register: (name, workflow) => {
      if (started.size > 0)
        throw new AppError(
          "internal",
          "platform.durable_late",
          `Register ${name} before the launch.`,
        );
      workflows.set(name, workflow as Workflow<never, unknown>);
    },
    start: async (name, id, input) => {
      const workflow = started.get(name);
      if (!workflow)
        throw new AppError(
          "internal",
          "platform.unknown_workflow",
          `There is no workflow ${name}.`,
        );
      await DBOS.startWorkflow(workflow, { workflowID: id })(input as never);
    },
    status: readStatus,
    result: async <O>(id: string) =>
      (await DBOS.retrieveWorkflow<O>(id).getResult({ pollingIntervalMs: pollMs })) as O,
    cancel: (id) => DBOS.cancelWorkflow(id),
    resume: async (id) => {
      await DBOS.resumeWorkflow(id);
    },
    launch: async () => {
      await migrateDurable(db, logger);
      await heartbeat.beat();
      registerAll();
      DBOS.setConfig({
        name: "rapport",
        systemDatabasePool: poolAs(db.pool, "rapport_system"),
        systemDatabaseUrl: "postgresql://rapport@localhost/rapport",
        runMigrations: false,
        useListenNotify: false,
        applicationVersion,
        executorID: executorId,
        // Nobody uses its cron tables; its loop reads them rarely.
        schedulerPollingIntervalMs: 600_000,
        maxConcurrentQueueDispatches: 1,
        logger: quietLogger(logger),
      });
      isLaunched = true;
      await DBOS.launch();
      heartbeat.start();
    },
    shutdown: async () => {
      if (!isLaunched) return;
      isLaunched = false;
      await heartbeat.stop();
      await DBOS.shutdown({ deregister: true, workflowCompletionTimeoutMS: drainMs });
      await heartbeat.leave();
      started.clear();
    },
  };
}

async function readStatus(id: string): Promise<RunStatus | null> {
  const status = await DBOS.getWorkflowStatus(id);
  if (!status) return null;
  return {
    id,
    workflow: status.workflowName,
    state: states[status.status] ?? "running",
    attempts: status.recoveryAttempts ?? 0,
    output: status.output ?? null,
    error: status.error instanceof Error ? status.error.message : null,
  };
}

/** The mark and the effect commit together; a second try finds the mark and its result. */
async function writeOnce<T>(tx: Tx, key: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const mark = [tx.workspaceId, systemUserId, key];
  const taken = await tx.query(
    `INSERT INTO platform.idempotency (workspace_id, principal_id, key, request_hash)
     VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING RETURNING key`,
    mark,
  );
  if (taken.length === 0) {
    const rows = await tx.query<{ response: { result: T } }>(
      "SELECT response FROM platform.idempotency WHERE workspace_id = $1 AND principal_id = $2 AND key = $3",
      mark,
    );
    return rows[0]?.response.result as T;
  }
  const result = await work(tx);
  tx.send(
    "UPDATE platform.idempotency SET response = $4 WHERE workspace_id = $1 AND principal_id = $2 AND key = $3",
    [...mark, JSON.stringify({ result })],
  );
  return result;
}

// The engine's own lines are of interest to developers only, save for what it could not heal.
function quietLogger(logger: Logger) {
  return {
    debug: () => undefined,
    info: (entry: unknown) => logger.debug({ entry: String(entry) }, "Durable work"),
    warn: (entry: unknown) => logger.warn({ entry: String(entry) }, "Durable work is retrying"),
    error: (entry: unknown) => logger.error({ entry: String(entry) }, "Durable work failed"),
  };
}
