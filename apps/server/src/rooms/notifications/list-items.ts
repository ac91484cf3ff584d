// Lines as their member may read them now: what is about a record out of reach is left out, also of counts.
import type { Notification, NotificationSummary, Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { forbidden, invalid } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { type Item, listItems } from "./items.store.ts";
import type { NotificationsDeps, Ref, ShownRecord } from "./notifications-deps.ts";

type Deps = Pick<NotificationsDeps, "db" | "window">;

const looked = 100;
const pageSize = 30;
/** Pages that are read on because nothing of them may be shown. */
const mostSkips = 5;

export function memberOf(ctx: Ctx): string {
  const { memberId } = ctx.principal;
  if (memberId !== null) return memberId;
  throw forbidden("Notifications belong to members: sign in, or use the API key of a member.");
}

export const refsOf = (items: readonly Item[]): Ref[] =>
  items.flatMap(({ object, recordId: id }) => (object && id ? [{ object, id }] : []));

/** Whether the line may be shown at all. */
export function isShown(ctx: Ctx, item: Item, records: ReadonlyMap<string, ShownRecord>): boolean {
  if (item.recordId !== null) return records.has(item.recordId);
  if (item.object === null) return true;
  return ctx.principal.rights.object(item.object).read !== "none";
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A message about a conversation says what was written in it. */
const mayReadWords = ({ principal }: Ctx, { object }: Item): boolean =>
  object !== "conversations" || principal.rights.field("conversations", "text") !== "none";

/** Titles of mentions used to end with the conversation's subject, and those that were kept still do. */
function titleFor(ctx: Ctx, item: Item): string | null {
  const title = textOf(item.data.title);
  const isSubjectRead = ctx.principal.rights.field("conversations", "subject") !== "none";
  const isWhole = item.object !== "conversations" || (isSubjectRead && mayReadWords(ctx, item));
  return isWhole ? title : (title?.replace(/( in conversation #\d+).*$/s, "$1") ?? null);
}

export function described(
  ctx: Ctx,
  item: Item,
  records: ReadonlyMap<string, ShownRecord>,
): Notification {
  const { rights } = ctx.principal;
  const record = item.recordId === null ? undefined : records.get(item.recordId);
  const { object } = item;
  return {
    id: item.id,
    kind: item.kind,
    count: item.count,
    at: item.lastAt,
    read: item.readAt !== null,
    who: item.who,
    record: record ? { object: record.object, id: record.id, title: record.title } : null,
    about: record?.about ?? null,
    object,
    fields: strings(item.data.fields).filter(
      (field) => object !== null && rights.field(object, field) !== "none",
    ),
    added: strings(item.data.added).filter((kind) => rights.object(kind).read !== "none"),
    title: titleFor(ctx, item),
    text: mayReadWords(ctx, item) ? (textOf(item.data.text) ?? record?.excerpt ?? null) : null,
    link: textOf(item.data.link),
  };
}

export async function visibleItems(
  deps: Deps,
  tx: Reader,
  ctx: Ctx,
  items: readonly Item[],
): Promise<Notification[]> {
  const records = await deps.window.show(tx, ctx, refsOf(items));
  return items
    .filter((item) => isShown(ctx, item, records))
    .map((item) => described(ctx, item, records));
}

function readCursor(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined || cursor === "") return null;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  if (!isId(id) || !/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at)))
    throw invalid("notifications.bad_cursor", "This cursor is not one of this list.");
  return { at, id };
}

const cursorOf = ({ lastAt, id }: Item): string =>
  Buffer.from(`${lastAt} ${id}`).toString("base64url");

export async function notificationPage(
  deps: Deps,
  ctx: Ctx,
  query: { unread: boolean; cursor?: string | undefined; limit?: number | undefined },
): Promise<Page<Notification>> {
  const memberId = memberOf(ctx);
  const limit = query.limit ?? pageSize;
  const reader = deps.db.reader(ctx);
  let before = readCursor(query.cursor);
  for (let skips = 0; ; skips += 1) {
    const page = { memberId, unreadOnly: query.unread, before, limit: limit + 1 };
    const items = await listItems(reader, page);
    const own = items.slice(0, limit);
    const last = own.at(-1);
    const data = await visibleItems(deps, reader, ctx, own);
    const isEnd = items.length <= limit || !last;
    if (data.length > 0 || isEnd || skips >= mostSkips)
      return { data, nextCursor: isEnd ? null : cursorOf(last) };
    before = { at: last.lastAt, id: last.id };
  }
}

export async function unreadSummary(deps: Deps, ctx: Ctx): Promise<NotificationSummary> {
  const memberId = memberOf(ctx);
  const reader = deps.db.reader(ctx);
  const items = await listItems(reader, {
    memberId,
    unreadOnly: true,
    before: null,
    limit: looked + 1,
  });
  const records = await deps.window.show(reader, ctx, refsOf(items));
  const unread = items.filter((item) => isShown(ctx, item, records)).length;
  return { unread: Math.min(unread, looked), capped: items.length > looked };
}
