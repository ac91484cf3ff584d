// Holds the records of a merge and checks that this caller may merge them and looked at them as they are.
// Waits for whoever is writing something that points at them, so that nothing is left behind.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { AppError, forbidden } from "../../platform/errors.ts";
import { etagOf, matches } from "./etag.rules.ts";
import { checkRead } from "./find-record.ts";
import { gone } from "./gone.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project } from "./project.rules.ts";
import { recordsByIds } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Successors } from "./successors.ts";
import { missing } from "./write-batch.ts";

export interface MergeDeps {
  schema: SchemaCache;
  successors: Successors;
}

export interface MergeTargets {
  object: string;
  survivorId: string;
  loserIds: readonly string[];
  /** ETags or versions by id, as they were looked at; what is not named is not compared. */
  versions?: Readonly<Record<string, string>> | undefined;
}

/** As stored, whole: what of it may be shown is for `project` to say. */
export interface LockedMerge {
  type: ObjectType;
  survivor: StoredRecord;
  losers: StoredRecord[];
}

/** `lock` is for the merge itself; a preview reads. */
export async function loadMerge(
  deps: MergeDeps,
  tx: Tx,
  ctx: Ctx,
  targets: MergeTargets,
  lock: "" | "FOR UPDATE",
): Promise<LockedMerge> {
  const type = await deps.schema.objectType(tx, targets.object);
  checkRead(ctx.principal, type);
  const ids = [targets.survivorId, ...targets.loserIds];
  const found = await recordsByIds(tx, type, ids, lock);
  const records: StoredRecord[] = [];
  for (const id of ids) {
    const record = found.find((one) => one.id === id);
    records.push(await checkLive(deps, tx, ctx, type, record));
  }
  for (const record of records) {
    checkMergeable(ctx, type, record, record.id !== targets.survivorId);
    checkVersion(ctx, type, record, targets.versions?.[record.id]);
  }
  const [survivor, ...losers] = records;
  if (!survivor) throw missing(type);
  return { type, survivor, losers };
}

/** One that was merged meanwhile is not just missing: whoever may see where it went is told. */
async function checkLive(
  deps: MergeDeps,
  tx: Tx,
  ctx: Ctx,
  type: ObjectType,
  record: StoredRecord | undefined,
): Promise<StoredRecord> {
  if (!record || !mayTouch(limitOf(ctx.principal, type, "read"), record)) throw missing(type);
  if (record.deletedAt === null) return record;
  throw (await gone(deps, tx, ctx, { type, id: record.id, kind: "conflict" })) ?? missing(type);
}

function checkMergeable(ctx: Ctx, type: ObjectType, record: StoredRecord, isLoser: boolean): void {
  const { principal } = ctx;
  const mayChange = mayTouch(limitOf(principal, type, "update"), record);
  if (!mayChange) {
    throw forbidden(
      `Your role may not change one of these ${type.labelPlural.toLowerCase()}, so you cannot merge them. Ask its owner or an administrator.`,
    );
  }
  if (!isLoser || mayTouch(limitOf(principal, type, "delete"), record)) return;
  throw forbidden(
    `Your role may not delete one of these ${type.labelPlural.toLowerCase()}, and merging moves it to the trash. Keep that one, or ask its owner or an administrator.`,
  );
}

function checkVersion(
  ctx: Ctx,
  type: ObjectType,
  record: StoredRecord,
  expected: string | undefined,
): void {
  if (expected === undefined || matches(expected, record)) return;
  throw new AppError(
    "precondition",
    "records.version_conflict",
    `Someone else changed one of these ${type.labelPlural.toLowerCase()} meanwhile (it is now ${etagOf(record)}). Look at the preview again before you merge.`,
    { current: project(record, type, ctx.principal) },
  );
}
