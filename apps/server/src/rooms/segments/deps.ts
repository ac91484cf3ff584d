// What the segments room works with.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Features, RecordsWindow } from "../features/index.ts";
import type { FieldWords } from "./sentence.rules.ts";

export interface SegmentsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  features: Features;
  records: Pick<RecordsWindow, "visible" | "titles"> & {
    /** Fields of a kind of record by their paths, as its readers know them. */
    fieldWords(tx: Reader, object: string): Promise<ReadonlyMap<string, FieldWords>>;
  };
}
