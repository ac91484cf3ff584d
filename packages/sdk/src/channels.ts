// Channels: by which ways customers write, and what went through each of them.
import type {
  Channel,
  ChannelChange,
  ChannelInput,
  ChannelTest,
  ChannelTraffic,
  ChannelWithSecrets,
  Page,
  RotateChannel,
  TrafficOutcome,
} from "@rapport/contracts";
import { ifMatch, type RequestOptions, type VersionOption } from "./options.ts";
import type { Transport, Written } from "./transport.ts";

export interface TrafficQuery {
  limit?: number;
  cursor?: string;
  outcome?: TrafficOutcome;
}

export const createChannelsClient = (transport: Transport) => {
  const at = (id: string): string => `/channels/${encodeURIComponent(id)}`;
  const post = <T>(path: string, json: unknown, options: RequestOptions = {}) =>
    transport.write<T>("POST", path, { ...options, ...(json === undefined ? {} : { json }) });
  return {
    /** All of them, and how they fare, oldest first. */
    list: async (options?: RequestOptions): Promise<Channel[]> =>
      (await transport.get<{ data: Channel[] }>("/channels", {}, options)).data,
    get: (id: string, options?: RequestOptions): Promise<Channel> =>
      transport.get<Channel>(at(id), {}, options),
    /** Key and secret are in this answer and never again. */
    create: (data: ChannelInput, options?: RequestOptions): Promise<Written<ChannelWithSecrets>> =>
      post<ChannelWithSecrets>("/channels", data, options),
    /** With `version`, rejects with a VersionConflictError when someone changed it meanwhile. */
    update: (
      id: string,
      data: ChannelChange,
      { version, ...options }: RequestOptions & VersionOption = {},
    ): Promise<Written<Channel>> =>
      transport.write<Channel>("PATCH", at(id), {
        ...options,
        json: data,
        headers: { ...options.headers, ...(version === undefined ? {} : ifMatch({ version })) },
      }),
    /** Its conversations stay. */
    remove: async (id: string, options?: RequestOptions): Promise<Written<null>> => {
      const { actId } = await transport.write("DELETE", at(id), options);
      return { data: null, actId };
    },
    pause: (id: string, options?: RequestOptions): Promise<Written<Channel>> =>
      post<Channel>(`${at(id)}/pause`, undefined, options),
    resume: (id: string, options?: RequestOptions): Promise<Written<Channel>> =>
      post<Channel>(`${at(id)}/resume`, undefined, options),
    /** The former one does not hold any more. */
    rotate: (
      id: string,
      what: RotateChannel["what"],
      options?: RequestOptions,
    ): Promise<Written<ChannelWithSecrets>> =>
      post<ChannelWithSecrets>(`${at(id)}/rotate`, { what }, options),
    /** Sends a test message now, once; answers what became of it. */
    test: async (
      id: string,
      wished: { to?: string } = {},
      options?: RequestOptions,
    ): Promise<ChannelTest> => (await post<ChannelTest>(`${at(id)}/test`, wished, options)).data,
    /** One page of what went through it, newest first. */
    traffic: (
      id: string,
      query: TrafficQuery = {},
      options?: RequestOptions,
    ): Promise<Page<ChannelTraffic>> =>
      transport.get<Page<ChannelTraffic>>(`${at(id)}/traffic`, { ...query }, options),
  };
};
