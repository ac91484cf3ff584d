// The arithmetic of the chain. A leaf is the hash of one stored entry; a seal lists numbers, ids and
// leaves of a batch; its chain hash covers the hash before it and everything the seal says. Changing
// any byte of any entry or seal therefore changes every chain hash from there on.
import { createHash, hash } from "node:crypto";

export const sealFormat = 1;
export const idBytes = 16;
export const leafBytes = 32;
export const genesisHash = Buffer.alloc(32);

/** One batch of entries, as sealed; `entryNos` ascend, `entryIds` and `leaves` lie in the same order. */
export interface Seal {
  workspaceId: string;
  sealNo: number;
  format: number;
  firstNo: number;
  lastNo: number;
  entryCount: number;
  entriesTotal: number;
  /** As stored: `12,13,15`. */
  entryNos: string;
  entryIds: Buffer;
  leaves: Buffer;
  floorNo: number;
  completeAt: string | null;
  sealedAt: string;
  previousHash: Buffer;
  chainHash: Buffer;
}

export function chainHashOf(
  previousHash: Buffer,
  seal: Omit<Seal, "chainHash" | "previousHash">,
): Buffer {
  const head = JSON.stringify([
    seal.format,
    seal.workspaceId,
    seal.sealNo,
    seal.firstNo,
    seal.lastNo,
    seal.entryCount,
    seal.entriesTotal,
    seal.floorNo,
    seal.completeAt,
    seal.sealedAt,
  ]);
  return createHash("sha256")
    .update(previousHash)
    .update(head)
    .update("\n")
    .update(seal.entryNos)
    .update("\n")
    .update(seal.entryIds)
    .update(seal.leaves)
    .digest();
}

/**
 * The leaf of an entry from the two texts that the database gives for it. The images enter by their
 * own hash, so that they can be erased one day and the leaf still be checked.
 */
export function leafOf(metaText: string, imagesText: string): Buffer {
  return hash("sha256", metaText + hash("sha256", imagesText, "hex"), "buffer");
}

export function numbersOf(entryNos: string): number[] {
  return entryNos === "" ? [] : entryNos.split(",").map(Number);
}

/** `018f…` without dashes, as packed in a seal → with dashes. */
export function idAt(ids: Buffer, index: number): string {
  const hex = ids.toString("hex", index * idBytes, (index + 1) * idBytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function leafAt(leaves: Buffer, index: number): Buffer {
  return leaves.subarray(index * leafBytes, (index + 1) * leafBytes);
}
