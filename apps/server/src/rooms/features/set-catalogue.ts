// Which sets there are: those of the code, and of a workspace those versions of them that it still keeps values of.
import type { Reader } from "../../platform/db/index.ts";
import { defineFeatureSet, type FeatureSet, type FeatureSetInput } from "./define-feature.ts";
import { missingSet } from "./errors.ts";
import { readSetVersions } from "./vectors.store.ts";

/** Something that uses a set: a model, a segment. */
export interface FeatureUser {
  kind: string;
  key: string;
  title: string;
  setKey: string;
  /** Page of the web app; null: it has none. */
  link: string | null;
  /** Older versions that it still needs in a workspace. */
  holds?: (tx: Reader) => Promise<readonly string[]>;
}

/** Keys of sets that a workspace made, in no code. */
export const ownPrefix = "own_";

export interface SetCatalogue {
  add(set: FeatureSet): void;
  all(): FeatureSet[];
  /** Of the code. */
  find(keyOrHash: string): FeatureSet | undefined;
  /** Of the code, or an older version that the workspace keeps. */
  get(tx: Reader, keyOrHash: string): Promise<FeatureSet>;
  /** All versions whose values are kept current in this workspace. */
  kept(tx: Reader): Promise<FeatureSet[]>;
  /** Hashes of versions whose values are all there. */
  filled(tx: Reader): Promise<Set<string>>;
  addUser(user: FeatureUser): void;
  usersOf(setKey: string): FeatureUser[];
}

export function createSetCatalogue(): SetCatalogue {
  const sets = new Map<string, FeatureSet>();
  const older = new Map<string, FeatureSet>();
  const users: FeatureUser[] = [];

  const find = (keyOrHash: string) =>
    sets.get(keyOrHash) ?? [...sets.values()].find(({ hash }) => hash === keyOrHash);

  function revive(hash: string, definition: unknown): FeatureSet {
    const known = older.get(hash);
    if (known) return known;
    const set = { ...defineFeatureSet(definition as FeatureSetInput), hash };
    older.set(hash, set);
    return set;
  }

  return {
    add: (set) => void sets.set(set.key, set),
    all: () => [...sets.values()],
    find,
    get: async (tx, keyOrHash) => {
      const own = find(keyOrHash) ?? older.get(keyOrHash);
      if (own) return own;
      const version = (await readSetVersions(tx)).find(({ hash }) => hash === keyOrHash);
      if (!version) throw missingSet();
      return revive(version.hash, version.definition);
    },
    kept: async (tx) => {
      const versions = (await readSetVersions(tx)).filter(({ retiredAt }) => retiredAt === null);
      return versions.map(({ hash, definition }) => find(hash) ?? revive(hash, definition));
    },
    filled: async (tx) => {
      const versions = (await readSetVersions(tx)).filter(({ filledAt }) => filledAt !== null);
      return new Set(versions.map(({ hash }) => hash));
    },
    addUser: (user) => void users.push(user),
    usersOf: (setKey) => users.filter((user) => user.setKey === setKey),
  };
}

/** What is kept of a set beside a workspace's values. */
export const storedDefinition = ({ key, title, entity, features }: FeatureSet) => ({
  key,
  title,
  entity,
  features,
});
