// Merging: preview, and the act itself, in one transaction with everything that moves.
import type { MergePreview, MergePreviewRequest, MergeRequest } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import { mergeFields, previewFields } from "./merge.rules.ts";
import { insertMerges, type MergeRow } from "./merges.store.ts";

export interface MergeDeps {
  db: Database;
  records: Records;
}

function checkDistinct({ survivorId, loserIds }: MergePreviewRequest): void {
  if (new Set([survivorId, ...loserIds]).size === loserIds.length + 1) return;
  throw invalid(
    "duplicates.same_record",
    "Name each record once: one cannot be merged with itself.",
  );
}

export function previewMerge(
  { db, records }: MergeDeps,
  ctx: Ctx,
  request: MergePreviewRequest,
): Promise<MergePreview> {
  checkDistinct(request);
  const { principal } = ctx;
  return db.tenant(ctx, async (tx) => {
    const merge = await records.loadMerge(tx, ctx, request, "");
    const all = [merge.survivor, ...merge.losers];
    const merged = mergeFields(merge, request.picks ?? {}, principal.rights);
    const related = await records.countPointing(tx, ctx, request.object, request.loserIds);
    return {
      object: request.object,
      survivorId: request.survivorId,
      records: all.map((record) => records.project(record, merge.type, principal)),
      versions: Object.fromEntries(all.map((record) => [record.id, records.etagOf(record)])),
      fields: previewFields(merge, merged, principal.rights),
      related,
    };
  });
}

export interface MergedRecord {
  id: string;
  object: string;
  record: StoredRecord;
}

export async function mergeRecords(
  { records }: MergeDeps,
  tx: Tx,
  act: Act,
  request: MergeRequest,
): Promise<MergedRecord> {
  checkDistinct(request);
  const { principal } = act.ctx;
  const merge = await records.loadMerge(tx, act.ctx, request, "FOR UPDATE");
  const { values } = mergeFields(merge, request.picks ?? {}, principal.rights);
  const record = await records.absorb(tx, act, merge, values);
  const rows = request.loserIds.map(
    (loserId): MergeRow => ({
      id: newId(),
      actId: act.id,
      object: request.object,
      survivorId: request.survivorId,
      loserId,
      mergedAt: act.at,
      mergedBy: principal.label,
    }),
  );
  insertMerges(tx, rows);
  await act.changed(
    tx,
    rows.map((row) => ({
      object: "merges",
      id: row.id,
      op: "create",
      before: null,
      after: { ...row },
      record: null,
    })),
  );
  return {
    id: act.id,
    object: request.object,
    record: records.project(record, merge.type, principal),
  };
}
