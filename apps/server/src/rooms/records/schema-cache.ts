// The object types of each workspace, kept in memory for a moment. A change made here is seen at once;
// one made by another process within `freshMs`, or as soon as an unknown name is asked for.
import type { Clock } from "../../platform/clock.ts";
import type { Reader } from "../../platform/db/index.ts";
import { notFound } from "../../platform/errors.ts";
import { type ObjectType, objectTypes } from "./object-type.rules.ts";
import { readFieldRows, readObjectTypeRows } from "./schema.store.ts";

const freshMs = 2000;
const maxWorkspaces = 1000;

type Types = ReadonlyMap<string, ObjectType>;

export interface SchemaCache {
  all(tx: Reader): Promise<Types>;
  /** As they are now, also where another process changed them. */
  load(tx: Reader): Promise<Types>;
  /** Throws not-found for a type that does not exist. */
  objectType(tx: Reader, key: string): Promise<ObjectType>;
  findObjectType(tx: Reader, key: string): Promise<ObjectType | undefined>;
  forget(workspaceId: string): void;
}

export function createSchemaCache(clock: Clock): SchemaCache {
  const known = new Map<string, { types: Types; readMs: number }>();

  async function load(tx: Reader): Promise<Types> {
    const readMs = clock.nowMs();
    const [objects, fields] = await Promise.all([readObjectTypeRows(tx), readFieldRows(tx)]);
    if (known.size >= maxWorkspaces) known.clear();
    const types = objectTypes(objects, fields);
    known.set(tx.workspaceId, { types, readMs });
    return types;
  }

  function fresh(workspaceId: string): Types | undefined {
    const entry = known.get(workspaceId);
    return entry && clock.nowMs() - entry.readMs < freshMs ? entry.types : undefined;
  }

  const all = async (tx: Reader): Promise<Types> => fresh(tx.workspaceId) ?? load(tx);

  async function findObjectType(tx: Reader, key: string): Promise<ObjectType | undefined> {
    return (await all(tx)).get(key) ?? (await load(tx)).get(key);
  }

  return {
    all,
    load,
    findObjectType,
    async objectType(tx, key) {
      const type = await findObjectType(tx, key);
      if (!type) throw notFound("kind of record");
      return type;
    },
    forget: (workspaceId) => void known.delete(workspaceId),
  };
}
