// A receiver of webhooks on this machine: keeps what it gets, and answers as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  id: string;
  headers: Record<string, string>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of all shapes
  body: any;
  path: string;
}

export type Answering = (received: Received, response: ServerResponse) => void;

export interface Receiver {
  /** host:port, as RAPPORT_OUTBOUND_ALLOW takes it. */
  host: string;
  /** Without the path. */
  origin: string;
  received: Received[];
  /** What is sent elsewhere is told to be gone: left over from another test. */
  path: string;
  /** Answers 200 unless told. */
  answer: Answering;
  close(): Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}, text = ""): Answering =>
  (_received, response) => {
    response.writeHead(status, headers).end(text);
  };

export async function openReceiver(): Promise<Receiver> {
  const receiver: Omit<Receiver, "host" | "origin" | "close"> = {
    received: [],
    path: "/hook",
    answer: answerWith(200, {}, "thanks"),
  };
  const server = createServer((request, response) => {
    textOf(request).then(
      (text) => {
        const headers = request.headers as Record<string, string>;
        const id = headers["webhook-id"] ?? "";
        const got = { id, headers, text, body: JSON.parse(text), path: request.url ?? "" };
        if (got.path !== receiver.path) return void response.writeHead(410).end();
        receiver.received.push(got);
        receiver.answer(got, response);
      },
      () => undefined,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    host: `127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
