// What the features room reads of others, lent to it: versions of records from the audit log, the stages of deals,
// who may see which record. It imports none of these rooms.
import type { Acts } from "../platform/acts.ts";
import type { Database, Reader, Tx } from "../platform/db/index.ts";
import { changesAfter, eventRows, headsOfAll } from "../rooms/events/index.ts";
import type { FeaturesDeps, RecordsWindow } from "../rooms/features/index.ts";
import { recordVersions } from "../rooms/governance/index.ts";
import { type Records, stageRows } from "../rooms/records/index.ts";
import { tellHolders } from "./tell-holders.ts";

export function lendFeatureRecords(records: Records): RecordsWindow {
  return {
    versionsOf: recordVersions,
    idsAfter: async (tx: Tx, object, afterId, limit) =>
      (await records.readRawPage(tx, object, { afterId, limit })).map(({ id }) => id),
    visible: async (tx, ctx, object, ids) => {
      const found = await records.readVisible(tx, ctx, { object, ids });
      return new Set(found.map(({ id }) => id));
    },
    titles: (tx, ctx, object, ids) => records.titles(tx, ctx, object, ids),
  };
}

/** Labels of a kind of record's fields, and of their choices. */
export const lendFieldWords =
  (records: Pick<Records, "objectTypes">) => async (tx: Reader, object: string) =>
    (await records.objectTypes(tx)).get(object)?.fields ?? new Map<string, never>();

interface LendDeps {
  db: Database;
  acts: Acts;
  records: Records;
}

/** Records, events and stages, and what tells that there are new events. */
export function lendFeatureSources({
  db,
  acts,
  records,
}: LendDeps): Pick<FeaturesDeps, "lent" | "events" | "records" | "alert"> {
  return {
    alert: tellHolders({ db, acts }, "features.manage"),
    records: lendFeatureRecords(records),
    lent: { events: eventRows(), stages: stageRows() },
    events: {
      heads: () => headsOfAll(db),
      changesAfter,
    },
  };
}
