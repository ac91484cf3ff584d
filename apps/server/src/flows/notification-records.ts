// What the notifications room sees of records: titles and beginnings of notes under one reader's rights, who may see
// a record, and tasks that fall due.
import { plainMentions } from "@rapport/contracts";
import type { Ctx } from "../platform/context.ts";
import { systemContext } from "../platform/context.ts";
import type { Reader } from "../platform/db/index.ts";
import { newId } from "../platform/ids.ts";
import type { RecordWindow, ShownRecord } from "../rooms/notifications/index.ts";
import type { Records, StoredRecord } from "../rooms/records/index.ts";

type Ref = { object: string; id: string };
type Seen = Pick<Records, "titles" | "readVisible" | "sight" | "stream">;

const excerptLength = 240;
const parents = [
  ["dealId", "deals"],
  ["ticketId", "tickets"],
  ["personId", "people"],
  ["companyId", "companies"],
] as const;
const storyObjects = new Set(["notes", "tasks", "activities"]);

function parentOf(record: StoredRecord): Ref | null {
  for (const [field, object] of parents) {
    const id = record[field];
    if (typeof id === "string") return { object, id };
  }
  return null;
}

function excerptOf({ body }: StoredRecord): string | null {
  if (typeof body !== "string") return null;
  const plain = plainMentions(body);
  return plain.length > excerptLength ? `${plain.slice(0, excerptLength - 1)}…` : plain;
}

async function titlesOf(records: Seen, tx: Reader, ctx: Ctx, refs: readonly Ref[]) {
  const titles = new Map<string, string>();
  for (const [object, some] of Map.groupBy(refs, (ref) => ref.object)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    for (const [id, title] of await records.titles(tx, ctx, object, ids)) titles.set(id, title);
  }
  return titles;
}

async function storiesOf(records: Seen, tx: Reader, ctx: Ctx, refs: readonly Ref[]) {
  const stories: StoredRecord[] = [];
  const wanted = refs.filter(({ object }) => storyObjects.has(object));
  for (const [object, some] of Map.groupBy(wanted, (ref) => ref.object)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    stories.push(...(await records.readVisible(tx, ctx, { object, ids })));
  }
  return new Map(stories.map((record) => [record.id, record]));
}

async function show(
  records: Seen,
  tx: Reader,
  ctx: Ctx,
  refs: readonly Ref[],
): Promise<Map<string, ShownRecord>> {
  const titles = await titlesOf(records, tx, ctx, refs);
  const stories = await storiesOf(records, tx, ctx, refs);
  const above = [...stories.values()].map(parentOf).filter((ref) => ref !== null);
  const parentTitles = await titlesOf(records, tx, ctx, above);
  const shown = new Map<string, ShownRecord>();
  for (const { object, id } of refs) {
    const title = titles.get(id);
    if (title === undefined) continue;
    const story = stories.get(id);
    const parent = story ? parentOf(story) : null;
    const parentTitle = parent ? parentTitles.get(parent.id) : undefined;
    const about = parent && parentTitle !== undefined ? { ...parent, title: parentTitle } : null;
    shown.set(id, { object, id, title, excerpt: story ? excerptOf(story) : null, about });
  }
  return shown;
}

export function createRecordWindow(records: Seen): RecordWindow {
  return {
    show: (tx, ctx, refs) => show(records, tx, ctx, refs),
    seenBy: async (tx, ctx, { object, id }, principals) => {
      const sight = await records.sight(tx, object, [{ id, was: {} }], principals);
      const note = { id: newId(), was: { ownerId: ctx.principal.memberId, region: null } };
      const noteSight = await records.sight(tx, "notes", [note], principals);
      // A note that is still to be written: "gone" says that a row of this owner would be within reach.
      return principals.map(
        (one) => sight?.(one)[0] === "seen" && noteSight?.(one)[0] !== "unseen",
      );
    },
    dueTasks: async function* (workspaceId, from, to) {
      const ctx = systemContext(workspaceId, newId());
      const filter = JSON.stringify({
        and: [{ status: "open" }, { dueAt: { gte: from } }, { dueAt: { lt: to } }],
      });
      for await (const page of records.stream(ctx, "tasks", { filter, sort: "dueAt" })) {
        yield page.flatMap(({ id, ownerId, dueAt }) =>
          typeof ownerId === "string" && typeof dueAt === "string" ? [{ id, ownerId, dueAt }] : [],
        );
      }
    },
  };
}
