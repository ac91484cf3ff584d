// What a process remembers of identities, so that a batch of well-known people asks the database nothing. It holds as
// long as the workspace's identity number does, which rises when any process changes roots or people.
import type { Identity } from "./cluster.rules.ts";
import type { IdentityKind } from "./identity.rules.ts";

const maxOfAll = 200_000;

export interface KnownIdentities {
  find(kind: IdentityKind, value: string): Identity | undefined;
}

export interface IdentityCache {
  /** What is remembered by this number. */
  view(workspaceId: string, identityNo: number): KnownIdentities;
  /** After the commit of what was read or made under this number. */
  keep(workspaceId: string, identityNo: number, identities: Iterable<Identity>): void;
}

interface Remembered extends KnownIdentities {
  identityNo: number;
  count: number;
  /** Answers whether it is new. */
  add(identity: Identity): boolean;
}

function rememberedBy(identityNo: number): Remembered {
  const byKind = new Map<IdentityKind, Map<string, Identity>>();
  return {
    identityNo,
    count: 0,
    find: (kind, value) => byKind.get(kind)?.get(value),
    add: (identity) => {
      const own = byKind.get(identity.kind) ?? new Map<string, Identity>();
      if (own.size === 0) byKind.set(identity.kind, own);
      const before = own.size;
      own.set(identity.value, identity);
      return own.size > before;
    },
  };
}

export function createIdentityCache(): IdentityCache {
  const byWorkspace = new Map<string, Remembered>();
  let size = 0;

  function clear(): void {
    byWorkspace.clear();
    size = 0;
  }

  function of(workspaceId: string, identityNo: number): Remembered {
    const found = byWorkspace.get(workspaceId);
    if (found?.identityNo === identityNo) return found;
    if (found) size -= found.count;
    const fresh = rememberedBy(identityNo);
    byWorkspace.set(workspaceId, fresh);
    return fresh;
  }

  return {
    view: of,
    keep: (workspaceId, identityNo, identities) => {
      if (size > maxOfAll) clear();
      const remembered = of(workspaceId, identityNo);
      for (const identity of identities) {
        if (!remembered.add(identity)) continue;
        remembered.count += 1;
        size += 1;
      }
    },
  };
}
