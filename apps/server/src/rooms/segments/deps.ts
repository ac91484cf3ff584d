// What the segments room works with.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Features, RecordsWindow } from "../features/index.ts";

export interface SegmentsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  features: Features;
  records: Pick<RecordsWindow, "visible" | "titles">;
}
