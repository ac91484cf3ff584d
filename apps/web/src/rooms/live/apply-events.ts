// Brings what others changed into the cache. Rows of open tables are refreshed where they stand; what is new waits
// behind a chip; boards and everything else load again, quietly. A record that is being edited stays as it is.
import type { LiveChange, RapportRecord } from "@rapport/contracts";
import type { RecordPage } from "@rapport/sdk";
import type { InfiniteData } from "@tanstack/react-query";
import { api, queryClient } from "../../platform/api.ts";
import { asked } from "../records/asked-filter.ts";
import { dropCachedRecords, patchCachedRecord } from "../records/record-queries.ts";
import { schemaQuery, titleOf } from "../records/schema.ts";
import { keepTitle } from "../records/titles.ts";
import { isRefusal, type Plan, sortChanges } from "./live.rules.ts";
import { isBoardHeld, isEdited } from "./live-holds.ts";
import { changeList, openLists } from "./live-lists.ts";
import { letLeave, noteChange } from "./recent-changes.ts";
import { refreshConversations } from "./refresh-inbox.ts";

type Pages = InfiniteData<RecordPage, string | undefined>;

const STORY_OBJECTS = new Set(["notes", "tasks", "activities", "deals", "tickets"]);
const SETTINGS_HEADS = new Set(["schema", "fields", "object-types", "pipelines", "views"]);
const BATCH = 100;

const shownVersions = (object: string): Map<string, number> => {
  const versions = new Map<string, number>();
  for (const [, pages] of queryClient.getQueriesData<Pages>({ queryKey: ["list", object] }))
    for (const page of pages?.pages ?? [])
      for (const row of page.data) versions.set(row.id, row.version);
  for (const [, record] of queryClient.getQueriesData<RapportRecord>({
    queryKey: ["record", object],
  }))
    if (record) versions.set(record.id, record.version);
  return versions;
};

const fetchRecords = async (object: string, ids: readonly string[]): Promise<RapportRecord[]> => {
  const found: RapportRecord[] = [];
  for (let from = 0; from < ids.length; from += BATCH) {
    const filter = { id: { in: ids.slice(from, from + BATCH) } };
    found.push(...(await api.records(object).list({ filter, limit: BATCH })).data);
  }
  return found;
};

const invalidate = (heads: readonly string[], object?: string): void => {
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) =>
      heads.includes(String(queryKey[0])) && (object === undefined || queryKey[1] === object),
  });
};

/** What is drawn from an object's records beside tables. */
const refreshAround = (object: string): void => {
  const isTable = openLists(object).length > 0;
  invalidate(["total", "groups", ...(isTable ? [] : ["list"])], object);
  invalidate(["small-list", "home", "trash"]);
  if (STORY_OBJECTS.has(object)) invalidate(["timeline", "related"]);
};

const markMany = (object: string): void => {
  for (const [key] of openLists(object)) changeList(key, () => ({ many: true }));
  invalidate(["record", "history"], object);
};

/** What the server refuses is loaded again by whoever shows it, and the rest goes on; a lost connection is thrown. */
const unlessRefused = async <T>(ask: () => Promise<T>): Promise<T | null> => {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
};

/** Answers the changes of records that are being edited, also of those whose editing began meanwhile. */
const putFresh = async (object: string, changed: LiveChange[]): Promise<LiveChange[]> => {
  const shown = shownVersions(object);
  const wanted = changed.filter(({ id }) => shown.has(id));
  const ids = wanted.map(({ id }) => id);
  const fresh = await unlessRefused(() => fetchRecords(object, ids));
  if (fresh === null) markMany(object);
  const type = queryClient.getQueryData(schemaQuery.queryKey)?.find(({ key }) => key === object);
  for (const record of fresh ?? []) {
    if (isEdited(record.id)) continue;
    patchCachedRecord(record);
    if (type) keepTitle(record.id, titleOf(type, record));
    void queryClient.invalidateQueries({ queryKey: ["history", object, record.id] });
  }
  return changed.filter(({ id }) => isEdited(id));
};

/** New rows wait behind the chip of each table whose filter they match. */
const announce = async (object: string, arrived: LiveChange[]): Promise<void> => {
  const ids = arrived.map(({ id }) => id);
  for (const [key, list] of openLists(object)) {
    const own = { id: { in: ids } };
    const filter = list.filter ? { and: [list.filter, own] } : own;
    const page = await unlessRefused(() =>
      api.records(object).list({ limit: 200, ...asked(filter) }),
    );
    const matching = page?.data.map(({ id }) => id) ?? [];
    changeList(key, (now) =>
      page === null ? { many: true } : { arrived: new Set([...now.arrived, ...matching]) },
    );
  }
};

/** Answers those that stay, because they are being edited. */
const leave = (object: string, left: LiveChange[]): LiveChange[] => {
  const ids = left.map(({ id }) => id).filter((id) => !isEdited(id));
  for (const [key] of openLists(object))
    changeList(key, ({ arrived }) => ({
      arrived: new Set([...arrived].filter((id) => !ids.includes(id))),
    }));
  letLeave(ids, () => {
    dropCachedRecords(object, new Set(ids));
    for (const id of ids) void queryClient.invalidateQueries({ queryKey: ["record", object, id] });
  });
  return left.filter(({ id }) => !ids.includes(id));
};

/** Answers the changes that have to wait, because their record is being edited or a card is in the air. */
const applyChanges = async (
  object: string,
  changes: ReadonlyMap<string, LiveChange>,
  myId: string,
): Promise<LiveChange[]> => {
  if (object === "conversations") {
    refreshConversations(new Set(changes.keys()));
    invalidate(["timeline"]);
    return [];
  }
  if (isBoardHeld()) return [...changes.values()];
  const shown = shownVersions(object);
  const { changed, arrived, left } = sortChanges(changes.values(), (id) => shown.get(id));
  for (const change of [...changed, ...left])
    if (change.who?.id !== myId && shown.has(change.id)) noteChange(change);
  const held = changed.length > 0 ? await putFresh(object, changed) : [];
  if (arrived.length > 0) await announce(object, arrived);
  if (left.length > 0) held.push(...leave(object, left));
  if (changed.length + arrived.length + left.length > 0) refreshAround(object);
  return held;
};

const applyMany = (object: string): void => {
  if (object === "conversations") return refreshConversations(null);
  markMany(object);
  refreshAround(object);
};

/** The server decides again what is seen of them. */
const refreshScores = (scores: Plan["scores"]): void => {
  for (const [object, ids] of scores)
    void queryClient.invalidateQueries({
      queryKey: ["scores", object],
      predicate: ({ queryKey }) => ids === null || ids.has(String(queryKey[2])),
    });
};

/** Answers what has to wait. */
export const applyPlan = async (plan: Plan, myId: string): Promise<LiveChange[]> => {
  if (plan.isResync) {
    await queryClient.invalidateQueries();
    return [];
  }
  if (plan.hasNotifications) invalidate(["notifications"]);
  refreshScores(plan.scores);
  if (plan.settings.size > 0) invalidate([...SETTINGS_HEADS]);
  for (const object of plan.many.keys()) applyMany(object);
  const waiting: LiveChange[] = [];
  for (const [object, changes] of plan.changes)
    waiting.push(...(await applyChanges(object, changes, myId)));
  return waiting;
};
