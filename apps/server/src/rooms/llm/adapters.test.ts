// What goes over the wire to a server that speaks OpenAI's protocol.
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ModelServer, openModelServer } from "../../../test/model-server.ts";
import { createOutbound, type Outbound } from "../../platform/outbound.ts";
import { openModel } from "./adapters.ts";

let server: ModelServer;
let outbound: Outbound;

beforeAll(async () => {
  server = await openModelServer();
  outbound = createOutbound({ allow: [server.host] });
});
afterAll(async () => {
  await server?.close();
  await outbound?.close();
});

it.each([
  ["llama3.2:3b", { max_tokens: 40, temperature: 0 }],
  ["gpt-4.1-mini", { max_tokens: 40, temperature: 0 }],
  ["gpt-oss:20b", { max_tokens: 40, temperature: 0 }],
  ["gpt-5-mini", { max_completion_tokens: 40 }],
  ["o4-mini", { max_completion_tokens: 40 }],
])("%s is told how much it may write in its own way", async (model, told) => {
  const name = { kind: "openai-compatible", name: "x", region: "eu", key: null } as const;
  const endpoint = { ...name, baseUrl: server.baseUrl, isInside: false };
  const handle = await openModel(outbound, endpoint, model);
  const question = {
    messages: [{ role: "user", content: "Hello?" }],
    ...{ maxOutputTokens: 40, schema: null, signal: AbortSignal.timeout(5000) },
  } as const;
  await handle.generate(question);
  for await (const _part of handle.stream(question));
  const asked = server.asked.splice(0) as object[];
  const {
    messages: _messages,
    stream: _stream,
    stream_options: _options,
    ...rest
  } = asked[1] as {
    messages: unknown;
    stream: unknown;
    stream_options: unknown;
  };
  expect(rest).toEqual({ model, ...told });
  expect(asked[0]).toMatchObject(told);
});
