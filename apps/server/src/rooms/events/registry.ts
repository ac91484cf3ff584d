// What a batch adds to the registry of names: counts, first and last time, kinds of values of each property.
import type { Tx } from "../../platform/db/index.ts";
import { countNames, nameKeyOf, saveNames, seenProperties } from "./names.store.ts";
import { addCounts, countProperties, type TypeCounts } from "./property-types.rules.ts";
import type { Draft } from "./read-message.ts";

/** A client that puts ids into names would fill the registry; what comes after these is stored, and not listed. */
const maxNames = 5000;

interface Seen {
  type: string;
  name: string;
  count: number;
  firstMs: number;
  lastMs: number;
  properties: Map<string, TypeCounts>;
}

export type NamesSeen = ReadonlyMap<string, Seen>;

export function namesIn(drafts: readonly Draft[]): NamesSeen {
  const found = new Map<string, Seen>();
  for (const draft of drafts) {
    const key = nameKeyOf(draft);
    const { type, name, occurredMs } = draft;
    let seen = found.get(key);
    if (seen === undefined) {
      const times = { firstMs: occurredMs, lastMs: occurredMs };
      seen = { type, name, count: 0, ...times, properties: new Map() };
      found.set(key, seen);
    }
    seen.count += 1;
    if (occurredMs < seen.firstMs) seen.firstMs = occurredMs;
    if (occurredMs > seen.lastMs) seen.lastMs = occurredMs;
    countProperties(seen.properties, draft.properties);
  }
  return found;
}

/** While the head of the workspace is held, so that nobody else counts meanwhile. */
export async function noteNames(tx: Tx, found: NamesSeen): Promise<void> {
  if (found.size === 0) return;
  const before = await seenProperties(tx, [...found.values()]);
  const isNew = (key: string) => !before.has(key);
  const room = [...found.keys()].some(isNew) ? maxNames - (await countNames(tx)) : 0;
  let added = 0;
  const listed = [...found].filter(([key]) => {
    if (!isNew(key)) return true;
    added += 1;
    return added <= room;
  });
  const iso = (ms: number) => new Date(ms).toISOString();
  saveNames(
    tx,
    listed.map(([key, seen]) => {
      const properties = new Map<string, TypeCounts>(Object.entries(before.get(key) ?? {}));
      addCounts(properties, seen.properties);
      return {
        type: seen.type,
        name: seen.name,
        count: seen.count,
        firstAt: iso(seen.firstMs),
        lastAt: iso(seen.lastMs),
        properties: JSON.stringify(Object.fromEntries(properties)),
      };
    }),
  );
}
