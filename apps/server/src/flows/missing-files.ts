// What of an installation's files is not in its place, whichever room they belong to; for whoever looks after it.
import { type Blobs, createBlobs } from "../platform/blobs.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/db/index.ts";
import { isAppError } from "../platform/errors.ts";
import { workspaceIds } from "../rooms/access/index.ts";
import { newestFiles } from "../rooms/attachments/index.ts";

export { missingInEncoder } from "../rooms/passages/index.ts";

interface Looked {
  looked: number;
  /** Keys of those that are not there, or not whole. */
  missing: string[];
}

async function isWhole(blobs: Blobs, blobKey: string, bytes: number): Promise<boolean> {
  try {
    return (await blobs.size(blobKey)) === bytes;
  } catch (error) {
    if (isAppError(error, "platform.blob_not_found")) return false;
    throw error;
  }
}

async function filesOf(db: Database, mostOfWorkspace: number) {
  const all = [];
  for (const workspaceId of await workspaceIds(db))
    all.push(...(await newestFiles(db.reader({ workspaceId }), mostOfWorkspace)));
  return all;
}

/** Of the files on records, of each workspace the newest. */
export async function missingFiles(
  config: Pick<Config, "dataDir" | "blobs">,
  db: Database,
  mostOfWorkspace: number,
): Promise<Looked> {
  const files = await filesOf(db, mostOfWorkspace);
  const blobs = createBlobs(config);
  const missing: string[] = [];
  try {
    for (const { blobKey, bytes } of files)
      if (!(await isWhole(blobs, blobKey, bytes))) missing.push(blobKey);
  } finally {
    blobs.close();
  }
  return { looked: files.length, missing };
}
