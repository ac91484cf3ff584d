// What the features room works with. Events, the audit log and stages are lent as SQL relations by the rooms that own
// them, wired in app.ts: features names none of their tables.
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { LentRelations } from "./compile.store.ts";

/** A version of a record as the audit log tells it. */
export interface RecordVersion {
  object: string;
  recordId: string;
  knownAt: string;
  op: string;
  after: Record<string, unknown> | null;
}

export interface RecordsWindow {
  /** In the order of the log, of these records. */
  versionsOf(tx: Reader, recordIds: readonly string[]): Promise<RecordVersion[]>;
  /** All ids of a kind of record, after one, in order; those in the trash included. */
  idsAfter(tx: Tx, object: string, afterId: string | null, limit: number): Promise<string[]>;
  /** Those of the ids that the caller may see. */
  visible(
    tx: Reader,
    ctx: Ctx,
    object: string,
    ids: readonly string[],
  ): Promise<ReadonlySet<string>>;
  titles(
    tx: Reader,
    ctx: Ctx,
    object: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
}

/** A batch of events that was taken in: whom it touched. */
export interface EventChange {
  no: number;
  personIds: string[];
  companyIds: string[];
}

export interface EventsWindow {
  /** The last number of every workspace that has events. */
  heads(): Promise<{ workspaceId: string; no: number }[]>;
  changesAfter(tx: Tx, afterNo: number, limit: number): Promise<EventChange[]>;
}

export interface FeatureDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  lent: LentRelations;
  records: RecordsWindow;
  workspaceIds(): Promise<readonly string[]>;
}
