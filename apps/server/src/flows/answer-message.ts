// One message of a customer, from the outbox to the bot's reply or to a person. A durable run keyed by the message; it
// may be killed after any line. The reply's key is the message's id, and the reply and giving the conversation to a
// person are one transaction, in which is asked again whether the bot may speak and whether the customer wrote more.
import { guessLanguage } from "@rapport/retrieval";
import type { Acts } from "../platform/acts.ts";
import { type Clock, nowIso } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { type Ctx, systemContext } from "../platform/context.ts";
import type { Database, Tx } from "../platform/db/index.ts";
import type { Durable } from "../platform/durable.ts";
import type { Logger } from "../platform/logger.ts";
import type { Outbox } from "../platform/outbox.ts";
import {
  type Bot,
  createBot,
  isConfirmation,
  type Situation,
  type Turn,
} from "../rooms/bot/index.ts";
import type { Channels } from "../rooms/channels/index.ts";
import { type Conversations, conversationsTopic } from "../rooms/conversations/index.ts";
import {
  givenOver,
  guards,
  type Looking,
  outcomeOf,
  type Plan,
  planReply,
  tryReply,
} from "./plan-reply.ts";
import { backAt, languageIn, pendingIn, type Seen, saidIn } from "./seen-message.ts";

interface Parts extends Pick<Looking, "knowledge" | "llm" | "prompts"> {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  durable: Durable;
  outbox: Pick<Outbox, "subscribe" | "subscribeGroups">;
  channels: Pick<Channels, "infoOf" | "names">;
  conversations: Pick<Conversations, "feed" | "figures" | "standing" | "queueReply" | "handOver">;
  config: Pick<Config, "publicUrl">;
}

interface Input {
  workspaceId: string;
  conversationId: string;
  messageId: string;
  seq: number;
}

const mostMessages = 200;
/** In one transaction. */
const mostHeard = 20;
const replyKey = (messageId: string): string => `bot:${messageId}`;

/** Null: there is nothing here for a bot. */
async function look(parts: Parts, tx: Tx, input: Input): Promise<Seen | null> {
  const { conversationId, messageId } = input;
  const standing = await parts.conversations.standing(tx, conversationId);
  if (!standing) return null;
  const channel = await parts.channels.infoOf(tx, standing.channelId);
  if (!channel?.botAnswers || channel.state === "paused") return null;
  const from = Math.max(0, standing.lastSeq - mostMessages);
  const feed = await parts.conversations.feed(tx, conversationId, from, mostMessages);
  const message = feed.find(({ id }) => id === messageId);
  return message ? { standing, channel, feed, message } : null;
}

