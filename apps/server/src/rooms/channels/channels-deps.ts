// What this room takes.
import type { Acts } from "../../platform/acts.ts";
import type { Blobs } from "../../platform/blobs.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";

export interface ChannelsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  outbound: Outbound;
  blobs: Blobs;
  /** Of a recording that comes in. */
  maxRecordingBytes: number;
  /** host:port entries that may be called without https. */
  plainHosts: readonly string[];
  sealer: Sealer;
}
