// What the room takes. Of records it sees only this window: what one reader may be shown of some, and who sees one.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Mail } from "../../platform/mail.ts";
import type { LogEntry } from "./plan-entries.rules.ts";

export interface Ref {
  object: string;
  id: string;
}

export interface ShownRecord extends Ref {
  title: string;
  /** The beginning of a note's text. */
  excerpt: string | null;
  /** The record that a note, task or activity hangs on. */
  about: (Ref & { title: string }) | null;
}

export interface DueTask {
  id: string;
  ownerId: string;
  dueAt: string;
}

export interface RecordWindow {
  /** By id: those that the caller may see. */
  show(tx: Reader, ctx: Ctx, refs: readonly Ref[]): Promise<ReadonlyMap<string, ShownRecord>>;
  /** In the order of the principals: who may see the record, and a note of the caller about it. */
  seenBy(tx: Reader, ctx: Ctx, ref: Ref, principals: readonly Principal[]): Promise<boolean[]>;
  /** Open tasks with an owner that fall due between two times. */
  dueTasks(workspaceId: string, from: string, to: string): AsyncGenerator<DueTask[]>;
}

export interface NotificationsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  mail: Pick<Mail, "isConfigured" | "attempt">;
  /** The address that people type, without a trailing slash. */
  publicUrl: string;
  window: RecordWindow;
  /** How far each workspace's log is settled. */
  floors(): Promise<{ workspaceId: string; floorNo: number }[]>;
  /** Settled entries of the open workspace after a number. */
  entries(
    tx: Tx,
    afterNo: number,
    limit: number,
  ): Promise<{ entries: LogEntry[]; throughNo: number }>;
}
