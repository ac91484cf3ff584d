// Who sees which of some records, for many principals at once: as the records are now, and as they were before
// a change moved them to another owner or region. Tells of no record more than that.
import type { Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import type { RowLimit } from "../access/index.ts";
import { recordsByIds } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";

/** `gone`: it was within reach before, and is not any more. */
export type Sight = "seen" | "gone" | "unseen";

export interface ChangedRow {
  id: string;
  was: { ownerId?: string | null; region?: string | null };
}

/** In the order of the rows: what this principal sees of each. */
export type RowSight = (principal: Principal) => Sight[];

/** Null when there is no such kind of record. */
export async function rowSight(
  deps: { schema: SchemaCache },
  tx: Reader,
  object: string,
  rows: readonly ChangedRow[],
  principals: readonly Principal[],
): Promise<RowSight | null> {
  const type = await deps.schema.findObjectType(tx, object);
  if (!type) return null;
  const limits = new Map(principals.map((one) => [one, limitOf(one, type, "read")]));
  const isNeeded = [...limits.values()].some(({ kind }) => kind === "owners" || kind === "regions");
  const ids = [...new Set(rows.map(({ id }) => id))];
  const found = isNeeded ? await recordsByIds(tx, type, ids, "") : [];
  const records = new Map(found.map((record) => [record.id, record]));
  return (principal) => {
    const limit = limits.get(principal) ?? limitOf(principal, type, "read");
    return rows.map((row) => sightOf(limit, records.get(row.id), row));
  };
}

function sightOf(limit: RowLimit, record: StoredRecord | undefined, { was }: ChangedRow): Sight {
  if (limit.kind === "all") return "seen";
  if (limit.kind === "none") return "unseen";
  if (record && mayTouch(limit, record)) return "seen";
  const before = { ...record, ...was } as StoredRecord;
  return mayTouch(limit, before) ? "gone" : "unseen";
}
