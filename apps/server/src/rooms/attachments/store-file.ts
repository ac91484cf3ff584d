// Takes a file's bytes in: measured, looked at and hashed while they come, then kept once a content. Until the
// act that follows, nothing points at them. What goes wrong while they come leaves no bytes behind; before they stand
// under their hash, their file is noted as not in use, so that an act that is refused leaves them to upkeep.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Blobs } from "../../platform/blobs.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { emptyFile, refusedProgram, tooLarge } from "./errors.ts";
import { fileType, headBytes } from "./file-type.rules.ts";

export interface KeptFile {
  sha256: string;
  type: string;
  bytes: number;
}

export const blobKey = (workspaceId: string, sha256: string) =>
  `attachments/${workspaceId}/${sha256}`;

/** Before the id of an upload that is under way. */
export const incomingPrefix = (workspaceId: string) => `attachments/${workspaceId}/incoming-`;

async function isThere(blobs: Blobs, key: string): Promise<boolean> {
  try {
    await blobs.size(key);
    return true;
  } catch (error) {
    if (isAppError(error, "platform.blob_not_found")) return false;
    throw error;
  }
}

interface Incoming {
  content: Readable;
  fileName: string;
  maxBytes: number;
  /** Writes down that there is such a file, in a transaction of its own. */
  note(file: KeptFile): Promise<void>;
}

export interface Upload {
  file: KeptFile;
  /** Once more after the act, should a clean-up have come between. */
  settle(): Promise<void>;
  drop(): Promise<void>;
}

export async function storeFile(
  blobs: Blobs,
  workspaceId: string,
  { content, fileName, maxBytes, note }: Incoming,
): Promise<Upload> {
  const incoming = `${incomingPrefix(workspaceId)}${newId()}`;
  const hash = createHash("sha256");
  let head = new Uint8Array();
  let bytes = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const part of content) {
      const piece = part as Buffer;
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      if (head.length < headBytes) {
        head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)]);
        if (fileType(head, fileName).isProgram) throw refusedProgram();
      }
      hash.update(piece);
      yield piece;
    }
  }
  const drop = () => blobs.delete(incoming);
  try {
    await blobs.put(incoming, Readable.from(measured()));
    if (bytes === 0) throw emptyFile();
    const sha256 = hash.digest("hex");
    const key = blobKey(workspaceId, sha256);
    const settle = async () => {
      if (!(await isThere(blobs, key))) await blobs.put(key, await blobs.get(incoming));
    };
    const file = { sha256, type: fileType(head, fileName).type, bytes };
    await note(file);
    await settle();
    return { file, settle, drop };
  } catch (error) {
    await drop().catch(() => undefined);
    throw error;
  }
}
