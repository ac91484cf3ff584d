// Streams that their caller leaves, and streams that break off.
import { describe, expect, it } from "vitest";
import { ConnectionError, createClient } from "./index.ts";

const LIVE = 'id: 1\nevent: rapport\ndata: {"type":"resync"}\n\n';
const LINES = '{"id":"a"}\n{"id":"b"}\n{"i';

/** A client whose one answer begins with `text` and then, as told, stays open or breaks. */
const streaming = (text: string, then: "open" | "broken") => {
  const seen = { cancelled: false };
  let isSent = false;
  const answer = (signal: AbortSignal | null | undefined): Response => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
      },
      pull: (controller) => {
        if (!isSent) controller.enqueue(new TextEncoder().encode(text));
        else if (then === "broken") controller.error(new TypeError("terminated"));
        isSent = true;
      },
      cancel: () => {
        seen.cancelled = true;
      },
    });
    return new Response(body);
  };
  const fetch = async (_url: unknown, init: RequestInit = {}) => answer(init.signal);
  return { seen, client: createClient({ baseUrl: "http://crm.test", fetch }) };
};

type Options = { signal?: AbortSignal };
const kinds = [
  {
    name: "what happens",
    text: LIVE,
    read: ({ client }: ReturnType<typeof streaming>, options?: Options) =>
      client.live.stream({}, options),
  },
  {
    name: "an export",
    text: LINES,
    read: ({ client }: ReturnType<typeof streaming>, options?: Options) =>
      client.records("people").exportRecords({}, options),
  },
];

describe.each(kinds)("a stream of $name", ({ text, read }) => {
  it("is cancelled when the caller leaves the loop", async () => {
    const one = streaming(text, "open");
    for await (const _item of read(one)) break;
    expect(one.seen.cancelled).toBe(true);
  });

  it("is an error of the client when it breaks off", async () => {
    const items: unknown[] = [];
    const all = async (): Promise<void> => {
      for await (const item of read(streaming(text, "broken"))) items.push(item);
    };
    const error = await all().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "sdk.unreachable", status: 0, isUnreachable: true });
    expect(items.length).toBeGreaterThan(0);
  });

  it("rejects with the reason of the caller's signal", async () => {
    const stop = new AbortController();
    const reason = new Error("The user left.");
    const all = async (): Promise<void> => {
      for await (const _item of read(streaming(text, "open"), { signal: stop.signal }))
        setTimeout(() => stop.abort(reason), 5);
    };
    expect(await all().catch((thrown: unknown) => thrown)).toBe(reason);
  });
});
