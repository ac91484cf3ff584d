// What a client hears whose body nobody reads to its end, over real sockets.
import { once } from "node:events";
import { connect } from "node:net";
import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptFiles } from "./request-body.ts";

let server: FastifyInstance;
let port: number;
const mostBytes = 100_000;

async function lengthOf(body: Readable): Promise<number> {
  let length = 0;
  for await (const part of body) {
    length += (part as Buffer).length;
    if (length > mostBytes) throw Object.assign(new Error("too large"), { statusCode: 413 });
  }
  return length;
}

beforeAll(async () => {
  server = fastify({ bodyLimit: 1e9 });
  acceptFiles(server, ["application/octet-stream"]);
  server.post("/read", async ({ body }) => ({ length: await lengthOf(body as Readable) }));
  server.post("/refuse", async (_request, reply) => reply.status(401).send({}));
  await server.listen({ port: 0, host: "127.0.0.1" });
  port = (server.server.address() as { port: number }).port;
});
afterAll(() => server.close());

/** As a client that sends all before it reads: what does not go out is waited for. */
async function sendAll(path: string, bytes: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.pause();
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${bytes}\r\n\r\n`,
  );
  const part = Buffer.alloc(1_000_000);
  for (let sent = 0; sent < bytes; sent += part.length)
    if (!socket.write(part.subarray(0, Math.min(part.length, bytes - sent))))
      await once(socket, "drain");
  let answer = "";
  for await (const text of socket.setEncoding("utf8")) {
    answer += text;
    if (answer.endsWith("}")) break;
  }
  return answer;
}

it("reads what is within bounds", async () => {
  expect(await sendAll("/read", mostBytes)).toContain(`{"length":${mostBytes}}`);
});

it("answers a client that sends too much, after it has sent all of it", async () => {
  expect(await sendAll("/read", 40_000_000)).toMatch(/^HTTP\/1.1 413/);
});

it("answers a client whose body it does not look at", async () => {
  expect(await sendAll("/refuse", 40_000_000)).toMatch(/^HTTP\/1.1 401/);
});

it("goes on after clients that go away in the middle", async () => {
  for (const path of ["/read", "/refuse"]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 50000\r\n\r\nfirst`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  }
  expect(await sendAll("/read", 10)).toContain('{"length":10}');
});
