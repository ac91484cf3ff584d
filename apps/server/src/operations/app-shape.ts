// What the operations need of the wired app; app.ts makes it, and tests may make a smaller one.
import type { FastifyInstance } from "fastify";
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Database, DatabaseServer } from "../platform/db/index.ts";
import type { Logger } from "../platform/logger.ts";

export interface AppDeps {
  config: Config;
  server: DatabaseServer;
  db: Database;
  logger: Logger;
  clock: Clock;
}

export interface App {
  http: FastifyInstance;
  /** Starts the jobs of this process's roles. */
  start(): Promise<void>;
  /** Finishes what runs, seals the audit log, stops the jobs. The database is still open. */
  stop(): Promise<void>;
}

export type CreateApp<A extends App = App> = (deps: AppDeps) => A | Promise<A>;
