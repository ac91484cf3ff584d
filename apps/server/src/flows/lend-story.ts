// What the models room needs of records and of the audit log, lent to it as functions: it imports neither.
import type { ModelEntity } from "@rapport/contracts";
import type { Clock } from "../platform/clock.ts";
import { systemContext } from "../platform/context.ts";
import type { Database, TenantScope, Tx } from "../platform/db/index.ts";
import { newId } from "../platform/ids.ts";
import { nextTurn } from "../platform/spare-time.ts";
import { type NewsPosition, readNews, startOfNews } from "../rooms/governance/index.ts";
import {
  type NewsSource,
  type RecordsPort,
  Story,
  type StoryObject,
  type StoryRecord,
  storyObjects,
} from "../rooms/models/index.ts";
import type { Records, StoredRecord } from "../rooms/records/index.ts";

interface Deps {
  db: Database;
  clock: Clock;
  records: Records;
}

interface StoryDeps extends Deps {
  /** Of one kind, in place of the usual. */
  mostRecords?: number;
}

const pageSize = 1000;
/** Of one kind; of a larger workspace the latest are read. */
const mostRecords = 200_000;

type Lists = Record<StoryObject, StoryRecord[]>;

const noLists = (): Lists => ({
  companies: [],
  people: [],
  deals: [],
  tickets: [],
  activities: [],
});

/** The latest of a kind, in the order in which they came. */
async function readLatest(
  { db, records, mostRecords: most = mostRecords }: StoryDeps,
  scope: TenantScope,
  object: StoryObject,
): Promise<StoryRecord[]> {
  const found: StoryRecord[] = [];
  let beforeId: string | null = null;
  while (found.length < most) {
    const from: string | null = beforeId;
    const limit = Math.min(pageSize, most - found.length);
    const page: StoredRecord[] = await db.tenant(scope, (tx) =>
      records.readRawNewest(tx, object, { beforeId: from, limit }),
    );
    for (const record of page) found.push(record as StoryRecord);
    const last: StoredRecord | undefined = page.at(-1);
    if (!last || page.length < limit) break;
    beforeId = last.id;
    await nextTurn();
  }
  return found.reverse();
}

/** Everything around some records: what they point at, and what points there. */
async function readAround(
  { records }: Deps,
  tx: Tx,
  scope: TenantScope,
  entity: ModelEntity,
  ids: readonly string[],
): Promise<Lists> {
  const ctx = systemContext(scope.workspaceId, newId());
  const seen = new Map<StoryObject, Map<string, StoryRecord>>();
  const add = (object: StoryObject, found: readonly StoryRecord[]) => {
    const known = seen.get(object) ?? new Map<string, StoryRecord>();
    for (const record of found) known.set(record.id, record);
    seen.set(object, known);
  };
  const idsOf = (object: StoryObject) => [...(seen.get(object)?.keys() ?? [])];
  const targets = (object: StoryObject, field: string) =>
    [...(seen.get(object)?.values() ?? [])]
      .map((record) => record[field])
      .filter((id) => typeof id === "string");
  const read = async (object: StoryObject, wanted: readonly string[]) => {
    const missing = [...new Set(wanted)].filter((id) => !seen.get(object)?.has(id));
    if (missing.length > 0)
      add(object, (await records.readRaw(tx, object, missing)) as unknown as StoryRecord[]);
  };
  const pointing = async (object: StoryObject, field: string, values: readonly string[]) => {
    if (values.length === 0) return;
    const found = await records.find(tx, ctx, { object, field, values });
    add(object, found as unknown as StoryRecord[]);
  };
  await read(entity, ids);
  const starts = (["people", "deals", "tickets"] as const).filter((object) => object === entity);
  for (const object of starts) await read("companies", targets(object, "companyId"));
  if (entity === "deals") await read("people", targets("deals", "personId"));
  if (entity === "deals") await pointing("deals", "ownerId", targets("deals", "ownerId"));
  const companies = idsOf("companies");
  if (entity === "people") await pointing("people", "companyId", companies);
  if (entity !== "tickets") await pointing("deals", "companyId", companies);
  if (entity === "people") await pointing("deals", "personId", idsOf("people"));
  if (entity === "companies") await pointing("tickets", "companyId", companies);
  const field = {
    people: "personId",
    companies: "companyId",
    deals: "dealId",
    tickets: "ticketId",
  };
  await pointing("activities", field[entity], ids);
  const lists = noLists();
  for (const object of storyObjects)
    lists[object] = [...(seen.get(object)?.values() ?? [])].filter(
      ({ deletedAt }) => deletedAt === null || deletedAt === undefined,
    );
  return lists;
}

export function lendStory(deps: StoryDeps): RecordsPort {
  const { db, clock, records } = deps;
  const idsAfter: RecordsPort["idsAfter"] = async (scope, object, page) => {
    const found = await db.tenant(scope, (tx) => records.readRawPage(tx, object, page));
    return found.map(({ id }) => id);
  };
  return {
    story: async (scope) => {
      const lists = noLists();
      for (const object of storyObjects) lists[object] = await readLatest(deps, scope, object);
      return new Story(lists, clock.nowMs());
    },
    storyAround: async (scope, entity, ids) => {
      const lists = await db.tenant(scope, (tx) => readAround(deps, tx, scope, entity, ids));
      return new Story(lists, clock.nowMs());
    },
    raw: (scope, object, ids) =>
      db.tenant(
        scope,
        async (tx) => (await records.readRaw(tx, object, ids)) as unknown as StoryRecord[],
      ),
    idsAfter,
    hasAtLeast: async (scope, object, count) =>
      (await idsAfter(scope, object, { afterId: null, limit: count })).length >= count,
    visible: async (tx, ctx, object, ids) =>
      new Set((await records.readVisible(tx, ctx, { object, ids })).map(({ id }) => id)),
    amounts: async (tx, ctx, ids) => {
      const deals = await records.readVisible(tx, ctx, { object: "deals", ids });
      return deals.flatMap(({ id, amountMinor, currency }) =>
        typeof amountMinor === "number"
          ? [{ id, amountMinor, currency: typeof currency === "string" ? currency : "" }]
          : [],
      );
    },
    ensureColumn: (tx, act, field) => records.computed.ensure(tx, act, field),
    writeColumn: (tx, field, values) => records.computed.write(tx, field, values),
  };
}

/** Changes since the last look, from the log itself: a write pays nothing for being followed. */
export function lendNews(db: Database): NewsSource {
  let position: NewsPosition | null = null;
  return {
    next: async (workspaceIds) => {
      if (position === null) {
        position = await startOfNews(db);
        return { entries: [], waves: [] };
      }
      const news = await readNews(db, workspaceIds, position);
      position = news.position;
      return {
        entries: news.entries.map(({ workspaceId, object, recordId }) => ({
          workspaceId,
          object,
          recordId,
        })),
        waves: news.waves.map(({ workspaceId }) => workspaceId),
      };
    },
  };
}
