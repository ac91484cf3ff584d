// Models and vectors as this process holds them, by workspace; read again from the revision on that it knows. The
// workspaces that were searched last stay.
import { type LatentModel, latentFromBytes } from "@rapport/learn";
import { unpackVectors, type VectorBlock } from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import { readModel, vectorsSince } from "./chunks.store.ts";
import type { IndexRow } from "./index.store.ts";

interface Held {
  model: number;
  latent: LatentModel;
  revision: number;
  /** By space, then by block. */
  spaces: Map<number, Map<number, VectorBlock>>;
}

export interface HeldVectors {
  latent(tx: Reader, model: number): Promise<LatentModel | null>;
  /** The model in force and the blocks of some spaces; null where there is no model yet. */
  of(
    reader: Reader,
    index: IndexRow,
    spaces: readonly number[],
  ): Promise<{ latent: LatentModel; blocks: VectorBlock[] } | null>;
}

const maxWorkspaces = 16;

export function createHeldVectors(): HeldVectors {
  const held = new Map<string, Held>();

  async function hold(reader: Reader, model: number): Promise<Held | null> {
    if (model === 0) return null;
    const known = held.get(reader.workspaceId);
    if (known?.model === model) {
      held.delete(reader.workspaceId);
      held.set(reader.workspaceId, known);
      return known;
    }
    const bytes = await readModel(reader, model);
    if (bytes.length === 0) return null;
    const fresh: Held = { model, latent: latentFromBytes(bytes), revision: -1, spaces: new Map() };
    held.set(reader.workspaceId, fresh);
    const [oldest] = held.keys();
    if (held.size > maxWorkspaces && oldest !== undefined) held.delete(oldest);
    return fresh;
  }

  async function refresh(reader: Reader, known: Held, revision: number): Promise<void> {
    if (known.revision >= revision) return;
    for (const row of await vectorsSince(reader, known.model, known.revision)) {
      const blocks = known.spaces.get(row.space) ?? new Map<number, VectorBlock>();
      known.spaces.set(row.space, blocks);
      blocks.set(row.block, unpackVectors(row.block, row.data, known.latent.dims));
    }
    known.revision = Math.max(known.revision, revision);
  }

  return {
    latent: async (tx, model) => (await hold(tx, model))?.latent ?? null,
    of: async (reader, index, spaces) => {
      const known = await hold(reader, index.model);
      if (!known) return null;
      await refresh(reader, known, index.revision);
      const blocks = spaces.flatMap((space) => [...(known.spaces.get(space)?.values() ?? [])]);
      return { latent: known.latent, blocks };
    },
  };
}
