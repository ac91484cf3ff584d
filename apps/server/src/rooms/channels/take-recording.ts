// The bytes of a recording that a program brings in, kept before the message that they belong to. Their place follows from
// channel and message id: who heard no answer sends them again to the same place, and what is kept once is not written
// over. Nothing points at bytes whose message never came; they are that of the last try of a sender that gave up.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Blobs } from "../../platform/blobs.ts";
import { isAppError } from "../../platform/errors.ts";
import { headBytes, looksRecorded } from "../media/index.ts";
import { emptyRecording, noRecording, recordingTooLarge } from "./errors.ts";

export interface Taking {
  workspaceId: string;
  channelId: string;
  /** The sender's own id of the message. */
  providerId: string;
  content: Readable;
  maxBytes: number;
}

const keyOf = ({ workspaceId, channelId, providerId }: Taking): string => {
  const digest = createHash("sha256").update(providerId).digest("hex");
  return `channels/${workspaceId}/${channelId}/${digest}`;
};

async function keptBytes(blobs: Blobs, key: string): Promise<number | null> {
  try {
    return await blobs.size(key);
  } catch (error) {
    if (isAppError(error, "platform.blob_not_found")) return null;
    throw error;
  }
}

/** Sent again: nobody needs it, and an answer before its end would not be heard. */
async function readAway(content: Readable, maxBytes: number): Promise<void> {
  let bytes = 0;
  for await (const part of content) {
    bytes += (part as Buffer).length;
    if (bytes > maxBytes) throw recordingTooLarge(maxBytes);
  }
}

/** The same bytes; ends with an error as soon as they cannot be those of a recording that is taken. */
async function* checked(content: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  let head: Buffer | null = Buffer.alloc(0);
  for await (const part of content) {
    const piece = part as Buffer;
    bytes += piece.length;
    if (bytes > maxBytes) throw recordingTooLarge(maxBytes);
    head = head && withHead(head, piece);
    yield piece;
  }
  if (bytes === 0) throw emptyRecording();
  if (head !== null) throw noRecording();
}

/** Null: it was looked at, and may be a recording. */
function withHead(before: Buffer, piece: Buffer): Buffer | null {
  const head = Buffer.concat([before, piece.subarray(0, headBytes - before.length)]);
  if (head.length < headBytes) return head;
  if (!looksRecorded(head)) throw noRecording();
  return null;
}

export async function takeRecording(
  blobs: Blobs,
  taking: Taking,
): Promise<{ blobKey: string; bytes: number }> {
  const { content, maxBytes } = taking;
  const blobKey = keyOf(taking);
  const kept = await keptBytes(blobs, blobKey);
  if (kept !== null) {
    await readAway(content, maxBytes);
    return { blobKey, bytes: kept };
  }
  const { sizeBytes: bytes } = await blobs.put(blobKey, Readable.from(checked(content, maxBytes)));
  return { blobKey, bytes };
}
