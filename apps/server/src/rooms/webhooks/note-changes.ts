// Writes down what endpoints asked for, in the transaction of the change: one row an event and one an endpoint,
// set by set. A workspace without endpoints writes nothing. A large import is one event a transaction, save
// for endpoints that want each record.
import type { Act, ChangeListener, RecordChange } from "../../platform/acts.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { AskingEndpoint } from "./endpoints.store.ts";
import { asksFor, eventOf, type HappenedEvent, mergeOf, wants } from "./events.rules.ts";
import {
  type EventContent,
  forgetContents,
  type NewDelivery,
  type NewEvent,
  queueEvents,
} from "./queue.store.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface NoteOptions {
  subscriptions: Subscriptions;
  /** Keys of all kinds of records. */
  recordObjects(tx: Tx): Promise<ReadonlySet<string>>;
  onQueued(): void;
}

interface Noted {
  events: NewEvent[];
  deliveries: NewDelivery[];
}

export function noteChanges(options: NoteOptions): ChangeListener {
  const { subscriptions, recordObjects, onQueued } = options;
  return async (tx, act, changes) => {
    const endpoints = await subscriptions.of(tx);
    const purged = await purgedRecords(tx, changes, recordObjects);
    forgetContents(tx, purged);
    if (endpoints.length === 0) return;
    const gone = new Set(purged);
    const happened = changes
      .map((change) => (change.record || gone.has(change.id) ? eventOf(change) : mergeOf(change)))
      .filter((event) => event !== null);
    if (happened.length === 0) return;
    const noted = noteAll(act, endpoints, happened);
    if (noted.deliveries.length === 0) return;
    queueEvents(tx, noted, act);
    onQueued();
  };
}

/** Other things than records are removed too: views, links, lines of a deal. */
async function purgedRecords(
  tx: Tx,
  changes: readonly RecordChange[],
  recordObjects: NoteOptions["recordObjects"],
): Promise<string[]> {
  const purged = changes.filter(({ op, record }) => op === "purge" && record === null);
  if (purged.length === 0) return [];
  const objects = await recordObjects(tx);
  return purged.filter(({ object }) => objects.has(object)).map(({ id }) => id);
}

function noteAll(
  act: Act,
  endpoints: readonly AskingEndpoint[],
  happened: readonly HappenedEvent[],
): Noted {
  const noted: Noted = { events: [], deliveries: [] };
  const single = act.isBulk ? endpoints.filter(({ bulk }) => bulk) : endpoints;
  if (single.length > 0) for (const event of happened) note(noted, single, event);
  if (act.isBulk) noteBulk(noted, act, endpoints, happened);
  return noted;
}

function note(noted: Noted, endpoints: readonly AskingEndpoint[], event: HappenedEvent): void {
  const asking = endpoints.filter((endpoint) => wants(endpoint, event));
  if (asking.length === 0) return;
  const { type, object, recordId } = event;
  add(noted, asking, { id: newId(), type, object, recordId, content: contentOf(event) }, recordId);
}

function contentOf({ verb, change }: HappenedEvent): EventContent {
  const { record, before } = change;
  if (verb === "merged") return { mergedId: String(change.after?.loserId) };
  // What is gone for good leaves nothing here but who could see it.
  if (verb === "purged") return { lastSeen: { ownerId: before?.ownerId, region: before?.region } };
  return verb === "updated" ? { record, before } : { record };
}

/** One event for all that this transaction changed of an object; its order is that of the act. */
function noteBulk(
  noted: Noted,
  act: Act,
  endpoints: readonly AskingEndpoint[],
  happened: readonly HappenedEvent[],
): void {
  for (const object of new Set(happened.map((event) => event.object))) {
    const type = `${object}.bulk_changed`;
    const asking = endpoints.filter((endpoint) => asksFor(endpoint, type, object));
    if (asking.length === 0) continue;
    add(noted, asking, { id: newId(), type, object, recordId: null, content: {} }, act.id);
  }
}

function add(
  { events, deliveries }: Noted,
  asking: readonly AskingEndpoint[],
  event: NewEvent,
  subjectId: string,
): void {
  events.push(event);
  for (const { id: endpointId } of asking) {
    deliveries.push({ id: newId(), endpointId, eventId: event.id, subjectId, type: event.type });
  }
}
