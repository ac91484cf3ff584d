import type { RapportRecord } from "@rapport/contracts";
import type { RecordData } from "@rapport/sdk";

/** One change of one record, as asked for on the screen. */
export interface FieldChange {
  record: RapportRecord;
  data: RecordData;
  /** What changed, for the message: a field's label. */
  label: string;
  /** Overwrites whatever is there now; only after the person chose so. */
  force?: boolean;
}
