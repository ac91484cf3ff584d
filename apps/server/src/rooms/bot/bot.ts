// The bot room: its settings, the rules by which it speaks, and what came of its turns. What it does with a message is a
// flow (flows/answer-message.ts), which lends its trial to the console.
import {
  type BotFigures,
  type BotSettings,
  type BotTry,
  botFiguresQuerySchema,
  botFiguresSchema,
  botSettingsSchema,
  botTryInputSchema,
  botTrySchema,
} from "@rapport/contracts";
import { type Acts, defineAct } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import { requireSetting } from "../access/index.ts";
import { notDisclosed, saidTwice, unknownChannel } from "./errors.ts";
import { readSettings, saveSettings } from "./settings.store.ts";
import type { Turn } from "./turn.ts";
import { countBy, countTurns, markReopened, markSent, saveTurn } from "./turns.store.ts";
import { disclosesMachine } from "./words.rules.ts";

interface BotDeps {
  db: Database;
  clock: Clock;
  acts: Acts;
  channelIds(tx: Reader): Promise<readonly string[]>;
  /** A relation of ids of conversations in which a person answered; its $1 is the workspace. */
  answeredByPeople: string;
  /** What the bot would do with a first message, without doing it. */
  tryMessage(ctx: Ctx, settings: BotSettings, text: string): Promise<BotTry>;
}

export interface Bot {
  name: "bot";
  routes: AnyRoute[];
  /** Null: it was never set up. */
  settings(tx: Reader): Promise<BotSettings | null>;
  /** Before the reply, and after it with `sentAt`. */
  note(tx: Tx, turn: Turn): Promise<void>;
  sent(tx: Tx, messageId: string, at: string): Promise<void>;
  /** The customer wrote something other than thanks. */
  wroteAgain(tx: Tx, conversationId: string, at: string): Promise<void>;
}

const untilSet: BotSettings = {
  isOn: false,
  precision: 0.9,
  mostAnswers: 5,
  usesModel: true,
  linkHosts: [],
  wordings: [],
};

const current = async (tx: Reader): Promise<BotSettings> => (await readSettings(tx)) ?? untilSet;

const setAct = ({ channelIds }: Pick<BotDeps, "channelIds">) =>
  defineAct({
    name: "bot.set",
    title: "Change how the bot answers customers",
    permission: "ai.manage",
    effect: "internal",
    risk: "high",
    compensation: { by: "none", because: "set it back as it was; the audit log shows how" },
    input: botSettingsSchema,
    check: (ctx) => requireSetting(ctx, "ai.manage"),
    run: async (tx, act, input): Promise<BotSettings> => {
      const { wordings } = input;
      if (!wordings.every(disclosesMachine)) throw notDisclosed();
      const places = wordings.map(({ language, channelId }) => `${language} ${channelId}`);
      if (new Set(places).size < places.length) throw saidTwice();
      const known = new Set(await channelIds(tx));
      if (wordings.some(({ channelId }) => channelId !== null && !known.has(channelId)))
        throw unknownChannel();
      const before = await current(tx);
      await saveSettings(tx, input, act.at);
      const images = { before: { ...before }, after: { ...input } };
      const id = act.ctx.workspaceId;
      const change = { object: "bot_settings", id, op: "update", record: null } as const;
      await act.changed(tx, [{ ...change, ...images }]);
      return input;
    },
  });

const shared = {
  tag: "AI models",
  permission: { setting: "ai.manage" },
  limit: "standard",
} as const;

const dayMs = 86_400_000;
/** How long a conversation that the customer called answered must rest to count as resolved. */
const restMs = 3 * dayMs;

async function figures(
  tx: Reader,
  { days, nowMs, answeredByPeople }: { days: number; nowMs: number; answeredByPeople: string },
): Promise<BotFigures> {
  const since = new Date(nowMs - days * dayMs).toISOString();
  const settledBefore = new Date(nowMs - restMs).toISOString();
  const counts = await countTurns(tx, { since, settledBefore, answeredByPeople });
  const reasons = await countBy(tx, "reason", since);
  const rungs = await countBy(tx, "rung", since);
  return {
    days,
    ...counts,
    reasons: reasons.map(({ value: reason, count }) => ({ reason, count })),
    rungs: rungs.map(({ value: rung, count }) => ({ rung, count })),
  };
}

function botRoutes({ db, acts, clock, tryMessage, answeredByPeople }: BotDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path: "/bot/settings",
      operationId: "getBotSettings",
      summary: "Read how the bot answers customers",
      responses: { 200: { description: "As it is now.", schema: botSettingsSchema } },
      handler: async ({ ctx }) => ({ status: 200, body: await current(db.reader(ctx)) }),
    }),
    defineRoute({
      ...shared,
      method: "PUT",
      path: "/bot/settings",
      operationId: "setBotSettings",
      summary: "Change how the bot answers customers",
      body: botSettingsSchema,
      responses: {
        200: { description: "As it is now.", schema: botSettingsSchema, headers: ["Rapport-Act"] },
      },
      handler: async ({ ctx, body }) => {
        const { actId, result } = await acts.perform<BotSettings>(ctx, "bot.set", body);
        return { status: 200, body: result, headers: { "rapport-act": actId } };
      },
    }),
    defineRoute({
      ...shared,
      method: "GET",
      path: "/bot/figures",
      operationId: "getBotFigures",
      summary: "Count what came of the bot's turns",
      query: botFiguresQuerySchema,
      responses: { 200: { description: "Of the last days.", schema: botFiguresSchema } },
      handler: async ({ ctx, query }) => ({
        status: 200,
        body: await figures(db.reader(ctx), {
          days: query.days,
          nowMs: clock.nowMs(),
          answeredByPeople,
        }),
      }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: "/bot/try",
      operationId: "tryBot",
      summary: "See each step of what the bot would do with a message",
      body: botTryInputSchema,
      responses: {
        200: { description: "What it would do; nothing is sent.", schema: botTrySchema },
      },
      handler: async ({ ctx, body }) => ({
        status: 200,
        body: await tryMessage(ctx, await current(db.reader(ctx)), body.text),
      }),
    }),
  ];
}

export function createBot(deps: BotDeps): Bot {
  deps.acts.register(setAct(deps));
  return {
    name: "bot",
    routes: botRoutes(deps),
    settings: readSettings,
    note: async (tx, turn) => void (await saveTurn(tx, turn)),
    sent: async (tx, messageId, at) => void (await markSent(tx, messageId, at)),
    wroteAgain: async (tx, conversationId, at) => {
      const since = new Date(Date.parse(at) - restMs).toISOString();
      await markReopened(tx, { conversationId, at, since });
    },
  };
}
