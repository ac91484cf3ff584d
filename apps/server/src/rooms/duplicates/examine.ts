// Looks at some records: writes their keys anew, meets those that share one, and keeps the pairs that are
// likely enough. Set-based and bounded: a record is compared with `mostCandidates` others at most, those that
// share its most telling keys.
import type { MergeableObject } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import { nextTurn } from "../../platform/spare-time.ts";
import type { Records, StoredRecord } from "../records/index.ts";
import { leastScore, scoreOf } from "./confidence.rules.ts";
import { keysOf } from "./keys.rules.ts";
import { type RecordKeys, recordsByKey, replaceKeys } from "./keys.store.ts";
import { compare } from "./likeness.rules.ts";
import { dismissedAmong, ordered, type Pair, replacePairs } from "./pairs.store.ts";

const mostCandidates = 60;
/** So many are compared before requests have their turn: about a millisecond. */
const pairsATurn = 150;

type Reads = Pick<Records, "readRaw">;

/** By ids: those that are gone or in the trash lose their keys and pairs. */
export async function examine(
  records: Reads,
  tx: Tx,
  object: MergeableObject,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const found = await records.readRaw(tx, object, ids);
  const live = found.filter((record) => record.deletedAt === null);
  const keyed = live.map((record) => ({ recordId: record.id, keys: keysOf(object, record) }));
  replaceKeys(tx, ids, keyed);
  const candidates = candidatesOf(
    keyed,
    await recordsByKey(
      tx,
      keyed.flatMap(({ keys }) => keys),
    ),
  );
  const known = new Map(live.map((record) => [record.id, record]));
  const missing = [...new Set(candidates.flat())].filter((id) => !known.has(id));
  for (const record of await records.readRaw(tx, object, missing)) {
    if (record.deletedAt === null) known.set(record.id, record);
  }
  const pairs: Pair[] = [];
  for (const [at, pair] of candidates.entries()) {
    if (at % pairsATurn === pairsATurn - 1) await nextTurn();
    pairs.push(...pairOf(object, known, pair));
  }
  const dismissed = await dismissedAmong(tx, pairs);
  const kept = pairs.filter(({ a_id, b_id }) => !dismissed.has(`${a_id} ${b_id}`));
  replacePairs(tx, object, ids, kept);
}

type Ids = [a: string, b: string];

function candidatesOf(
  keyed: readonly RecordKeys[],
  byKey: ReadonlyMap<number, readonly string[]>,
): Ids[] {
  const pairs = new Map<string, Ids>();
  for (const { recordId, keys } of keyed) {
    const others = new Set(keys.flatMap((key) => byKey.get(key) ?? []));
    others.delete(recordId);
    for (const other of [...others].slice(0, mostCandidates)) {
      const pair = ordered(recordId, other);
      pairs.set(pair.join(" "), pair);
    }
  }
  return [...pairs.values()];
}

function pairOf(
  object: MergeableObject,
  known: ReadonlyMap<string, StoredRecord>,
  [a_id, b_id]: Ids,
): Pair[] {
  const [a, b] = [known.get(a_id), known.get(b_id)];
  if (!a || !b) return [];
  const evidence = compare(object, a, b);
  const score = scoreOf(object, evidence);
  return score < leastScore ? [] : [{ a_id, b_id, score, evidence }];
}
