// A file of a message, as a download for those who may read the message.
import type { Readable } from "node:stream";
import type { Ctx } from "../../platform/context.ts";
import { missingMessage } from "./errors.ts";
import { readMessage } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
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

export async function openFile(
  deps: ConversationsDeps,
  ctx: Ctx,
  asked: { id: string; messageId: string; at: number },
): Promise<{ stream: Readable; disposition: string }> {
  const tx = deps.db.reader(ctx);
  const { stored } = await visibleConversation(deps, tx, ctx, asked.id);
  requireReadable(ctx.principal, "text");
  const message = await readMessage(tx, asked.messageId);
  const isOf = message?.conversationId === stored.id && message.removedAt === null;
  const file = isOf ? message.attachments[asked.at] : undefined;
  if (!file) throw missingMessage();
  return { stream: await deps.blobs.get(file.blobKey), disposition: dispositionFor(file.name) };
}
