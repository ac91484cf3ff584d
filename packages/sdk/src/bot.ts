// The bot that answers customers: its settings, its figures, and a trial of it.
import type { BotFigures, BotSettings, BotTry } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createBotClient = (transport: Transport) => ({
  settings: (options?: RequestOptions): Promise<BotSettings> =>
    transport.get<BotSettings>("/bot/settings", {}, options),
  setSettings: (data: BotSettings, options: RequestOptions = {}): Promise<Written<BotSettings>> =>
    transport.write<BotSettings>("PUT", "/bot/settings", { ...options, json: data }),
  /** What it would do with a first message, step by step; nothing is sent. */
  tryMessage: async (text: string, options: RequestOptions = {}): Promise<BotTry> =>
    (await transport.write<BotTry>("POST", "/bot/try", { ...options, json: { text } })).data,
  /** What came of its turns in the last days. */
  figures: (days = 30, options?: RequestOptions): Promise<BotFigures> =>
    transport.get<BotFigures>("/bot/figures", { days }, options),
});
