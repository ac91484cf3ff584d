// What changed, as it happens: a stream that goes on where it was cut, or pages for programs that ask now and then.
// In browsers an EventSource on `url()` does the same with less.
import type { LiveEvent, LivePage } from "@rapport/contracts";
import { partsOf } from "./body.ts";
import type { RequestOptions } from "./options.ts";
import type { Transport } from "./transport.ts";

export interface LiveItem {
  /** Give it back as `after` to go on from here. */
  cursor: string;
  event: LiveEvent;
}

const itemOf = (block: string): LiveItem | null => {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 1).trim());
  }
  const data = fields.get("data");
  if (fields.get("event") !== "rapport" || data === undefined) return null;
  return { cursor: fields.get("id") ?? "", event: JSON.parse(data) as LiveEvent };
};

async function* blocksOf(response: Response, signal?: AbortSignal): AsyncGenerator<string> {
  let text = "";
  for await (const part of partsOf(response, signal)) {
    const blocks = (text + part).split("\n\n");
    text = blocks.pop() ?? "";
    yield* blocks;
  }
}

export const createLiveClient = (transport: Transport) => ({
  /** Address of the stream, for an EventSource. */
  url: (query: { after?: string } = {}): string => transport.url("/live", query),
  /** What happened since `after`; without it, only the cursor of now. */
  page: (query: { after?: string } = {}, options?: RequestOptions): Promise<LivePage> =>
    transport.get<LivePage>("/live", query, options),
  /** One connection, until it ends or the signal says so. The caller opens the next with the last cursor. */
  stream: async function* (
    query: { after?: string } = {},
    options: RequestOptions = {},
  ): AsyncGenerator<LiveItem, void, undefined> {
    const headers = { ...options.headers, accept: "text/event-stream" };
    const response = await transport.stream("/live", { ...options, query, headers });
    for await (const block of blocksOf(response, options.signal)) {
      const item = itemOf(block);
      if (item) yield item;
    }
  },
});
