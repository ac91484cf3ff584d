// Whose channel a key, a widget's public key or an id is, whichever workspace it is of. Remembered for some seconds,
// since every page of a website asks: a channel that was changed may be as it was for so long in other processes.
import type { ChannelKind } from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import { isId } from "../../platform/ids.ts";
import type { OpenChannel } from "./adapter.ts";
import {
  type ChannelPlace,
  findById,
  findByKeyHash,
  findByPublicKey,
  findOfKind,
  readChannel,
} from "./channels.store.ts";
import type { Passage } from "./passage.ts";
import { hashOfKey } from "./secrets.ts";

const rememberedMs = 5000;
const mostRemembered = 10_000;

export interface FindChannel {
  byKey(key: string): Promise<OpenChannel | null>;
  byPublicKey(key: string): Promise<OpenChannel | null>;
  byId(id: string): Promise<OpenChannel | null>;
  /** Those in use of a kind, in one workspace or in all, oldest first. */
  openAll(kind: ChannelKind, workspaceId?: string): Promise<OpenChannel[]>;
  forget(): void;
}

export function createFindChannel(
  { db, clock }: { db: Database; clock: Clock },
  opened: Passage["opened"],
): FindChannel {
  const known = new Map<string, { channel: OpenChannel | null; untilMs: number }>();

  async function read(place: ChannelPlace | null): Promise<OpenChannel | null> {
    if (!place) return null;
    const channel = await readChannel(db.reader(place), place.id);
    return channel && opened(place.workspaceId, channel);
  }

  async function remembered(
    name: string,
    find: () => Promise<ChannelPlace | null>,
  ): Promise<OpenChannel | null> {
    const found = known.get(name);
    if (found && found.untilMs > clock.nowMs()) return found.channel;
    const channel = await read(await find());
    if (known.size >= mostRemembered) known.clear();
    known.set(name, { channel, untilMs: clock.nowMs() + rememberedMs });
    return channel;
  }

  return {
    byKey: async (key) => {
      if (!/^ck_[\w-]{32}$/.test(key)) return null;
      const hashed = hashOfKey(key);
      return remembered(`key ${hashed}`, () => findByKeyHash(db, hashed));
    },
    byPublicKey: async (key) => {
      if (!/^wgt_[\w-]{16}$/.test(key)) return null;
      return remembered(`public ${key}`, () => findByPublicKey(db, key));
    },
    byId: async (id) => (isId(id) ? remembered(`id ${id}`, () => findById(db, id)) : null),
    openAll: async (kind, workspaceId = undefined) => {
      const places = await findOfKind(db, kind, workspaceId ?? null);
      const channels = await Promise.all(places.map(read));
      return channels.filter((channel) => channel !== null);
    },
    forget: () => known.clear(),
  };
}
