// The story of one record: notes, tasks, activities, deals and tickets that point at it, newest first.
// Each kind is read by the index on its reference, one page each, and the pages are merged.
import type { PageQuery } from "@rapport/contracts";
import { z } from "zod";
import type { Ctx, Principal } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import { findRecord, type ReadDeps } from "./find-record.ts";
import { badCursor } from "./list-cursor.ts";
import { defaultPageSize } from "./list-records.ts";
import type { ObjectType } from "./object-type.rules.ts";
import { project, titleOf } from "./project.rules.ts";
import { limitOf } from "./row-rights.ts";
import { idBefore, type TimelinePosition, timelineRows } from "./timeline.store.ts";

export const timelineItemSchema = z
  .object({
    object: z.string(),
    id: z.uuid(),
    at: z.iso.datetime(),
    title: z.string(),
    record: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineItem = z.infer<typeof timelineItemSchema>;

/** What another room adds to the story of a record that the caller sees: newest first, ids in order of time. */
export type TimelineSource = (
  tx: Reader,
  asked: { object: string; id: string; beforeId: string | null; limit: number },
  ctx: Ctx,
) => Promise<TimelineItem[]>;

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
  const isTime = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at));
  if (!isId(id) || !isTime || at < "0001") throw badCursor();
  return { at: new Date(at).toISOString(), id };
}

const writeCursor = (item: TimelineItem) =>
  Buffer.from(`${item.at} ${item.id}`).toString("base64url");

interface Subject {
  field: string;
  id: string;
  before: TimelinePosition | null;
  limit: number;
}

type TimelineDeps = ReadDeps & { sources: readonly TimelineSource[] };

export function readTimeline(
  deps: TimelineDeps,
  ctx: Ctx,
  object: string,
  id: string,
  page: PageQuery,
) {
  return deps.db.tenant(ctx, async (tx) => {
    const type = await deps.schema.objectType(tx, object);
    await findRecord(tx, ctx, type, id);
    const limit = page.limit ?? defaultPageSize;
    const subject = { id, before: readCursor(page.cursor), limit: limit + 1 };
    const own = await itemsAbout(deps, tx, ctx, object, subject);
    const others = await itemsFrom(deps, tx, ctx, object, subject);
    const items = [...own, ...others].sort(newestFirst);
    const data = items.slice(0, limit);
    const last = data.at(-1);
    return { data, nextCursor: items.length > limit && last ? writeCursor(last) : null };
  });
}

function newestFirst(a: TimelineItem, b: TimelineItem): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

async function itemsAbout(
  deps: ReadDeps,
  tx: Reader,
  ctx: Ctx,
  object: string,
  subject: Omit<Subject, "field">,
): Promise<TimelineItem[]> {
  const field = referenceFields[object];
  if (field === undefined) return [];
  const types = await deps.schema.all(tx);
  const lists = kinds.map((kind) => itemsOf(tx, ctx, types.get(kind), { ...subject, field }));
  return (await Promise.all(lists)).flat();
}

async function itemsFrom(
  { sources }: TimelineDeps,
  tx: Reader,
  ctx: Ctx,
  object: string,
  { id, before, limit }: Omit<Subject, "field">,
): Promise<TimelineItem[]> {
  const beforeId = before === null ? null : idBefore(before);
  const found = await Promise.all(
    sources.map((source) => source(tx, { object, id, beforeId, limit }, ctx)),
  );
  return found.flat();
}

/** What the caller may not read says nothing about when, either. */
function timeFieldOf(type: ObjectType, { rights }: Principal): string {
  const isTold = type.fields.has("occurredAt") && rights.field(type.key, "occurredAt") !== "none";
  return isTold ? "occurredAt" : "createdAt";
}

async function itemsOf(
  tx: Reader,
  ctx: Ctx,
  type: ObjectType | undefined,
  subject: Subject,
): Promise<TimelineItem[]> {
  const { principal } = ctx;
  const hasField = type?.columns.some((column) => column.key === subject.field) === true;
  if (!type || !hasField || principal.rights.object(type.key).read === "none") return [];
  if (principal.rights.field(type.key, subject.field) === "none") return [];
  const timeField = timeFieldOf(type, principal);
  const query = { ...subject, timeField };
  const rows = await timelineRows(tx, type, limitOf(principal, type, "read"), query);
  return rows.map((record) => ({
    object: type.key,
    id: record.id,
    at: String(record[timeField]),
    title: titleOf(record, type, principal),
    record: project(record, type, principal),
  }));
}
