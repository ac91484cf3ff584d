// Endpoints and their log as they are answered. The log shows a reader what the receiver and the reader may
// both see: of records that the reader may not see not even the id, and answers of receivers (which may repeat
// what they were sent) only to whoever may see all that was sent.
import type { Delivery, DeliveryDetail, Webhook } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { isAppError } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { type StoredEndpoint, type StoredHealth, unharmed } from "./endpoint.ts";
import { countWaiting, listEndpoints, readEndpoint, readHealth } from "./endpoints.store.ts";
import { badCursor, missingDelivery, missingEndpoint } from "./errors.ts";
import {
  type DeliveryRow,
  type LogQuery,
  listAttempts,
  listDeliveries,
  readDelivery,
  type StoredAttempt,
} from "./log.store.ts";
import { messageOf } from "./message.rules.ts";
import { contextOf } from "./prepare.ts";
import { readEvents } from "./queue.store.ts";
import { firstSight, type Looked, look } from "./sight.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export type DescribeDeps = Pick<WebhooksDeps, "db" | "records" | "principalOf">;

export function wireOf(
  endpoint: StoredEndpoint,
  health: StoredHealth = unharmed,
  waiting = 0,
): Webhook {
  const { secret: _secret, oldSecret: _old, ceiling: _ceiling, ...shown } = endpoint;
  const { failures: _failures, holdUntil, ...known } = health;
  return { ...shown, health: { ...known, heldUntil: holdUntil, waiting } };
}

async function describeAll(tx: Reader, endpoints: readonly StoredEndpoint[]): Promise<Webhook[]> {
  const ids = endpoints.map(({ id }) => id);
  const [rows, waiting] = await Promise.all([readHealth(tx, ids), countWaiting(tx, ids)]);
  const health = new Map(rows.map(({ id, ...row }) => [id, row]));
  return endpoints.map((one) => wireOf(one, health.get(one.id), waiting.get(one.id)));
}

export async function describeEndpoint(tx: Reader, endpoint: StoredEndpoint): Promise<Webhook> {
  const [webhook] = await describeAll(tx, [endpoint]);
  if (!webhook) throw missingEndpoint();
  return webhook;
}

export async function allEndpoints({ db }: DescribeDeps, ctx: Ctx): Promise<Webhook[]> {
  const reader = db.reader(ctx);
  return describeAll(reader, await listEndpoints(reader));
}

async function endpointOf(tx: Reader, id: string): Promise<StoredEndpoint> {
  const endpoint = isId(id) ? await readEndpoint(tx, id) : null;
  if (!endpoint) throw missingEndpoint();
  return endpoint;
}

export async function getEndpoint({ db }: DescribeDeps, ctx: Ctx, id: string): Promise<Webhook> {
  const reader = db.reader(ctx);
  return describeEndpoint(reader, await endpointOf(reader, id));
}

function deliveryOf(row: DeliveryRow, recordId: string | null): Delivery {
  const { id, eventId, type, state, at, dueAt, finishedAt, attempts, status, error } = row;
  const due = state === "waiting" ? dueAt : null;
  const times = { at, dueAt: due, finishedAt };
  return { id, eventId, type, recordId, state, ...times, attempts, status, error };
}

export interface LogPage {
  data: Delivery[];
  nextCursor: string | null;
}

const defaultLimit = 60;

export async function deliveryLog(
  deps: DescribeDeps,
  ctx: Ctx,
  id: string,
  query: Partial<Omit<LogQuery, "endpointId" | "before">> & { cursor?: string | undefined },
): Promise<LogPage> {
  const { state = null, recordId = null, limit = defaultLimit, cursor } = query;
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) throw badCursor();
  const reader = deps.db.reader(ctx);
  const { id: endpointId } = await endpointOf(reader, id);
  const asked = { endpointId, state, recordId, before: cursor ?? null, limit: limit + 1 };
  const rows = await listDeliveries(reader, asked);
  const shown = rows.slice(0, limit);
  const visible = await visibleIds(deps, reader, ctx, shown);
  const data = shown.map((row) => deliveryOf(row, shownId(row, visible)));
  return { data, nextCursor: rows.length > limit ? (shown.at(-1)?.seq ?? null) : null };
}

const shownId = ({ recordId }: DeliveryRow, visible: ReadonlySet<string>): string | null =>
  recordId !== null && visible.has(recordId) ? recordId : null;

async function visibleIds(
  { records }: DescribeDeps,
  tx: Reader,
  ctx: Ctx,
  rows: readonly DeliveryRow[],
): Promise<ReadonlySet<string>> {
  const types = await records.objectTypes(tx);
  const found = new Set<string>();
  for (const object of new Set(rows.map((row) => row.object ?? ""))) {
    if (!types.has(object)) continue;
    const own = rows.filter((row) => row.object === object).map(({ recordId }) => recordId);
    const ids = [...new Set(own)].filter((id) => id !== null);
    if (ids.length === 0) continue;
    const seen = await records.readVisible(tx, ctx, { object, ids, withTrash: true });
    for (const { id } of seen) found.add(id);
  }
  return found;
}

export async function deliveryDetail(
  deps: DescribeDeps,
  ctx: Ctx,
  id: string,
  deliveryId: string,
): Promise<DeliveryDetail> {
  const reader = deps.db.reader(ctx);
  const endpoint = await endpointOf(reader, id);
  const row = isId(deliveryId) ? await readDelivery(reader, id, deliveryId) : null;
  if (!row) throw missingDelivery();
  const attempts = await listAttempts(reader, row.id);
  const sent = await lookAsReceiver(deps, ctx, endpoint, row);
  const shared = sent ? ((await look(deps.records, reader, ctx, [sent]))[0] ?? null) : null;
  const message = shared && messageOf(shared, endpoint);
  const whole = sent && messageOf(sent, endpoint);
  const isWithheld = whole === null || JSON.stringify(whole) !== JSON.stringify(message);
  const visible = await visibleIds(deps, reader, ctx, [row]);
  return {
    ...deliveryOf(row, shownId(row, visible)),
    message,
    isWithheld,
    log: attempts.map((attempt) => attemptOf(attempt, isWithheld)),
  };
}

/** Null when nobody stands behind the endpoint any more. */
async function lookAsReceiver(
  deps: DescribeDeps,
  { workspaceId }: Ctx,
  endpoint: StoredEndpoint,
  row: DeliveryRow,
): Promise<Looked | null> {
  const [event] = await readEvents(deps.db.reader({ workspaceId }), [row.eventId]);
  if (!event) return null;
  try {
    const ctx = await contextOf(deps, workspaceId, endpoint);
    const [looked] = await look(deps.records, deps.db.reader(ctx), ctx, [firstSight(event)]);
    return looked ?? null;
  } catch (error) {
    if (isAppError(error, "access.nobody_behind")) return null;
    throw error;
  }
}

function attemptOf({ response, isCut, ...attempt }: StoredAttempt, isWithheld: boolean) {
  const isShown = response !== null && !isWithheld;
  return {
    ...attempt,
    response: isShown ? { text: response, isCut, label: "external" as const } : null,
  };
}
