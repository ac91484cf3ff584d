// Files of a record for those who send them on, by their attachments' ids. Whoever asks has seen to rights.
import type { Reader } from "../../platform/db/index.ts";
import { attachmentsOf, newestKept } from "./attachments.store.ts";
import { blobKey } from "./store-file.ts";

export interface HeldFile {
  name: string;
  mediaType: string;
  blobKey: string;
  bytes: number;
}

/** In the order of the ids; what is not attached to that record is left out. */
export async function filesOf(
  tx: Reader,
  object: string,
  recordId: string,
  ids: readonly string[],
): Promise<HeldFile[]> {
  const found = new Map((await attachmentsOf(tx, object, recordId)).map((one) => [one.id, one]));
  return [...new Set(ids)].flatMap((id) => {
    const one = found.get(id);
    if (!one) return [];
    const key = blobKey(tx.workspaceId, one.sha256);
    return [{ name: one.fileName, mediaType: one.type, blobKey: key, bytes: Number(one.bytes) }];
  });
}

/** Where the bytes of the newest files lie that are on a record, and how many they are. */
export async function newestFiles(
  tx: Reader,
  limit: number,
): Promise<{ blobKey: string; bytes: number }[]> {
  const kept = await newestKept(tx, limit);
  return kept.map(({ sha256, bytes }) => ({ blobKey: blobKey(tx.workspaceId, sha256), bytes }));
}
