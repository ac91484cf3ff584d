// The history of one record's fields, from the audit log, for those who may see the record.
import type { PageQuery } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { type EntryPage, historyOf } from "../governance/index.ts";
import { findRecord, type ReadDeps } from "./find-record.ts";
import { defaultPageSize } from "./list-records.ts";

export function recordHistory(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  id: string,
  page: PageQuery,
): Promise<EntryPage> {
  return deps.db.tenant(ctx, async (tx) => {
    const type = await deps.schema.objectType(tx, object);
    await findRecord(tx, ctx, type, id);
    const { rights } = ctx.principal;
    return historyOf(tx, {
      object,
      recordId: id,
      cursor: page.cursor,
      limit: page.limit ?? defaultPageSize,
      rights,
    });
  });
}
