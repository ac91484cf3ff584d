// How satisfied customers are: which channels ask them.
import type { AskingChannel } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export const createSatisfactionClient = (transport: Transport) => ({
  /** All channels, and whether each asks customers when their conversation is closed. */
  channels: async (options?: RequestOptions): Promise<AskingChannel[]> =>
    (await transport.get<{ data: AskingChannel[] }>("/satisfaction/channels", {}, options)).data,
  setAsks: (
    channelId: string,
    asks: boolean,
    options: RequestOptions = {},
  ): Promise<Written<AskingChannel>> =>
    transport.write<AskingChannel>(
      "PUT",
      `/satisfaction/channels/${encodeURIComponent(channelId)}`,
      { ...options, json: { asks } },
    ),
});
