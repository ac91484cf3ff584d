// The audit log of a workspace, for those who may read it; values that the reader may not see in the
// records themselves are absent here too.
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { EntryFilter } from "./audit-entry.ts";
import { selectEntries } from "./entries.store.ts";
import { decodeEntryCursor } from "./entry-cursor.rules.ts";
import { hideForLog } from "./hide-fields.rules.ts";
import { type EntryPage, pageOf } from "./read-entries.ts";

export interface ListEntriesQuery {
  filter: EntryFilter;
  cursor?: string | undefined;
  limit: number;
}

/** Newest first. */
export async function listEntries(
  db: Database,
  ctx: Ctx,
  query: ListEntriesQuery,
): Promise<EntryPage> {
  const beforeNo = decodeEntryCursor(query.cursor);
  const rows = await db.tenant(ctx, (tx) =>
    selectEntries(tx, { filter: query.filter, beforeNo, limit: query.limit + 1 }),
  );
  const page = pageOf(rows, query.limit);
  return { ...page, data: page.data.map((entry) => hideForLog(entry, ctx.principal.rights)) };
}
