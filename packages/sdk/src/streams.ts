// How the streams from and to message brokers stand.
import type { StreamStanding } from "@rapport/contracts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export const createStreamsClient = (transport: Transport) => ({
  /** Those that come in first. Streams are set up by whoever runs the server. */
  list: async (options?: RequestOptions): Promise<StreamStanding[]> =>
    (await transport.get<{ data: StreamStanding[] }>("/event-streams", {}, options)).data,
});
