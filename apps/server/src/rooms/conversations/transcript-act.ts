// A member has a recording heard that nobody heard: no speech model was connected, a budget was spent, one failed.
import { idSchema } from "@rapport/contracts";
import { z } from "zod";
import { defineAct } from "../../platform/acts.ts";
import { updateConversation } from "./conversations.store.ts";
import { describeMessage, describeOne } from "./describe.ts";
import { missingMessage, notUnheard, notYourField } from "./errors.ts";
import { changeOf } from "./image.ts";
import { askedAgain, askForEars } from "./keep-message.ts";
import type { Written } from "./message-acts.ts";
import { readMessage, setFiles } from "./messages.store.ts";
import type { ConversationsDeps } from "./ports.ts";
import { mayRead, mayWrite, visibleConversation } from "./reach.ts";

const longestWaitMs = 15 * 60_000;

export function transcriptAct(deps: ConversationsDeps) {
  return defineAct({
    name: "conversations.transcribe",
    title: "Have a recording heard again",
    permission: "update on the conversation",
    check: () => undefined,
    input: z.object({ id: idSchema, messageId: idSchema, at: z.int().min(0).max(100) }),
    effect: "outside",
    risk: "low",
    compensation: { by: "none", because: "What a speech model has heard, it has heard." },
    run: async (tx, act, { id, messageId, at }): Promise<Written> => {
      const { principal } = act.ctx;
      const { stored } = await visibleConversation(deps, tx, act.ctx, id, "change");
      if (!mayRead(principal, "text")) throw missingMessage();
      if (!mayWrite(principal, "text")) throw notYourField("text");
      const message = await readMessage(tx, messageId, "FOR UPDATE");
      const isOf = message?.conversationId === id && message.removedAt === null;
      if (!message || !isOf || !message.attachments[at]) throw missingMessage();
      const isOverdue = Date.parse(act.at) - Date.parse(message.createdAt) > longestWaitMs;
      const attachments = askedAgain(message.attachments, at, isOverdue);
      if (attachments === null) throw notUnheard();
      const asked = { ...message, attachments };
      setFiles(tx, messageId, attachments);
      askForEars(deps, tx, asked, act.ctx.requestId);
      const after = { ...stored, version: stored.version + 1, updatedAt: act.at };
      updateConversation(tx, after);
      await act.changed(tx, [changeOf(stored, after)]);
      return {
        conversation: await describeOne(deps, tx, act.ctx, after),
        message: describeMessage(principal, asked),
      };
    },
  });
}
