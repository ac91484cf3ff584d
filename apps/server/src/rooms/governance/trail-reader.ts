// Compares seals with the trail that signed checkpoints carry, entry by entry. The trail of one
// checkpoint is held at a time.
import { idBytes, leafBytes, type Seal } from "./chain.ts";
import { type IndexedCheckpoint, readTrail, trailRecordBytes } from "./checkpoint-file.ts";

export interface TrailReader {
  /**
   * Index in the seal of the first entry that differs from what was signed, when the seal's entries
   * begin at `ordinal` (from 0) in the workspace; -1 when none differs as far as trails reach.
   */
  firstDifference(seal: Seal, ordinal: number): Promise<number>;
  /** Id of the entry that was sealed as the n-th of the workspace (from 0), if a trail tells. */
  idOf(ordinal: number): Promise<string | null>;
}

export function createTrailReader(
  path: string,
  checkpoints: readonly IndexedCheckpoint[],
): TrailReader {
  const genuine = checkpoints.filter(({ isGenuine, trailCount }) => isGenuine && trailCount > 0);
  let held: { checkpoint: IndexedCheckpoint; trail: Buffer } | null = null;
  let position = 0;

  /** Ordinals are mostly asked for in order, so the search goes on from where it was. */
  function find(ordinal: number): IndexedCheckpoint | undefined {
    const near = [position, position + 1].find((index) => covers(genuine[index], ordinal));
    const index = near ?? genuine.findIndex((checkpoint) => covers(checkpoint, ordinal));
    if (index >= 0) position = index;
    return genuine[index];
  }

  async function trailOf(checkpoint: IndexedCheckpoint): Promise<Buffer> {
    if (held?.checkpoint !== checkpoint)
      held = { checkpoint, trail: await readTrail(path, checkpoint) };
    return held.trail;
  }

  async function firstDifference(seal: Seal, ordinal: number): Promise<number> {
    for (let index = 0; index < seal.entryCount; ) {
      const checkpoint = find(ordinal + index);
      if (!checkpoint) return -1;
      const trail = await trailOf(checkpoint);
      const offset = ordinal - startOf(checkpoint);
      const end = Math.min(seal.entryCount, checkpoint.entries - ordinal);
      for (; index < end; index += 1)
        if (!isSame(recordOf(trail, offset + index), seal, index)) return index;
    }
    return -1;
  }

  return {
    firstDifference,
    idOf: async (ordinal) => {
      const checkpoint = find(ordinal);
      if (!checkpoint) return null;
      const record = recordOf(await trailOf(checkpoint), ordinal - startOf(checkpoint));
      return record
        .toString("hex", 0, idBytes)
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  };
}

function startOf(checkpoint: IndexedCheckpoint): number {
  return checkpoint.entries - checkpoint.trailCount;
}

function covers(checkpoint: IndexedCheckpoint | undefined, ordinal: number): boolean {
  return checkpoint !== undefined && ordinal < checkpoint.entries && ordinal >= startOf(checkpoint);
}

function recordOf(trail: Buffer, index: number): Buffer {
  return trail.subarray(index * trailRecordBytes, (index + 1) * trailRecordBytes);
}

function isSame(record: Buffer, seal: Seal, index: number): boolean {
  const id = seal.entryIds.subarray(index * idBytes, (index + 1) * idBytes);
  const leaf = seal.leaves.subarray(
    index * leafBytes,
    index * leafBytes + trailRecordBytes - idBytes,
  );
  return record.subarray(0, idBytes).equals(id) && record.subarray(idBytes).equals(leaf);
}
