// What runs the database, seen from outside: how its owner connects, and how it is stopped.
import type pg from "pg";

/** A database server that runs, and the connection of its owner (for migrations and backups alone). */
export interface DatabaseServer {
  ownerConnection: pg.ClientConfig;
  isEmbedded: boolean;
  stop(): Promise<void>;
}
