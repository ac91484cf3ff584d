// Vectors that are made beside those in force: in steps that hold the index for a moment each, and a switch at the end
// that only looks at what came and went meanwhile. Chunks never change under their number, so that what was computed
// stays right.
import { blockSize } from "@rapport/retrieval";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { type ChunkRow, chunksByNo, placedChunks } from "./chunks.store.ts";
import { type IndexRow, lockIndex, readIndex, saveIndex } from "./index.store.ts";
import type { BlockChange } from "./posting-changes.ts";
import { dropModelsBefore } from "./vectors.store.ts";
import { type VectorOf, writeVectors } from "./write-passages.ts";

/** One model's vectors, in force or beside those that are. */
export interface Making {
  model: number;
  dims: number;
  /** The space of each chunk that has been dealt with. */
  placed: Map<number, number>;
  /** The number that the next chunk would have had at the last look. */
  seenTo: number;
}

export type MakeVectors = (chunks: readonly ChunkRow[]) => Promise<VectorOf>;

/** So many that came meanwhile may be left for the switch. */
const fewChunks = 200;
const stepChunks = 256;

/** The number of a model to be made; the one that this sentence model began before, where it did. */
export function beginBeside(db: Database, workspaceId: string, encoder = ""): Promise<number> {
  return db.tenant({ workspaceId }, async (tx) => {
    const index = await lockIndex(tx);
    if (encoder !== "" && index.building === encoder) return index.lastModel;
    const lastModel = index.lastModel + 1;
    saveIndex(tx, { ...index, lastModel, building: encoder });
    return lastModel;
  });
}

/** False, and nothing written, where this model is neither in force nor the last that was begun. */
export function writeStep(
  db: Database,
  workspaceId: string,
  model: number,
  write: (tx: Tx, at: { model: number; revision: number }) => Promise<void> | void,
): Promise<boolean> {
  return db.tenant({ workspaceId }, async (tx) => {
    const before = await lockIndex(tx);
    if (before.model !== model && before.lastModel !== model) return false;
    const revision = before.revision + 1;
    await write(tx, { model, revision });
    saveIndex(tx, { ...before, revision });
    return true;
  });
}

async function spaceOfEach(
  reader: Reader,
  among: readonly number[] | null = null,
): Promise<Map<number, number>> {
  const placed = await placedChunks(reader, among);
  return new Map(placed.flatMap(({ space, numbers }) => numbers.map((no) => [no, space] as const)));
}

function changesOf(gone: Map<number, number>, added: readonly ChunkRow[]): BlockChange[] {
  const changes = new Map<string, BlockChange & { gone: Set<number>; added: ChunkRow[] }>();
  const at = (no: number, space: number) => {
    const block = Math.floor(no / blockSize);
    const key = `${space} ${block}`;
    const known = changes.get(key) ?? { space, block, gone: new Set(), added: [] };
    changes.set(key, known);
    return known;
  };
  for (const [no, space] of gone) at(no, space).gone.add(no % blockSize);
  for (const chunk of added) {
    const change = at(chunk.no, chunk.space);
    // Another process may have made the same vector meanwhile.
    change.gone.add(chunk.no % blockSize);
    change.added.push(chunk);
  }
  return [...changes.values()];
}

/** Makes what is missing, until little comes while it does; false where another model has taken the place. */
export async function makeMissing(
  db: Database,
  workspaceId: string,
  making: Making,
  make: MakeVectors,
  signal?: AbortSignal,
): Promise<boolean> {
  const reader = db.reader({ workspaceId });
  for (;;) {
    making.seenTo = (await readIndex(reader)).nextNo;
    const missing = [...(await spaceOfEach(reader)).keys()].filter((no) => !making.placed.has(no));
    for (let from = 0; from < missing.length; from += stepChunks) {
      signal?.throwIfAborted();
      const chunks = await chunksByNo(reader, missing.slice(from, from + stepChunks));
      const of = await make(chunks);
      const isStill = await writeStep(db, workspaceId, making.model, async (tx, at) => {
        const alive = await spaceOfEach(
          tx,
          chunks.map(({ no }) => no),
        );
        const added = chunks.filter(({ no }) => alive.has(no));
        await writeVectors(tx, changesOf(new Map(), added), at, making.dims, of);
      });
      if (!isStill) return false;
      for (const { no, space } of chunks) making.placed.set(no, space);
    }
    if (missing.length <= fewChunks) return true;
  }
}

/** The switch; null where a newer model is in force. */
export function putInForce(
  db: Database,
  workspaceId: string,
  making: Making,
  of: VectorOf,
  change: (chunks: number, before: IndexRow) => Partial<IndexRow>,
): Promise<IndexRow | null> {
  return db.tenant({ workspaceId }, async (tx) => {
    const before = await lockIndex(tx);
    const { model, dims, placed } = making;
    if (before.model >= model) return null;
    const alive = await spaceOfEach(tx);
    const gone = new Map([...placed].filter(([no]) => !alive.has(no)));
    const late = await chunksByNo(
      tx,
      [...alive.keys()].filter((no) => !placed.has(no)),
    );
    const after: IndexRow = {
      ...before,
      ...{ model, revision: before.revision + 1, building: "" },
      ...change(alive.size, before),
    };
    await writeVectors(tx, changesOf(gone, late), after, dims, of);
    dropModelsBefore(tx, model);
    saveIndex(tx, after);
    return after;
  });
}
