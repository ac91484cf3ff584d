// Kept rows, read together: while a read of a version is under way, those that come in meanwhile wait for the next one
// and share it, so that many at a time cost little more than one. Nobody shares a read that had begun before they asked,
// so that what was written before is seen.
import { type Database, inTransaction, type TenantScope } from "../../platform/db/index.ts";
import { readVectors, type Vector } from "./vectors.store.ts";

interface Waiting {
  ids: readonly string[];
  resolve(vectors: Vector[]): void;
  reject(error: unknown): void;
}

interface Lane {
  underWay: number;
  waiting: Waiting[];
}

/** At a time and version; a second one, so that a slow answer holds nobody up. */
const mostUnderWay = 2;

const lanesOf = new WeakMap<Database, Map<string, Lane>>();

interface Version {
  scope: TenantScope;
  setHash: string;
}

const keyOf = ({ scope, setHash }: Version) => `${scope.workspaceId} ${setHash}`;

const readAlone = (db: Database, { scope, setHash }: Version, ids: readonly string[]) =>
  readVectors(db.reader(scope), setHash, ids);

async function readFor(db: Database, version: Version, group: readonly Waiting[]) {
  try {
    const ids = new Set(group.flatMap(({ ids: own }) => own));
    const found = await readAlone(db, version, [...ids]);
    const byId = new Map(found.map((vector) => [vector.entityId, vector]));
    for (const { ids: own, resolve } of group) resolve(own.flatMap((id) => byId.get(id) ?? []));
  } catch {
    // What is wrong with one is no other's fault: each is told its own outcome.
    for (const { ids, resolve, reject } of group) readAlone(db, version, ids).then(resolve, reject);
  }
}

async function work(db: Database, version: Version, lane: Lane): Promise<void> {
  lane.underWay += 1;
  while (lane.waiting.length > 0) await readFor(db, version, lane.waiting.splice(0));
  lane.underWay -= 1;
  if (lane.underWay === 0) lanesOf.get(db)?.delete(keyOf(version));
}

function laneOf(db: Database, version: Version): Lane {
  const lanes = lanesOf.get(db) ?? new Map<string, Lane>();
  lanesOf.set(db, lanes);
  const key = keyOf(version);
  const lane = lanes.get(key) ?? { underWay: 0, waiting: [] };
  lanes.set(key, lane);
  return lane;
}

export function readGathered(
  db: Database,
  version: Version,
  entityIds: readonly string[],
): Promise<Vector[]> {
  // Within a transaction the database says what is wrong, instead of waiting for ever.
  if (inTransaction()) return readAlone(db, version, entityIds);
  const lane = laneOf(db, version);
  return new Promise((resolve, reject) => {
    lane.waiting.push({ ids: entityIds, resolve, reject });
    // All that ask in this turn go together.
    queueMicrotask(() => {
      if (lane.waiting.length > 0 && lane.underWay < mostUnderWay) void work(db, version, lane);
    });
  });
}
