// Attachments as their readers get them. A file is seen by who sees its record; to everybody else it is missing,
// in the words for one that never was.
import type { Attachment } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { attachmentsOf, readAttachment, type StoredAttachment } from "./attachments.store.ts";
import { missingAttachment, missingRecord, notYours } from "./errors.ts";
import { isImageType } from "./file-type.rules.ts";

export interface Reach {
  mayUpdate: boolean;
}

export interface ReadDeps {
  db: Database;
  records: {
    /** Those of the records that the caller may see. */
    reach(
      tx: Reader,
      ctx: Ctx,
      object: string,
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, Reach>>;
  };
}

export function described(stored: StoredAttachment, mayChange: boolean): Attachment {
  return { ...stored, isImage: isImageType(stored.type), mayChange };
}

export async function recordInReach(
  { records }: Pick<ReadDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  object: string,
  recordId: string,
): Promise<Reach | undefined> {
  return (await records.reach(tx, ctx, object, [recordId])).get(recordId);
}

export async function visibleAttachment(
  deps: Pick<ReadDeps, "records">,
  tx: Reader,
  ctx: Ctx,
  id: string,
  intent: "read" | "change" = "read",
): Promise<{ stored: StoredAttachment; mayChange: boolean }> {
  const lock = intent === "change" ? "FOR UPDATE" : "";
  const stored = isId(id) ? await readAttachment(tx, id, lock) : null;
  if (!stored) throw missingAttachment();
  const record = await recordInReach(deps, tx, ctx, stored.object, stored.recordId);
  if (!record) throw missingAttachment();
  if (intent === "change" && !record.mayUpdate) throw notYours();
  return { stored, mayChange: record.mayUpdate };
}

export function getAttachment(deps: ReadDeps, ctx: Ctx, id: string): Promise<Attachment> {
  return deps.db.tenant(ctx, async (tx) => {
    const { stored, mayChange } = await visibleAttachment(deps, tx, ctx, id);
    return described(stored, mayChange);
  });
}

export function listAttachments(
  deps: ReadDeps,
  ctx: Ctx,
  { object, recordId }: { object: string; recordId: string },
): Promise<Attachment[]> {
  return deps.db.tenant(ctx, async (tx) => {
    const record = await recordInReach(deps, tx, ctx, object, recordId);
    if (!record) throw missingRecord();
    const found = await attachmentsOf(tx, object, recordId);
    return found.map((one) => described(one, record.mayUpdate));
  });
}
