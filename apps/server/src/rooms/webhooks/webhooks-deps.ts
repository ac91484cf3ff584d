// What this room takes. Records come as answers of functions: the room knows nothing of how they are kept.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Outbox } from "../../platform/outbox.ts";
import type { Sealer } from "../../platform/sealing.ts";
import type { PrincipalOf } from "../access/index.ts";

export type Fields = Record<string, unknown>;

export interface RecordType {
  key: string;
  label: string;
  labelPlural: string;
  fields: ReadonlyMap<string, unknown>;
}

export interface RecordSnapshot {
  record: Fields;
  before: Fields | null;
}

export interface RecordSource {
  objectTypes(tx: Reader): Promise<ReadonlyMap<string, RecordType>>;
  /** As the caller may see them now, those in the trash included. */
  readVisible(
    tx: Reader,
    ctx: Ctx,
    wanted: { object: string; ids: readonly string[]; withTrash: true },
  ): Promise<readonly (Fields & { id: string })[]>;
  /** As the caller might have seen them, by today's rights. */
  reduceSnapshots(
    tx: Reader,
    ctx: Ctx,
    object: string,
    snapshots: readonly RecordSnapshot[],
  ): Promise<readonly (RecordSnapshot | null)[]>;
}

export interface WebhooksDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbox: Pick<Outbox, "publish">;
  outbound: Outbound;
  /** host:port entries that may be called without https. */
  plainHosts: readonly string[];
  sealer: Sealer;
  principalOf: PrincipalOf;
  records: RecordSource;
}
