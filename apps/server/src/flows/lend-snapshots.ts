// What the webhooks room needs of records, lent to it as functions: it does not import them.
import type { Records, Snapshot } from "../rooms/records/index.ts";
import type { RecordSource } from "../rooms/webhooks/index.ts";

export function lendSnapshots(records: Records): RecordSource {
  return {
    objectTypes: (tx) => records.objectTypes(tx),
    readVisible: (tx, ctx, wanted) => records.readVisible(tx, ctx, wanted),
    reduceSnapshots: (tx, ctx, object, snapshots) =>
      // They are what the records room handed out when they were made.
      records.reduceSnapshots(tx, ctx, object, snapshots as readonly Snapshot[]),
  };
}
