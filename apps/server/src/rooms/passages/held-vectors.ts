// Models and vectors as this process holds them, by workspace; read again from the revision on that it knows. The
// workspaces that were searched last stay.
import { type LatentModel, latentFromBytes } from "@rapport/learn";
import { unpackVectors, type VectorBlock } from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import { encoderOf, type IndexRow } from "./index.store.ts";
import { readModel, vectorsSince } from "./vectors.store.ts";

interface Held {
  model: number;
  /** Null: the vectors are a sentence model's. */
  latent: LatentModel | null;
  dims: number;
  revision: number;
  /** By space, then by block. */
  spaces: Map<number, Map<number, VectorBlock>>;
}

export interface VectorsInForce {
  latent: LatentModel | null;
  dims: number;
}

export interface HeldVectors {
  /** What makes vectors of what is new; null where there are none yet. */
  inForce(tx: Reader, index: IndexRow): Promise<VectorsInForce | null>;
  /** The model in force and the blocks of some spaces; null where there is no model yet. */
  of(
    reader: Reader,
    index: IndexRow,
    spaces: readonly number[],
  ): Promise<(VectorsInForce & { blocks: VectorBlock[] }) | null>;
}

const maxWorkspaces = 16;

async function readInForce(reader: Reader, index: IndexRow): Promise<VectorsInForce | null> {
  const encoded = encoderOf(index);
  if (encoded) return { latent: null, dims: encoded.dims };
  const bytes = await readModel(reader, index.model);
  if (bytes.length === 0) return null;
  const latent = latentFromBytes(bytes);
  return { latent, dims: latent.dims };
}

export function createHeldVectors(): HeldVectors {
  const held = new Map<string, Held>();

  async function hold(reader: Reader, index: IndexRow): Promise<Held | null> {
    const { model } = index;
    if (model === 0) return null;
    const known = held.get(reader.workspaceId);
    if (known?.model === model) {
      held.delete(reader.workspaceId);
      held.set(reader.workspaceId, known);
      return known;
    }
    const inForce = await readInForce(reader, index);
    if (!inForce) return null;
    const fresh: Held = { model, ...inForce, revision: -1, spaces: new Map() };
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
      blocks.set(row.block, unpackVectors(row.block, row.data, known.dims));
    }
    known.revision = Math.max(known.revision, revision);
  }

  return {
    inForce: hold,
    of: async (reader, index, spaces) => {
      const known = await hold(reader, index);
      if (!known) return null;
      await refresh(reader, known, index.revision);
      const blocks = spaces.flatMap((space) => [...(known.spaces.get(space)?.values() ?? [])]);
      return { latent: known.latent, dims: known.dims, blocks };
    },
  };
}
