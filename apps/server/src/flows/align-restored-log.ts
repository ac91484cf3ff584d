// After a restore: the audit checkpoints that point past the restored chain are put aside, so that the
// log verifies again; nothing of them is deleted.
import type { Clock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import { type Alignment, alignCheckpoints } from "../rooms/governance/index.ts";

export function alignRestoredLog(db: Database, config: Config, clock: Clock): Promise<Alignment[]> {
  return alignCheckpoints({ db, clock, place: config });
}
