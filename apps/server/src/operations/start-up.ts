// Starts everything in order, and stops it in the opposite one:
//   port → folder and its lock → database → (backup) migrations → app → listening → jobs
// Whatever fails on the way, what was opened before is closed again, so that the next start finds it so.
import { performance } from "node:perf_hooks";
import { requireAuditKey } from "../flows/verify-audit.ts";
import type { Clock } from "../platform/clock.ts";
import { sleep } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import {
  type Database,
  type DatabaseServer,
  openDatabase,
  startDatabaseServer,
} from "../platform/db/index.ts";
import type { Logger } from "../platform/logger.ts";
import type { App, CreateApp } from "./app-shape.ts";
import { type Commands, serveControl } from "./control.ts";
import { checkDatabase } from "./database-check.ts";
import { checkPort, listen } from "./listen.ts";
import { openDataFolder, takeFolderLock } from "./lock.ts";
import { type Upgrade, upgrade } from "./upgrade.ts";

export interface Phase {
  name: string;
  ms: number;
}

export interface Opened {
  server: DatabaseServer;
  db: Database;
  upgrade: Upgrade;
  /** Where to serve the control API; empty with PostgreSQL, where commands connect by themselves. */
  socketPath: string;
  phases: Phase[];
  /** Runs at the end of `close`, last added first. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

interface OpenDeps {
  config: Config;
  clock: Clock;
  logger: Logger;
}

const finishRequestsMs = 10_000;

function createClosers(logger: Logger) {
  const closers: (() => Promise<void>)[] = [];
  return {
    add: (close: () => Promise<void>) => void closers.push(close),
    closeAll: async () => {
      for (const close of closers.splice(0).reverse()) {
        await close().catch((error: unknown) =>
          logger.warn({ error }, "Something did not close cleanly"),
        );
      }
    },
  };
}

/** Everything up to an open, migrated database; also what commands use when no server runs. */
export async function openInstallation({ config, clock, logger }: OpenDeps): Promise<Opened> {
  const closers = createClosers(logger);
  const phases: Phase[] = [];
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const result = await work();
    phases.push({ name, ms: Math.round(performance.now() - startMs) });
    return result;
  };
  const isEmbedded = config.databaseUrl === "";
  try {
    let socketPath = "";
    if (isEmbedded) {
      const lock = await timed("lock", () => takeFolderLock(config.dataDir));
      closers.add(() => lock.release());
      socketPath = lock.socketPath;
    } else {
      openDataFolder(config.dataDir);
      await timed("database check", () => checkDatabase(config.databaseUrl));
    }
    requireAuditKey(config);
    const server = await timed("database", () => startDatabaseServer(config));
    closers.add(() => server.stop());
    const upgraded = await timed("migrations", () => upgrade({ config, server, clock, logger }));
    const db = openDatabase(server, config.databasePool);
    closers.add(() => db.close());
    return {
      server,
      db,
      upgrade: upgraded,
      socketPath,
      phases,
      onClose: closers.add,
      close: closers.closeAll,
    };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

export interface Running<A extends App> {
  app: A;
  port: number;
  opened: Opened;
  stop(): Promise<void>;
}

interface StartDeps<A extends App> extends OpenDeps {
  createApp: CreateApp<A>;
  /** Commands that the control API offers. */
  commands(app: A, opened: Opened): Commands;
  /** Between the wiring and the first request, for instance the demo workspace. */
  prepare?(app: A, opened: Opened): Promise<void>;
}

export async function startUp<A extends App>(deps: StartDeps<A>): Promise<Running<A>> {
  const { config, clock, logger } = deps;
  await checkPort(config.host, config.port);
  const opened = await openInstallation(deps);
  const { server, db, phases } = opened;
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const result = await work();
    phases.push({ name, ms: Math.round(performance.now() - startMs) });
    return result;
  };
  try {
    const app = await timed("app", async () =>
      deps.createApp({ config, server, db, logger, clock }),
    );
    opened.onClose(() => app.stop());
    await timed("first data", async () => deps.prepare?.(app, opened));
    await timed("jobs", () => app.start());
    const port = await timed("listen", () => listen(app.http, config.host, config.port));
    opened.onClose(() => closeHttp(app, logger));
    if (opened.socketPath) {
      const control = await serveControl(opened.socketPath, deps.commands(app, opened));
      opened.onClose(() => control.close());
    }
    return { app, port, opened, stop: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** No new requests; those under way get ten seconds to finish. */
async function closeHttp(app: App, logger: Logger): Promise<void> {
  const closed = app.http.close().then(() => true);
  const inTime = await Promise.race([closed, sleep(finishRequestsMs).then(() => false)]);
  if (inTime) return;
  logger.warn({}, "Some requests did not finish in ten seconds; closing their connections");
  app.http.server.closeAllConnections();
}
