// A file of a message, as a download, a picture or a sound for those who may read the message.
import type { Readable } from "node:stream";
import type { PictureType, RecordingType } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { type ByteRange, byteRangeOf, firstBytes } from "../../platform/http/index.ts";
import { missingMessage } from "./errors.ts";
import { readMessage } from "./messages.store.ts";
import type { ConversationsDeps, MessageFile } from "./ports.ts";
import { requireReadable, visibleConversation } from "./reach.ts";

/** A name that says no more than itself to a browser. */
export function dispositionFor(name: string): string {
  const plain = name.replace(/[^\w .-]/g, "_").slice(0, 150);
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

interface Asked {
  id: string;
  messageId: string;
  at: number;
}

export async function openFile(
  deps: ConversationsDeps,
  ctx: Ctx,
  asked: Asked,
): Promise<{ stream: Readable; disposition: string }> {
  const file = await readableFile(deps, ctx, asked);
  return { stream: await deps.blobs.get(file.blobKey), disposition: dispositionFor(file.name) };
}

/** What its bytes were when it came in; the blob does not change after that. */
export async function openPicture(
  deps: ConversationsDeps,
  ctx: Ctx,
  asked: Asked,
): Promise<{ stream: Readable; type: PictureType }> {
  const { blobKey, picture } = await readableFile(deps, ctx, asked);
  if (picture?.state !== "shown" || picture.type === null) throw missingMessage();
  return { stream: await deps.blobs.get(blobKey), type: picture.type };
}

/** What its bytes were when it was listened to. */
export async function openRecording(
  deps: ConversationsDeps,
  ctx: Ctx,
  asked: Asked,
  header: string | string[] | undefined,
): Promise<{ stream: Readable; type: RecordingType; bytes: number; range: ByteRange | null }> {
  const { blobKey, recording, bytes } = await readableFile(deps, ctx, asked);
  if (!recording || recording.type === null) throw missingMessage();
  const { type } = recording;
  const range = byteRangeOf(header, bytes);
  if (range === null) return { stream: await deps.blobs.get(blobKey), type, bytes, range };
  const { first, last } = range;
  const rest = await deps.blobs.get(blobKey, first);
  return { stream: firstBytes(rest, last - first + 1), type, bytes, range };
}

async function readableFile(deps: ConversationsDeps, ctx: Ctx, asked: Asked): Promise<MessageFile> {
  const tx = deps.db.reader(ctx);
  const { stored } = await visibleConversation(deps, tx, ctx, asked.id);
  requireReadable(ctx.principal, "text");
  const message = await readMessage(tx, asked.messageId);
  const isOf = message?.conversationId === stored.id && message.removedAt === null;
  const file = isOf ? message.attachments[asked.at] : undefined;
  if (!file) throw missingMessage();
  return file;
}
