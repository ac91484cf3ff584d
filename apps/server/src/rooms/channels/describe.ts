// Channels and their log as they are answered: without secrets.
import type { Channel, ChannelTraffic, TrafficOutcome } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { isId, lowestIdAt } from "../../platform/ids.ts";
import { listChannels, readChannel, type StoredChannel } from "./channels.store.ts";
import { badCursor, missingChannel } from "./errors.ts";
import { isOpenAt } from "./hours.rules.ts";
import { listTraffic, type TrafficHealth, trafficHealth } from "./traffic.store.ts";

export interface DescribeDeps {
  db: Database;
  clock: Clock;
}

const dayMs = 24 * 3600 * 1000;
const unused: Omit<TrafficHealth, "channelId"> = {
  lastInAt: null,
  lastOutAt: null,
  taken: 0,
  sent: 0,
  refused: 0,
  lastRefusal: null,
};

function wireOf(channel: StoredChannel, known: TrafficHealth | undefined, nowMs: number): Channel {
  const { secret: _secret, providerToken: _token, keyHash: _hash, ...shown } = channel;
  const { channelId: _id, ...health } = known ?? { channelId: "", ...unused };
  return { ...shown, isOpen: isOpenAt(channel.hours, nowMs), health };
}

async function describeAll(
  { clock }: Pick<DescribeDeps, "clock">,
  tx: Reader,
  channels: readonly StoredChannel[],
): Promise<Channel[]> {
  const nowMs = clock.nowMs();
  const ids = channels.map(({ id }) => id);
  const rows = await trafficHealth(tx, ids, lowestIdAt(nowMs - dayMs));
  const health = new Map(rows.map((row) => [row.channelId, row]));
  return channels.map((channel) => wireOf(channel, health.get(channel.id), nowMs));
}

export async function describeChannel(
  deps: Pick<DescribeDeps, "clock">,
  tx: Reader,
  channel: StoredChannel,
): Promise<Channel> {
  const [described] = await describeAll(deps, tx, [channel]);
  if (!described) throw missingChannel();
  return described;
}

export async function allChannels(deps: DescribeDeps, ctx: Ctx): Promise<Channel[]> {
  const reader = deps.db.reader(ctx);
  return describeAll(deps, reader, await listChannels(reader));
}

export async function channelOf(tx: Reader, id: string): Promise<StoredChannel> {
  const channel = isId(id) ? await readChannel(tx, id) : null;
  if (!channel) throw missingChannel();
  return channel;
}

export async function oneChannel(deps: DescribeDeps, ctx: Ctx, id: string): Promise<Channel> {
  const reader = deps.db.reader(ctx);
  return describeChannel(deps, reader, await channelOf(reader, id));
}

export interface TrafficPage {
  data: ChannelTraffic[];
  nextCursor: string | null;
}

interface AskedTraffic {
  outcome?: TrafficOutcome | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

const defaultLimit = 60;

export async function trafficOf(
  { db }: DescribeDeps,
  ctx: Ctx,
  id: string,
  { outcome, limit = defaultLimit, cursor }: AskedTraffic,
): Promise<TrafficPage> {
  if (cursor !== undefined && !isId(cursor)) throw badCursor();
  const reader = db.reader(ctx);
  const channel = await channelOf(reader, id);
  const asked = { channelId: channel.id, outcome: outcome ?? null, before: cursor ?? null };
  const rows = await listTraffic(reader, { ...asked, limit: limit + 1 });
  const data = rows.slice(0, limit);
  return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
