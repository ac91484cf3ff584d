// A speech model server on this machine: OpenAI's /v1/audio/transcriptions over real HTTP, with faults. It reads the form
// as any server does, and keeps what it was sent.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface HeardForm {
  path: string;
  key: string | undefined;
  fields: Record<string, string>;
  file: { name: string; type: string; bytes: Uint8Array };
}

export interface SpeechReply {
  status?: number;
  headers?: Record<string, string>;
  /** An object goes as JSON, a text as it is. */
  body: unknown;
}

export interface SpeechServer {
  host: string;
  baseUrl: string;
  /** What the next recordings meet, counted from 1; null: nothing is ever answered. */
  reply: (form: HeardForm, count: number) => SpeechReply | null;
  delayMs: number;
  heard: HeardForm[];
  /** Of whatever asks for something else, such as the list of models or a chat. */
  otherPaths: string[];
  close(): Promise<void>;
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  return new Uint8Array(Buffer.concat(parts));
}

async function formOf(request: IncomingMessage): Promise<HeardForm> {
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const form = await new Response(await bytesOf(request), { headers }).formData();
  const fields: Record<string, string> = {};
  const file = { name: "", type: "", bytes: new Uint8Array() };
  for (const [name, value] of form.entries()) {
    if (typeof value === "string") fields[name] = value;
    else {
      Object.assign(file, { name: value.name, type: value.type });
      file.bytes = new Uint8Array(await value.arrayBuffer());
    }
  }
  return { path: request.url ?? "", key: request.headers.authorization, fields, file };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function openSpeechServer(): Promise<SpeechServer> {
  let count = 0;
  const self: SpeechServer = {
    host: "",
    baseUrl: "",
    reply: () => ({ body: { text: "Hello, this is Anna." } }),
    delayMs: 0,
    heard: [],
    otherPaths: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.endsWith("/audio/transcriptions")) {
      self.otherPaths.push(request.url ?? "");
      response.writeHead(404).end();
      return;
    }
    const form = await formOf(request);
    self.heard.push(form);
    count += 1;
    const reply = self.reply(form, count);
    if (self.delayMs > 0) await wait(self.delayMs);
    if (reply === null) return;
    const { status = 200, headers, body } = reply;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  self.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  self.baseUrl = `http://${self.host}/v1`;
  return self;
}