function createAnswering(parts: Parts, bot: Bot, looking: Looking) {
  const { db, clock, conversations } = parts;

  /** Also what is ready and not said yet, so that a kill between the two leaves no hole. */
  async function note(ctx: Ctx, seen: Seen, input: Input, turn: Partial<Turn>): Promise<void> {
    const full: Turn = {
      ...{ messageId: input.messageId, conversationId: input.conversationId },
      ...{ channelId: seen.channel.id, at: seen.message.at, sentAt: null },
      ...{ outcome: "withdrawn", reason: null, rung: null, confidence: null },
      ...{ precision: 1, language: "en" },
      latencyMs: Math.max(0, Math.round(clock.nowMs() - Date.parse(seen.message.at))),
      ...turn,
    };
    await db.tenant(ctx, (tx) => bot.note(tx, full));
  }

  /** By the bot, or by the server itself where a person was asked for and is in already. */
  async function say(
    ctx: Ctx,
    seen: Seen,
    input: Input,
    { plan, situation, by }: { plan: Plan; situation: Situation; by: "bot" | "system" },
  ): Promise<string> {
    const outcome = outcomeOf(plan);
    if (plan.text === null || outcome === null) return plan.kind;
    const { reason, rung, confidence, handOver } = plan;
    const { precision } = situation.settings;
    const turn = { outcome, reason, rung, confidence, precision, language: situation.language };
    await note(ctx, seen, input, turn);
    const sent = await conversations.queueReply(ctx, {
      conversationId: input.conversationId,
      author: { kind: by, id: null },
      text: plan.text,
      idempotencyKey: replyKey(input.messageId),
      answersSeq: seen.message.seq,
      citations: plan.citations,
      ...(rung === null ? {} : { rung }),
      ...(handOver === null ? {} : { handOver }),
      close: plan.kind === "confirmed",
    });
    if (sent.kind === "refused") {
      await note(ctx, seen, input, { ...turn, outcome: "withdrawn", reason: sent.reason });
      return sent.reason;
    }
    if (!sent.duplicate) await note(ctx, seen, input, { ...turn, sentAt: nowIso(clock) });
    return plan.kind;
  }

  async function situationOf(ctx: Ctx, seen: Seen): Promise<Situation | null> {
    const settings = await bot.settings(db.reader(ctx));
    if (!settings) return null;
    const { standing, channel, feed, message } = seen;
    const language = languageIn(seen);
    return {
      ...{ settings, language, channelId: channel.id },
      said: saidIn(feed.filter(({ seq }) => seq <= message.seq)),
      isAutomatic: message.automatic,
      isUnheard: pendingIn(seen).some(({ recording }) => recording === "unheard"),
      maySpeak: standing.silence === null,
      namesSources: channel.kind !== "widget",
      backAt: backAt(channel, language, clock.nowMs()),
    };
  }

  /** Answers why nothing came of it, or what did. */
  async function answer(input: Input): Promise<string> {
    const { workspaceId, messageId } = input;
    const ctx = systemContext(workspaceId, messageId);
    const seen = await db.tenant(ctx, (tx) => look(parts, tx, input));
    if (!seen) return "not-for-a-bot";
    const key = replyKey(messageId);
    if (seen.feed.some(({ idempotencyKey }) => idempotencyKey === key)) {
      await db.tenant(ctx, (tx) => bot.sent(tx, messageId, nowIso(clock)));
      return "answered-before";
    }
    // What is said in it comes with an event of its own.
    if (pendingIn(seen).some(({ recording }) => recording === "waiting")) return "not-heard-yet";
    const situation = await situationOf(ctx, seen);
    if (!situation?.settings.isOn) return "off";
    if (seen.standing.lastCustomerSeq !== seen.message.seq) return "overtaken";
    if (seen.standing.asksForPerson) {
      const plan = givenOver(situation, "asked");
      return say(ctx, seen, input, { plan, situation, by: "system" });
    }
    const { conversationId } = input;
    const { teamId } = seen.standing;
    const here = { ...looking, conversationId, teamId };
    const plan = await planReply(here, ctx, situation, () => undefined);
    return say(ctx, seen, input, { plan, situation, by: "bot" });
  }

  /** What failed again and again goes to a person, with words if they can be said. */
  async function giveUp(input: Input): Promise<string> {
    const ctx = systemContext(input.workspaceId, input.messageId);
    const seen = await db.tenant(ctx, (tx) => look(parts, tx, input));
    const situation = seen && (await situationOf(ctx, seen));
    if (!seen || !situation?.maySpeak || !situation.settings.isOn) return "not-for-a-bot";
    const plan = givenOver(situation, "failed");
    return say(ctx, seen, input, { plan, situation, by: "bot" });
  }

  return { answer, giveUp };
}

const workflow = "bot.answer";
const pausesMs = [2000, 10_000];
const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Acts by which it is opened again; what the customer writes is read for what it says. */
const reopeningActs = new Set([
  "conversations.hand_over",
  "conversations.change",
  "conversations.answer",
  "conversations.start",
]);

function reopenedIn({ act, changes }: Record<string, unknown>): string[] {
  if (!reopeningActs.has(textOf(act))) return [];
  const told = changes as readonly { id: string; was: string | null; is: string | null }[];
  return told
    .filter(({ was, is }) => was === "closed" && is !== null && is !== "closed")
    .map(({ id }) => id);
}

const inputOf = (workspaceId: string, payload: Record<string, unknown>): Input => ({
  workspaceId,
  conversationId: textOf(payload.conversationId),
  messageId: textOf(payload.messageId),
  seq: Number(payload.seq),
});

