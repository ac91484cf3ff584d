// One seal against the chain so far, against the trail outside, and against the checkpoint made of it.
import { chainHashOf, idAt, idBytes, leafBytes, numbersOf, type Seal } from "./chain.ts";
import type { IndexedCheckpoint } from "./checkpoint-file.ts";
import type { TrailReader } from "./trail-reader.ts";
import type { Finding } from "./verdict.ts";

/** How far verification has come. */
export interface Walk {
  workspaceId: string;
  sealNo: number;
  entries: number;
  chain: Buffer;
  floorNo: number;
  /** Sealed numbers up to the floor. */
  sealedBelowFloor: number;
  lastGoodCheckpoint: IndexedCheckpoint | null;
}

export interface SealFault {
  /** Of the entry in the seal; entries before it are still to be checked. */
  index: number;
  finding: Finding;
}

/** Checks a seal and, when it is right, moves the walk past it. */
export async function checkSeal(
  walk: Walk,
  seal: Seal,
  trail: TrailReader,
): Promise<SealFault | null> {
  const numbers = numbersOf(seal.entryNos);
  const wrong = faultOf(walk, seal, numbers);
  const isReadable =
    numbers.length === seal.entryCount && seal.entryIds.length === seal.entryCount * idBytes;
  const difference = isReadable ? await trail.firstDifference(seal, walk.entries) : 0;
  if (difference >= 0)
    return differing(walk, seal, {
      wrong,
      difference,
      signedId: await trail.idOf(walk.entries + difference),
    });
  if (wrong) return { index: 0, finding: forged(seal, idAt(seal.entryIds, 0), wrong) };
  walk.sealNo = seal.sealNo;
  walk.entries += seal.entryCount;
  walk.chain = seal.chainHash;
  walk.floorNo = Math.max(walk.floorNo, seal.floorNo);
  walk.sealedBelowFloor += countThrough(numbers, walk.floorNo);
  return null;
}

function countThrough(numbers: readonly number[], floorNo: number): number {
  if ((numbers.at(-1) ?? 0) <= floorNo) return numbers.length;
  return numbers.filter((number) => number <= floorNo).length;
}

/** In words, what is wrong with the seal in itself or with its place in the chain. */
function faultOf(walk: Walk, seal: Seal, numbers: readonly number[]): string | null {
  if (seal.sealNo !== walk.sealNo + 1) return `seal ${walk.sealNo + 1} is missing`;
  if (!hasSoundShape(seal, numbers)) return "its lists do not fit together";
  if (!seal.previousHash.equals(walk.chain)) return "it does not continue the seal before it";
  if (seal.entriesTotal !== walk.entries + seal.entryCount) return "its total is wrong";
  if (!chainHashOf(walk.chain, seal).equals(seal.chainHash))
    return "its content does not have its hash";
  return null;
}

function hasSoundShape(seal: Seal, numbers: readonly number[]): boolean {
  const count = seal.entryCount;
  return (
    count > 0 &&
    numbers.length === count &&
    seal.entryIds.length === count * idBytes &&
    seal.leaves.length === count * leafBytes &&
    numbers[0] === seal.firstNo &&
    numbers.at(-1) === seal.lastNo &&
    numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))
  );
}

function differing(
  walk: Walk,
  seal: Seal,
  about: { wrong: string | null; difference: number; signedId: string | null },
): SealFault {
  const { wrong, difference } = about;
  const entryId = about.signedId ?? idAt(seal.entryIds, difference);
  if (wrong) return { index: difference, finding: forged(seal, entryId, wrong) };
  return {
    index: difference,
    finding: {
      entryId,
      entryNo: null,
      kind: "rewritten",
      message: `The log was rewritten from entry ${entryId} on (place ${walk.entries + difference + 1}): the chain was computed anew, but the signed checkpoints outside the database hold other hashes.`,
    },
  };
}

function forged(seal: Seal, entryId: string, wrong: string): Finding {
  return {
    entryId,
    entryNo: null,
    kind: "seal-forged",
    message: `Seal ${seal.sealNo} was changed by hand (${wrong}); the first entry that it no longer proves is ${entryId}.`,
  };
}

/** A checkpoint of this very seal must hold the same hash; only then is all before it beyond doubt. */
export function checkCheckpoints(
  walk: Walk,
  seal: Seal,
  checkpoints: readonly IndexedCheckpoint[],
): Finding | null {
  const chain = seal.chainHash.toString("hex");
  const own = checkpointsOf(checkpoints, seal.sealNo);
  const bad = own.find((one) => one.chain !== chain || one.entries !== walk.entries);
  if (!bad) {
    walk.lastGoodCheckpoint = own.at(-1) ?? walk.lastGoodCheckpoint;
    return null;
  }
  const entryId = idAt(seal.entryIds, 0);
  const since = walk.lastGoodCheckpoint
    ? `after the checkpoint of ${walk.lastGoodCheckpoint.at}`
    : "from its beginning on";
  return {
    entryId,
    entryNo: seal.firstNo,
    kind: "rewritten",
    message: `The log was rewritten ${since}, at the latest at entry ${entryId}: the checkpoint of ${bad.at} holds another hash for seal ${seal.sealNo}.`,
  };
}

/** Binary search: a long-lived log has as many checkpoints as minutes. */
function checkpointsOf(
  checkpoints: readonly IndexedCheckpoint[],
  sealNo: number,
): IndexedCheckpoint[] {
  let low = 0;
  let high = checkpoints.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((checkpoints[middle]?.sealNo ?? 0) < sealNo) low = middle + 1;
    else high = middle;
  }
  const found: IndexedCheckpoint[] = [];
  for (let at = low; checkpoints[at]?.sealNo === sealNo; at += 1) {
    const checkpoint = checkpoints[at];
    if (checkpoint?.isGenuine) found.push(checkpoint);
  }
  return found;
}
