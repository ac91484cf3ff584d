// What the copilot is lent. All of it is asked as the member who works on the conversation, so that nothing reaches a
// draft or a summary that this member may not read.
import type {
  Conversation,
  ConversationMessage,
  CopilotFact,
  Macro,
  RecordScore,
} from "@rapport/contracts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { type Conversations, saidIn } from "../conversations/index.ts";
import type { Knowledge } from "../knowledge/index.ts";
import type { Llm } from "../llm/index.ts";
import type { Prompts } from "../prompts/index.ts";

export interface CopilotDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  conversations: Pick<Conversations, "describe" | "thread" | "readable">;
  knowledge: Pick<Knowledge, "answer" | "publicPages">;
  llm: Pick<Llm, "complete" | "stream" | "rungOf">;
  prompts: Pick<Prompts, "promptFor" | "noteUse" | "tell">;
  /** Those that the workspace keeps; every member sees them. */
  macros(ctx: Ctx): Promise<readonly Macro[]>;
  /** Open deals and tickets of a person, and what happened last, of what the caller may see. */
  factsOf(
    ctx: Ctx,
    personId: string,
  ): Promise<{ open: readonly CopilotFact[]; story: readonly CopilotFact[] }>;
  scoresOf(ctx: Ctx, asked: { object: "people"; id: string }): Promise<RecordScore[]>;
  /** Websites that a text for a customer may lead to. */
  verifiedHosts(ctx: Ctx): Promise<ReadonlySet<string>>;
  workspaceIds(): Promise<readonly string[]>;
}

/** A conversation as the caller sees it, with its messages in order. */
export interface Opened {
  conversation: Conversation;
  messages: readonly ConversationMessage[];
}

/** With what was heard in their recordings as part of their texts. */
export async function saidMessages(
  conversations: Pick<Conversations, "thread">,
  ctx: Ctx,
  id: string,
): Promise<ConversationMessage[]> {
  const { data } = await conversations.thread(ctx, id);
  return data.map((message) => ({ ...message, text: saidIn(message) }));
}

export async function openThread(
  { conversations }: Pick<CopilotDeps, "conversations">,
  ctx: Ctx,
  id: string,
): Promise<Opened> {
  const conversation = await conversations.describe(ctx, id);
  return { conversation, messages: await saidMessages(conversations, ctx, id) };
}
