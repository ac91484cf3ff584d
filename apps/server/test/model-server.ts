// A model server on this machine that speaks OpenAI's protocol over real HTTP, with faults: it waits, answers rubbish,
// asks to slow down, fails, or breaks off in the middle. It counts what it gave, as a provider's bill would.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Fault =
  | { kind: "none" }
  | { kind: "silent" }
  | { kind: "status"; status: number; headers?: Record<string, string> }
  | { kind: "rubbish" }
  | { kind: "filtered" }
  | { kind: "cut"; afterPieces: number };

export interface Asked {
  model: string;
  messages: { role: string; content: string }[];
  max_tokens?: number;
  stream?: boolean;
  response_format?: { type: string };
}

export interface ModelServer {
  port: number;
  host: string;
  baseUrl: string;
  /** What the next calls meet; set anew by tests. */
  fault: Fault;
  answer: (asked: Asked, tookMs: number) => string;
  delayMs: number;
  /** `whole`: of whole answers, not of streams, as some servers do. */
  saysUsage: boolean | "whole";
  /** What it says of the tokens of an answer. */
  tells: (given: Given, text: string) => Given;
  /** Whether it keeps what it was asked. */
  remembers: boolean;
  asked: Asked[];
  keys: (string | undefined)[];
  /** Questions that it met, whatever became of them. */
  met: number;
  /** What it gave so far, and would ask money for. */
  given: { calls: number; inputTokens: number; outputTokens: number };
  close(): Promise<void>;
}

export const tokensOf = (text: string): number => text.split(/\s+/).filter(Boolean).length;

async function bodyOf(request: IncomingMessage): Promise<Asked> {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text) as Asked;
}

const wait = (ms: number) =>
  ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();

function piecesOf(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

interface Given {
  inputTokens: number;
  outputTokens: number;
  /** Of those read. */
  cachedTokens?: number;
}

const usageOf = ({ inputTokens, outputTokens, cachedTokens = 0 }: Given) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  prompt_tokens_details: { cached_tokens: cachedTokens },
});

function sendModels(response: ServerResponse) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ object: "list", data: [{ id: "tiny" }, { id: "large" }] }));
}

const finishOf = ({ kind }: Fault) => (kind === "filtered" ? "content_filter" : "stop");

function sendWhole(
  response: ServerResponse,
  asked: Asked,
  text: string,
  fault: Fault,
  given: Given | null,
) {
  const message = { role: "assistant", content: text };
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      id: "x",
      object: "chat.completion",
      created: 1,
      model: asked.model,
      choices: [{ index: 0, message, finish_reason: finishOf(fault) }],
      ...(given ? { usage: usageOf(given) } : {}),
    }),
  );
}

function chunk(asked: Asked, delta: object, finish: string | null, more: object = {}): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  const body = {
    id: "x",
    object: "chat.completion.chunk",
    created: 1,
    model: asked.model,
    choices,
  };
  return `data: ${JSON.stringify({ ...body, ...more })}\n\n`;
}

async function sendStream(
  response: ServerResponse,
  asked: Asked,
  pieces: string[],
  fault: Fault,
  given: Given | null,
) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const [at, piece] of pieces.entries()) {
    if (fault.kind === "cut" && at >= fault.afterPieces) {
      response.destroy();
      return;
    }
    response.write(chunk(asked, { content: piece }, null));
    await new Promise((resolve) => setImmediate(resolve));
  }
  response.write(chunk(asked, {}, finishOf(fault)));
  if (given) response.write(chunk(asked, {}, null, { choices: [], usage: usageOf(given) }));
  response.end("data: [DONE]\n\n");
}

/** True when that was all. */
function meetsFault(response: ServerResponse, fault: Fault): boolean {
  if (fault.kind !== "silent" && fault.kind !== "rubbish" && fault.kind !== "status") return false;
  if (fault.kind === "silent") return true;
  const isRubbish = fault.kind === "rubbish";
  const headers = isRubbish ? {} : fault.headers;
  response.writeHead(isRubbish ? 200 : fault.status, {
    "content-type": "application/json",
    ...headers,
  });
  const refusal = JSON.stringify({ error: { message: "no", type: "x" } });
  response.end(isRubbish ? "<html>not json" : refusal);
  return true;
}

/** On a free port unless told. */
export async function openModelServer(port = 0): Promise<ModelServer> {
  const self: ModelServer = {
    port: 0,
    host: "",
    baseUrl: "",
    fault: { kind: "none" },
    answer: () => "Hello there.",
    delayMs: 0,
    saysUsage: true,
    tells: (given) => given,
    remembers: true,
    asked: [],
    keys: [],
    met: 0,
    given: { calls: 0, inputTokens: 0, outputTokens: 0 },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };

  const note = <T>(list: T[], item: T) => void (self.remembers && list.push(item));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note(self.keys, request.headers.authorization);
    if (request.url?.endsWith("/models")) {
      sendModels(response);
      return;
    }
    const startedAt = performance.now();
    const asked = await bodyOf(request);
    self.met += 1;
    note(self.asked, asked);
    await wait(self.delayMs);
    if (meetsFault(response, self.fault)) return;
    const text = self.answer(asked, performance.now() - startedAt);
    const given = {
      inputTokens: asked.messages.reduce((sum, { content }) => sum + tokensOf(content), 0),
      outputTokens: tokensOf(text),
    };
    self.given.calls += 1;
    self.given.inputTokens += given.inputTokens;
    self.given.outputTokens += given.outputTokens;
    const isTold = self.saysUsage === true || (self.saysUsage === "whole" && !asked.stream);
    const told = isTold ? self.tells(given, text) : null;
    if (asked.stream) await sendStream(response, asked, piecesOf(text), self.fault, told);
    else sendWhole(response, asked, text, self.fault, told);
  }

  const server: Server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  self.port = (server.address() as AddressInfo).port;
  self.host = `127.0.0.1:${self.port}`;
  self.baseUrl = `http://${self.host}/v1`;
  return self;
}
