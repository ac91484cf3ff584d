// Reading one live record within the caller's rows. What the caller may not see is missing in the same
// words as what does not exist.
import type { Clock } from "../../platform/clock.ts";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { forbidden, isAppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { gone } from "./gone.ts";
import type { ListSource } from "./list-source.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project } from "./project.rules.ts";
import { asRecord, byIdSql, recordsByIds } from "./records.store.ts";
import { limitOf, mayTouch } from "./row-rights.ts";
import type { SchemaCache } from "./schema-cache.ts";
import type { StoredRecord } from "./stored-record.ts";
import type { Successors } from "./successors.ts";
import { missing } from "./write-batch.ts";

export interface ReadDeps {
  db: Database;
  schema: SchemaCache;
  clock: Clock;
  successors: Successors;
  lists: ListSource;
}

export function checkRead(principal: Principal, type: ObjectType): void {
  if (principal.rights.object(type.key).read !== "none") return;
  throw forbidden(
    `Your role may not see ${type.labelPlural.toLowerCase()}. An administrator can allow it.`,
  );
}

/** The whole record, for the room's own use. */
export async function findRecord(
  tx: Reader,
  ctx: Ctx,
  type: ObjectType,
  id: string,
): Promise<StoredRecord> {
  checkRead(ctx.principal, type);
  const [row] = isId(id) ? await tx.query(byIdSql(type), [tx.workspaceId, id]) : [];
  if (!row) throw missing(type);
  const record = asRecord(type, row);
  const isVisible = mayTouch(limitOf(ctx.principal, type, "read"), record);
  if (record.deletedAt !== null || !isVisible) throw missing(type);
  return record;
}

/** Like `findRecord`; for one that was merged away it says where it went. */
async function followRecord(
  deps: ReadDeps,
  tx: Reader,
  ctx: Ctx,
  type: ObjectType,
  id: string,
): Promise<StoredRecord> {
  try {
    return await findRecord(tx, ctx, type, id);
  } catch (error) {
    if (!isId(id) || !isAppError(error) || error.kind !== "not-found") throw error;
    const was = (await recordsByIds(tx, type, [id.toLowerCase()], ""))[0];
    const isSeen = was && mayTouch(limitOf(ctx.principal, type, "read"), was);
    const into = isSeen ? await gone(deps, tx, ctx, { type, id: was.id, kind: "gone" }) : null;
    throw into ?? error;
  }
}

/** Throws unless the caller may see and change the record. */
export async function checkChangeable(
  deps: { schema: SchemaCache },
  tx: Reader,
  ctx: Ctx,
  object: string,
  id: string,
): Promise<void> {
  const type = await deps.schema.objectType(tx, object);
  const record = await findRecord(tx, ctx, type, id);
  if (mayTouch(limitOf(ctx.principal, type, "update"), record)) return;
  throw forbidden(`Your role may not change this ${type.label.toLowerCase()}.`);
}

/** The record as the caller may see it. */
export async function readRecord(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  id: string,
): Promise<StoredRecord> {
  const tx = deps.db.reader(ctx);
  const type = await deps.schema.objectType(tx, object);
  return project(await followRecord(deps, tx, ctx, type, id), type, ctx.principal);
}
