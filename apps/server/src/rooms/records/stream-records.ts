// A whole filtered list, page by page, each page in its own short transaction: memory stays bounded, and a
// slow reader holds no transaction open. Rows that change while it runs may or may not show the change.
import type { Ctx } from "../../platform/context.ts";
import type { ReadDeps } from "./find-record.ts";
import { listRows, type Position } from "./list.store.ts";
import { type ListInput, listQuery } from "./list-records.ts";
import { resolveLists } from "./list-source.ts";
import { project } from "./project.rules.ts";
import type { StoredRecord } from "./stored-record.ts";

const streamPageSize = 1000;

export async function* streamRecords(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  input: ListInput,
): AsyncGenerator<StoredRecord[]> {
  // One moment for all pages, so that "today" stays the same day.
  const nowMs = deps.clock.nowMs();
  let after: Position | null = null;
  do {
    const from: Position | null = after;
    const page: { records: StoredRecord[]; next: Position | null } = await deps.db.tenant(
      ctx,
      async (tx) => {
        const type = await deps.schema.objectType(tx, object);
        const asked = listQuery(ctx, type, input, { trashed: false, nowMs });
        const rows = await listRows(tx, {
          ...(await resolveLists(deps, tx, ctx, asked)),
          limit: streamPageSize,
          after: from,
        });
        return {
          ...rows,
          records: rows.records.map((record) => project(record, type, ctx.principal)),
        };
      },
    );
    if (page.records.length > 0) yield page.records;
    after = page.next;
  } while (after !== null);
}
