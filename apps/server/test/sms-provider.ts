// A provider of text messages on this machine, as far as the adapter knows one: takes `POST /messages` with a bearer
// token, keeps each Idempotency-Key once, and misbehaves when it is told to.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Sent {
  key: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of all shapes
  body: any;
  headers: Record<string, string>;
  text: string;
}

export type Mood = { status: number } | "silent" | "drop";

export interface Provider {
  host: string;
  url: string;
  /** What it took, each once. */
  sent: Sent[];
  /** How often it was called. */
  calls: number;
  /** How it answers from now on; null: as it should. */
  mood: Mood | null;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

export async function openProvider(token: string | null = "provider-token"): Promise<Provider> {
  const provider: Omit<Provider, "host" | "url" | "close"> = { sent: [], calls: 0, mood: null };
  const server = createServer((request, response) => {
    textOf(request).then(
      (text) => answer(request, response, text),
      () => undefined,
    );
  });

  function answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    provider.calls += 1;
    const headers = request.headers as Record<string, string>;
    const key = headers["idempotency-key"] ?? headers["webhook-id"] ?? "";
    if (provider.mood === "silent") return;
    if (provider.mood === "drop") return void request.socket.destroy();
    if (provider.mood) return void response.writeHead(provider.mood.status).end("{}");
    if (token !== null && headers.authorization !== `Bearer ${token}`)
      return void response.writeHead(401).end("{}");
    if (!provider.sent.some((one) => one.key === key))
      provider.sent.push({ key, body: JSON.parse(text), headers, text });
    response.writeHead(201, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: `provider-${key}` }));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(provider, {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
