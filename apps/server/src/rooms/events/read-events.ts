// Events for people: what came last, what somebody did, and what became of one event on its way in. Whoever may
// manage events sees all of them; the records that they point at are named, and can be asked by, only to those who may
// see the records.
import type { EventDetail, EventEntry, Page } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import type { Remarks } from "./batch.ts";
import { selectArrivals } from "./changes.store.ts";
import { badCursor, missingEvent } from "./errors.ts";
import { identitiesByIds, identitiesOfPeople } from "./identities.store.ts";
import {
  entriesBefore,
  entriesByIds,
  identityFacts,
  joinsOf,
  type StoredEntry,
  wholeEntry,
} from "./read-entries.store.ts";

export interface ReadDeps {
  db: Database;
  records: Pick<Records, "titles" | "readVisible">;
}

export interface EventsQuery {
  limit?: number | undefined;
  cursor?: string | undefined;
  name?: string | undefined;
  personId?: string | undefined;
  companyId?: string | undefined;
  flagged?: "true" | undefined;
  order?: "arrival" | "occurrence" | undefined;
}

const defaultLimit = 60;
const mostArrivals = 1000;

/** Those of the ids that the caller may see, in the trash or not. */
async function seenOf(
  records: ReadDeps["records"],
  tx: Reader,
  ctx: Ctx,
  object: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const found = await records.readVisible(tx, ctx, { object, ids, withTrash: true });
  return new Set(found.map(({ id }) => id));
}

async function described(
  { records }: ReadDeps,
  tx: Reader,
  ctx: Ctx,
  entries: readonly StoredEntry[],
): Promise<EventEntry[]> {
  const people = [...new Set(entries.map(({ personId }) => personId))].filter((id) => id !== null);
  const companies = [...new Set(entries.map(({ companyId }) => companyId))].filter(
    (id) => id !== null,
  );
  const titles = await records.titles(tx, ctx, "people", people);
  const seenPeople = await seenOf(records, tx, ctx, "people", people);
  const seenCompanies = await seenOf(records, tx, ctx, "companies", companies);
  return entries.map((entry) => {
    const { profileId: _profile, remarks, ...rest } = entry;
    const { personId, companyId } = entry;
    return {
      ...rest,
      personId: personId !== null && seenPeople.has(personId) ? personId : null,
      personTitle: titles.get(personId ?? "") ?? null,
      companyId: companyId !== null && seenCompanies.has(companyId) ? companyId : null,
      isFlagged: (remarks?.violations?.length ?? 0) > 0,
    };
  });
}

/** Whose events are asked for is theirs to see; in other words it does not exist. */
async function mayAsk(
  { records }: ReadDeps,
  tx: Reader,
  ctx: Ctx,
  { personId, companyId }: EventsQuery,
): Promise<boolean> {
  const isSeen = async (object: string, id: string | undefined) =>
    id === undefined || (await seenOf(records, tx, ctx, object, [id])).has(id);
  return (await isSeen("people", personId)) && (await isSeen("companies", companyId));
}

async function profilesOf(tx: Reader, personId: string): Promise<string[]> {
  return (await identitiesOfPeople(tx, [personId])).map(({ id }) => id);
}

function isAsked(entry: StoredEntry, query: EventsQuery): boolean {
  const { name, personId, companyId, flagged } = query;
  if (name !== undefined && entry.name !== name) return false;
  if (personId !== undefined && entry.personId !== personId) return false;
  if (companyId !== undefined && entry.companyId !== companyId) return false;
  return flagged === undefined || (entry.remarks?.violations?.length ?? 0) > 0;
}

async function arrivals(tx: Reader, query: EventsQuery, limit: number): Promise<StoredEntry[]> {
  const ids: string[] = [];
  for (const { entryIds } of await selectArrivals(tx, mostArrivals)) {
    ids.push(...entryIds.toReversed());
    if (ids.length >= mostArrivals) break;
  }
  const wanted = ids.slice(0, mostArrivals);
  const found = new Map((await entriesByIds(tx, wanted)).map((entry) => [entry.id, entry]));
  return wanted
    .flatMap((id) => found.get(id) ?? [])
    .filter((entry) => isAsked(entry, query))
    .slice(0, limit);
}

function pageAsked(query: EventsQuery, profileIds: readonly string[] | null) {
  const { cursor = "", name, companyId, flagged } = query;
  return {
    ...(profileIds === null ? {} : { profileIds }),
    ...(companyId === undefined ? {} : { companyId }),
    ...(name === undefined ? {} : { name }),
    flagged: flagged === "true",
    beforeId: cursor === "" ? null : cursor,
  };
}

export function listEvents(
  deps: ReadDeps,
  ctx: Ctx,
  query: EventsQuery,
): Promise<Page<EventEntry>> {
  const { limit = defaultLimit, cursor = "", personId } = query;
  if (cursor !== "" && !isId(cursor)) throw badCursor();
  return deps.db.tenant(ctx, async (tx) => {
    if (!(await mayAsk(deps, tx, ctx, query))) return { data: [], nextCursor: null };
    if (query.order === "arrival") {
      const found = await arrivals(tx, query, limit);
      return { data: await described(deps, tx, ctx, found), nextCursor: null };
    }
    const profileIds = personId === undefined ? null : await profilesOf(tx, personId);
    const asked = pageAsked(query, profileIds);
    const found = await entriesBefore(tx, { ...asked, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const nextCursor = found.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return { data: await described(deps, tx, ctx, shown), nextCursor };
  });
}

/** What a rule added from the person's record is shown to whoever may see all of that record. */
function shownProperties(
  { principal }: Ctx,
  { properties, remarks }: { properties: Record<string, unknown>; remarks: Remarks | null },
  isPersonSeen: boolean,
): Record<string, unknown> {
  if (isPersonSeen && principal.rights.allFields("people")) return properties;
  const added = (remarks?.enriched ?? []).filter(({ of }) => of === "person");
  const hidden = new Set(added.flatMap((one) => one.properties));
  if (hidden.size === 0) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !hidden.has(name)));
}

export function getEvent(deps: ReadDeps, ctx: Ctx, id: string): Promise<EventDetail> {
  return deps.db.tenant(ctx, async (tx) => {
    const entry = await wholeEntry(tx, id);
    if (!entry) throw missingEvent();
    const { messageId, groupId, properties, context, ...stored } = entry;
    const [shown] = await described(deps, tx, ctx, [stored]);
    if (!shown) throw missingEvent();
    const [profile] =
      stored.profileId === null ? [] : await identitiesByIds(tx, [stored.profileId]);
    const identities = profile ? await identityFacts(tx, profile.rootId) : [];
    const joins = await joinsOf(
      tx,
      identities.map((identity) => identity.id),
    );
    const { remarks } = stored;
    return {
      ...shown,
      messageId,
      groupId,
      properties: shownProperties(ctx, { properties, remarks }, shown.personId !== null),
      context,
      schemaVersion: remarks?.schemaVersion ?? null,
      violations: remarks?.violations ?? [],
      enriched: (remarks?.enriched ?? []).map(({ rule, properties: added }) => ({
        rule,
        properties: added,
      })),
      identities,
      joins,
    };
  });
}
