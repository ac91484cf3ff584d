// What a process remembers of identities, so that a batch of well-known people asks the database nothing. It holds as
// long as the workspace's identity number does, which rises when any process changes roots or people.
import type { Identity } from "./cluster.rules.ts";
import { identityKey } from "./identity.rules.ts";

const maxOfAll = 200_000;

export interface IdentityCache {
  /** What is remembered by this number, by key; not to be changed. */
  view(workspaceId: string, identityNo: number): ReadonlyMap<string, Identity>;
  /** After the commit of what was read or made under this number. */
  keep(workspaceId: string, identityNo: number, identities: Iterable<Identity>): void;
}

interface Remembered {
  identityNo: number;
  byKey: Map<string, Identity>;
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
    if (found) size -= found.byKey.size;
    const fresh: Remembered = { identityNo, byKey: new Map() };
    byWorkspace.set(workspaceId, fresh);
    return fresh;
  }

  return {
    view: (workspaceId, identityNo) => of(workspaceId, identityNo).byKey,
    keep: (workspaceId, identityNo, identities) => {
      if (size > maxOfAll) clear();
      const { byKey } = of(workspaceId, identityNo);
      const before = byKey.size;
      for (const identity of identities) byKey.set(identityKey(identity), identity);
      size += byKey.size - before;
    },
  };
}
