// What was known of records, version by version; the door of the store beside it.
import type { Reader } from "../../platform/db/index.ts";
import { type RecordVersion, versionsOf } from "./record-versions.store.ts";

export type { RecordVersion };

/** Versions of some records, of each in order; whole, for the server's own use. */
export const recordVersions = (
  tx: Reader,
  recordIds: readonly string[],
): Promise<RecordVersion[]> => versionsOf(tx, recordIds);
