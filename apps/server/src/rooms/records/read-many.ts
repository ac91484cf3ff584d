// Records by their ids for other rooms: raw ones for work that nobody sees (detection), and what one caller
// may see of them.
import type { Ctx } from "../../platform/context.ts";
import type { Reader, Tx } from "../../platform/db/index.ts";
import { project } from "./project.rules.ts";
import { recordsBefore, recordsByIds, recordsFrom } from "./records.store.ts";
import { visibleRecords } from "./references.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";

interface Deps {
  schema: SchemaCache;
}

/** Not reduced to anyone's rights, those in the trash included: never to be shown. */
export async function readRaw(
  deps: Deps,
  tx: Tx,
  object: string,
  ids: readonly string[],
): Promise<StoredRecord[]> {
  return recordsByIds(tx, await deps.schema.objectType(tx, object), ids, "");
}

/** Live records after an id, in the order of ids; not reduced to anyone's rights. */
export async function readRawPage(
  deps: Deps,
  tx: Tx,
  object: string,
  page: { afterId: string | null; limit: number },
): Promise<StoredRecord[]> {
  return recordsFrom(tx, await deps.schema.objectType(tx, object), page);
}

/** The same from the latest on, backwards. */
export async function readRawNewest(
  deps: Deps,
  tx: Tx,
  object: string,
  page: { beforeId: string | null; limit: number },
): Promise<StoredRecord[]> {
  return recordsBefore(tx, await deps.schema.objectType(tx, object), page);
}

/** Those that the caller may see, as the caller may see them; live ones unless told. */
export async function readVisible(
  deps: Deps,
  tx: Reader,
  ctx: Ctx,
  wanted: { object: string; ids: readonly string[]; withTrash?: boolean },
): Promise<StoredRecord[]> {
  const type = await deps.schema.objectType(tx, wanted.object);
  const limit = limitOf(ctx.principal, type, "read");
  const found = wanted.withTrash
    ? (await recordsByIds(tx, type, wanted.ids, "")).filter((record) => mayTouch(limit, record))
    : await visibleRecords(tx, type, limit, wanted.ids);
  return found.map((record) => project(record, type, ctx.principal));
}

/** A live record as the caller may see it, and whether he may change it. */
export interface Reach {
  record: StoredRecord;
  mayUpdate: boolean;
}

/** Those that the caller may see; who may see none of that kind gets none. */
export async function readReach(
  deps: Deps,
  tx: Reader,
  ctx: Ctx,
  object: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Reach>> {
  const { principal } = ctx;
  const type = await deps.schema.findObjectType(tx, object);
  if (!type || principal.rights.object(object).read === "none") return new Map();
  const [seen, changed] = [limitOf(principal, type, "read"), limitOf(principal, type, "update")];
  const found = await visibleRecords(tx, type, seen, ids);
  return new Map(
    found.map((record) => [
      record.id,
      { record: project(record, type, principal), mayUpdate: mayTouch(changed, record) },
    ]),
  );
}

/** A record as it was at some time, and its changed fields as they were before that. */
export interface Snapshot {
  record: StoredRecord;
  before: Partial<StoredRecord> | null;
}

/** Each as the caller might have seen it, by today's rights; null where the caller might not. */
export async function reduceSnapshots(
  deps: Deps,
  tx: Reader,
  ctx: Ctx,
  object: string,
  snapshots: readonly Snapshot[],
): Promise<(Snapshot | null)[]> {
  const type = await deps.schema.findObjectType(tx, object);
  if (!type) return snapshots.map(() => null);
  const { principal } = ctx;
  const limit = limitOf(principal, type, "read");
  return snapshots.map(({ record, before }) => {
    if (!mayTouch(limit, record)) return null;
    const whole = before === null ? null : ({ custom: {}, ...before } as StoredRecord);
    return {
      record: project(record, type, principal),
      before: whole === null ? null : project(whole, type, principal),
    };
  });
}
