// Visitors' streams, and clients on a bad line: each message once, in order, whatever breaks off.
import {
  createVisitorChat,
  openVisitorSession,
  type VisitorMessage,
  type VisitorSession,
} from "@rapport/sdk/visitor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as, openWidgetGround, shop, type WidgetGround } from "../../../test/widget-ground.ts";
import { systemContext } from "../../platform/context.ts";
import { newId } from "../../platform/ids.ts";

let ground: WidgetGround;
let { chat, open, tokenOf, conversationsOf, reply, server } = {} as WidgetGround;
beforeAll(async () => {
  ground = await openWidgetGround();
  ({ chat, open, tokenOf, conversationsOf, reply, server } = ground);
});
afterAll(() => ground?.close());

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let tries = 0; tries < 400 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(holds(), what).toBe(true);
};

type Ask = typeof fetch;

async function visitor(key: string, ask: Ask = fetch) {
  const seen: VisitorMessage[] = [];
  let sessions = 0;
  const client = createVisitorChat({
    server,
    fetch: ask,
    origin: "null",
    session: async (): Promise<VisitorSession> => {
      sessions += 1;
      return (await open(key, { visitor: kept })).body;
    },
    onMessage: (message) => void seen.push(message),
  });
  const kept = (await open(key)).body.visitor as string;
  client.start();
  return { client, seen, sessions: () => sessions };
}

describe("a stream", () => {
  it("brings each message once and in order, also what came while nobody listened", async () => {
    const { id, key } = await chat();
    const { client, seen } = await visitor(key);
    client.send({ id: newId(), text: "one" });
    await until(() => seen.length === 1, "the first is back");
    await reply(id, "two");
    await until(() => seen.length === 2, "the answer came");
    client.stop();
    client.send({ id: newId(), text: "three" });
    await ground.app.conversations.handOver(
      systemContext(ground.workspaceId, "request", "system"),
      (await conversationsOf(id))[0]!.id,
      { reason: "test", summary: null },
    );
    client.start();
    await until(() => seen.length === 3, "the third came");
    client.stop();
    expect(seen.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("begins before there is a conversation, and is there when there is one", async () => {
    const { key } = await chat();
    const first = await visitor(key);
    await new Promise((resolve) => setTimeout(resolve, 200));
    first.client.send({ id: newId(), text: "hello" });
    await until(() => first.seen.length === 1, "told");
    first.client.stop();
  });

  it("ends when its token does, and goes on with the next", async () => {
    const { key } = await chat();
    const { client, seen, sessions } = await visitor(key);
    client.send({ id: newId(), text: "before" });
    await until(() => seen.length === 1, "told");
    ground.advance(16 * 60_000);
    await until(() => sessions() === 2, "a new session");
    client.send({ id: newId(), text: "after" });
    await until(() => seen.length === 2, "told again");
    client.stop();
  });

  it("is one of six at most", async () => {
    const { key } = await chat();
    const token = await tokenOf(key);
    const stops: AbortController[] = [];
    const statuses: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      const stop = new AbortController();
      stops.push(stop);
      const headers = { ...as(token), accept: "text/event-stream" };
      const answer = await fetch(`${server}/api/v1/widget/messages`, {
        headers,
        signal: stop.signal,
      });
      statuses.push(answer.status);
    }
    for (const stop of stops) stop.abort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });
});

describe("on a bad line", () => {
  /** Every third call fails: before it is sent, after it was taken, or in the middle of the stream. */
  function badLine(): Ask {
    let calls = 0;
    return async (input, init) => {
      calls += 1;
      if (calls % 3 === 0) throw new TypeError("no line");
      const answer = await fetch(input, init);
      const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream");
      if (calls % 3 === 1 && !isStream) {
        await answer.text();
        throw new TypeError("lost the answer");
      }
      return answer;
    };
  }

  it("nothing is lost, doubled or out of order", async () => {
    const { key } = await chat();
    const { client, seen } = await visitor(key, badLine());
    const texts = Array.from({ length: 12 }, (_none, at) => `message ${at}`);
    for (const text of texts) client.send({ id: newId(), text });
    await until(() => seen.length >= texts.length, "all came");
    client.stop();
    expect(seen.map(({ text }) => text)).toEqual(texts);
    expect(seen.map(({ seq }) => seq)).toEqual(texts.map((_text, at) => at + 1));
  }, 60_000);

  it("a refused message says so and holds up none", async () => {
    const { key } = await chat();
    const kept = (await open(key)).body.visitor;
    const refused: string[] = [];
    const seen: string[] = [];
    const client = createVisitorChat({
      ...{ server, origin: "null" },
      session: () => openVisitorSession({ server, key, visitor: kept, origin: shop }),
      onMessage: ({ text }) => void seen.push(text),
      onRefused: ({ text }, { status }) => void refused.push(`${status} ${text.length}`),
    });
    client.start();
    client.send({ id: newId(), text: "x".repeat(5000) });
    client.send({ id: newId(), text: "good" });
    await until(() => seen.length === 1, "the good one came");
    client.stop();
    expect([refused, seen]).toEqual([["422 5000"], ["good"]]);
  });
});
