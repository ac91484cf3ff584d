// Events as somebody may see them now: rows and fields by the rights of this moment, both of the record as it
// was when it happened and as it is today. Looking again through another pair of eyes shows what both may see.
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import type { StoredEvent } from "./queue.store.ts";
import type { Fields, RecordSource } from "./webhooks-deps.ts";

/** A test's event is about this, and about no record. */
export const testObject = "webhooks";

export interface Sight {
  record: Fields | null;
  before: Fields | null;
  mergedId: string | null;
}

export interface Looked {
  event: StoredEvent;
  /** Null: not for these eyes, or gone. */
  sight: Sight | null;
}

export function firstSight(event: StoredEvent): Looked {
  const { content } = event;
  if (content === null) return { event, sight: null };
  const { record = null, before = null, mergedId = null, lastSeen } = content;
  return { event, sight: { record: record ?? lastSeenRecord(lastSeen), before, mergedId } };
}

function lastSeenRecord(lastSeen: Fields | undefined): Fields | null {
  return lastSeen ? { ownerId: null, region: null, ...lastSeen, custom: {} } : null;
}

const isGone = ({ type }: StoredEvent) => type.endsWith(".purged");

export async function look(
  records: RecordSource,
  tx: Reader,
  ctx: Ctx,
  events: readonly Looked[],
): Promise<Looked[]> {
  const seen = new Map<StoredEvent, Sight | null>();
  const objects = new Set(events.map(({ event }) => event.object));
  for (const object of objects) {
    const some = events.filter(({ event }) => event.object === object);
    for (const { event, sight } of await lookAt(records, tx, ctx, object, some)) {
      seen.set(event, sight);
    }
  }
  return events.map(({ event }) => ({ event, sight: seen.get(event) ?? null }));
}

async function lookAt(
  records: RecordSource,
  tx: Reader,
  ctx: Ctx,
  object: string,
  events: readonly Looked[],
): Promise<Looked[]> {
  const current = await visibleNow(records, tx, ctx, object, events);
  const withRecord = events.map((looked) => withCurrent(looked, current));
  const known = withRecord.filter(({ sight }) => sight?.record);
  const snapshots = known.map(({ sight }) => ({
    record: sight?.record ?? {},
    before: sight?.before ?? null,
  }));
  const reduced = await records.reduceSnapshots(tx, ctx, object, snapshots);
  // Of many records at once: for whoever may see any of them. A test is about none.
  const mayKnow = object === testObject || ctx.principal.rights.object(object).read !== "none";
  const sights = new Map(known.map(({ event }, at) => [event, reduced[at] ?? null]));
  return withRecord.map(({ event, sight }) => {
    if (sight === null) return { event, sight };
    if (event.recordId === null) return { event, sight: mayKnow ? sight : null };
    const snapshot = sights.get(event) ?? null;
    if (snapshot === null) return { event, sight: null };
    return { event, sight: { ...sight, record: snapshot.record, before: snapshot.before } };
  });
}

type Current = ReadonlyMap<string, Fields>;

/** What may not be seen today is not told of yesterday either; a merge shows the record as it is. */
function withCurrent({ event, sight }: Looked, current: Current): Looked {
  if (sight === null || event.recordId === null || isGone(event)) return { event, sight };
  const now = current.get(event.recordId);
  if (!now) return { event, sight: null };
  const { mergedId } = sight;
  return {
    event,
    sight: {
      ...sight,
      record: sight.record ?? now,
      mergedId: mergedId !== null && current.has(mergedId) ? mergedId : null,
    },
  };
}

async function visibleNow(
  records: RecordSource,
  tx: Reader,
  ctx: Ctx,
  object: string,
  events: readonly Looked[],
): Promise<Current> {
  const ids = new Set(
    events.flatMap(({ event, sight }) => [event.recordId, sight?.mergedId ?? null]),
  );
  const wanted = [...ids].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  try {
    const found = await records.readVisible(tx, ctx, { object, ids: wanted, withTrash: true });
    return new Map(found.map((record) => [record.id, record]));
  } catch (error) {
    // The workspace has removed this kind of record since.
    if (isAppError(error) && error.kind === "not-found") return new Map();
    throw error;
  }
}
