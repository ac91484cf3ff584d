// The story of one record: notes, tasks, activities, deals and tickets that point at it, newest first.
// Each kind is read by the index on its reference, one page each, and the pages are merged.
import type { PageQuery } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { defaultPageSize, findRecord, type ReadDeps } from "./list-records.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project, titleOf } from "./project.rules.ts";
import type { StoredRecord } from "./records.store.ts";
import { limitOf } from "./row-rights.rules.ts";
import { type TimelinePosition, timelineRows } from "./timeline.store.ts";

export const timelineItemSchema = z.object({
  object: z.string(),
  id: z.uuid(),
  at: z.iso.datetime(),
  title: z.string(),
  record: z.record(z.string(), z.unknown()),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;

const kinds = ["activities", "notes", "tasks", "tickets", "deals"];

/** The field of other records that points at a record of this type. */
const referenceFields: Record<string, string> = {
  people: "personId",
  companies: "companyId",
  deals: "dealId",
  tickets: "ticketId",
};

function readCursor(cursor: string | undefined): TimelinePosition | null {
  if (cursor === undefined || cursor === "") return null;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  if (!isId(id) || Number.isNaN(Date.parse(at))) {
    throw invalid(
      "records.bad_cursor",
      "This cursor does not belong to this timeline. Start again without one.",
    );
  }
  return { at: new Date(at).toISOString(), id };
}

const writeCursor = (item: TimelineItem) =>
  Buffer.from(`${item.at} ${item.id}`).toString("base64url");

export function readTimeline(
  deps: ReadDeps,
  ctx: Ctx,
  object: string,
  id: string,
  page: PageQuery,
) {
  return deps.db.tenant(ctx, async (tx) => {
    const type = await deps.schema.objectType(tx, object);
    await findRecord(tx, ctx, type, id);
    const limit = page.limit ?? defaultPageSize;
    const field = referenceFields[object];
    const before = readCursor(page.cursor);
    const types = await deps.schema.all(tx);
    const lists =
      field === undefined
        ? []
        : kinds.map((kind) => itemsOf(tx, ctx, types.get(kind), field, id, before, limit + 1));
    const items = (await Promise.all(lists)).flat().sort(newestFirst);
    const data = items.slice(0, limit);
    const last = data.at(-1);
    return { data, nextCursor: items.length > limit && last ? writeCursor(last) : null };
  });
}

function newestFirst(a: TimelineItem, b: TimelineItem): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

async function itemsOf(
  tx: Tx,
  ctx: Ctx,
  type: ObjectType | undefined,
  field: string,
  id: string,
  before: TimelinePosition | null,
  limit: number,
): Promise<TimelineItem[]> {
  const { principal } = ctx;
  const hasField = type?.columns.some((column) => column.key === field) === true;
  if (!type || !hasField || principal.rights.object(type.key).read === "none") return [];
  if (principal.rights.field(type.key, field) === "none") return [];
  const rows = await timelineRows(tx, type, limitOf(principal, type, "read"), {
    field,
    id,
    before,
    limit,
  });
  return rows.map((record) => itemOf(record, type, ctx));
}

function itemOf(record: StoredRecord, type: ObjectType, ctx: Ctx): TimelineItem {
  const at = (record.occurredAt as string | null | undefined) ?? record.createdAt;
  return {
    object: type.key,
    id: record.id,
    at,
    title: titleOf(record, type, ctx.principal),
    record: project(record, type, ctx.principal),
  };
}