export function makeBot(parts: Parts): Bot {
  const { db, clock, logger, acts, durable, outbox } = parts;
  const looking: Looking = {
    ...{ knowledge: parts.knowledge, llm: parts.llm, prompts: parts.prompts, guards },
    ...{ conversationId: null, teamId: null },
    languageOf: (text) => guessLanguage(text),
    publicUrl: parts.config.publicUrl,
  };
  const bot = createBot({
    ...{ db, clock, acts },
    channelIds: async (tx) => (await parts.channels.names(tx)).map(({ id }) => id),
    answeredByPeople: parts.conversations.figures.answeredByPeople,
    tryMessage: (ctx, settings, text) => tryReply(looking, ctx, settings, text),
  });
  const { answer, giveUp } = createAnswering(parts, bot, looking);

  const attempt = (input: Input) =>
    answer(input).catch((error: unknown) => {
      logger.warn({ error, messageId: input.messageId }, "The bot failed at a message");
      return "failed";
    });
  durable.register(workflow, async (run, input: Input) => {
    for (const [tries, pauseMs] of pausesMs.entries()) {
      const outcome = await run.step(`answer ${tries + 1}`, () => attempt(input));
      if (outcome !== "failed") return outcome;
      await run.sleep(pauseMs);
    }
    const last = await run.step("answer at last", () => attempt(input));
    return last === "failed" ? run.step("give up", () => giveUp(input)) : last;
  });

  /** Whether a run has anything to do; and what it was not asked for: that somebody wrote again. */
  async function heard(tx: Tx, settings: { isOn: boolean }, input: Input): Promise<boolean> {
    const { conversationId, seq, messageId } = input;
    const [message] = await parts.conversations.feed(tx, conversationId, seq - 1, 1);
    if (message?.id !== messageId || message.automatic) return false;
    // What is not heard yet may be thanks.
    const isSaid = message.recording !== "waiting" && !isConfirmation(message.text);
    if (isSaid) await bot.wroteAgain(tx, conversationId, message.at);
    if (!settings.isOn) return false;
    const standing = await parts.conversations.standing(tx, conversationId);
    const channel = standing && (await parts.channels.infoOf(tx, standing.channelId));
    return channel?.botAnswers === true;
  }

  /** What a run is to answer now that one was listened to: the customer's last message, with all that is pending. */
  async function lastHeard(tx: Tx, input: Input): Promise<Input | null> {
    const settings = await bot.settings(tx);
    const standing = await parts.conversations.standing(tx, input.conversationId);
    if (!settings || !standing) return null;
    const { conversationId, seq } = input;
    const [heardOne] = await parts.conversations.feed(tx, conversationId, seq - 1, 1);
    const said = [heardOne?.text, heardOne?.heard].filter(Boolean).join("\n");
    if (heardOne && !isConfirmation(said)) await bot.wroteAgain(tx, conversationId, heardOne.at);
    const from = standing.lastCustomerSeq - 1;
    const [last] = await parts.conversations.feed(tx, conversationId, from, 1);
    if (!settings.isOn || !last) return null;
    return { ...input, messageId: last.id, seq: last.seq };
  }

  /** Those that a run is to answer. */
  async function wantedOf(tx: Tx, inputs: readonly Input[]): Promise<Input[]> {
    const settings = await bot.settings(tx);
    const wanted: Input[] = [];
    if (settings)
      for (const input of inputs) if (await heard(tx, settings, input)) wanted.push(input);
    return wanted;
  }

  /** Opened again by a person, or for one: what was answered was not resolved by the bot. */
  outbox.subscribe(conversationsTopic, async ({ workspaceId, payload }) => {
    const reopened = reopenedIn(payload);
    if (reopened.length === 0) return;
    await db.tenant({ workspaceId }, async (tx) => {
      for (const id of reopened) await bot.wroteAgain(tx, id, textOf(payload.at));
    });
  });
  outbox.subscribe("conversations.heard", async ({ id, workspaceId, payload }) => {
    const input = inputOf(workspaceId, payload);
    const last = await db.tenant({ workspaceId }, (tx) => lastHeard(tx, input));
    if (last) await durable.start(workflow, `bot-${last.messageId}-${id}`, last);
  });
  outbox.subscribeGroups("conversations.received", async (workspaceId, events) => {
    const inputs = events.map(({ payload }) => inputOf(workspaceId, payload));
    for (let from = 0; from < inputs.length; from += mostHeard) {
      const some = inputs.slice(from, from + mostHeard);
      const wanted = await db.tenant({ workspaceId }, (tx) => wantedOf(tx, some));
      for (const input of wanted) await durable.start(workflow, `bot-${input.messageId}`, input);
    }
  });
  return bot;
}
