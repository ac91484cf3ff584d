// What a client hears whose body nobody reads to its end, over real sockets.
import { once } from "node:events";
import { connect } from "node:net";
import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { acceptFiles, acceptPackedJson } from "./request-body.ts";

let server: FastifyInstance;
let port: number;
const failures: string[] = [];
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
  server.register(async (scope) => {
    acceptFiles(scope, ["application/octet-stream"]);
    scope.post("/read", async ({ body }) => {
      try {
        return { length: await lengthOf(body as Readable) };
      } catch (error) {
        failures.push((error as Error).message);
        throw error;
      }
    });
    scope.post("/refuse", async ({ body }, reply) => {
      await once(body as Readable, "readable");
      return reply.status(401).send({});
    });
  });
  server.register(async (scope) => {
    acceptPackedJson(scope, mostBytes);
    scope.post("/packed", async () => ({}));
  });
  await server.listen({ port: 0, host: "127.0.0.1" });
  port = (server.server.address() as { port: number }).port;
});
afterAll(() => server.close());

/** As a client that sends all before it reads: what does not go out is waited for. */
async function sendAll(
  path: string,
  bytes: number,
  type = "application/octet-stream",
): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.pause();
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${bytes}\r\n\r\n`,
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

it("answers a program whose JSON is too large, after it has sent all of it", async () => {
  const answer = await sendAll("/packed", 40_000_000, "application/json");
  expect(answer).toContain("platform.body_too_large");
});

it("answers a client whose body it looks at and does not read", async () => {
  expect(await sendAll("/refuse", 40_000_000)).toMatch(/^HTTP\/1.1 401/);
});

it("goes on after clients that go away in the middle", async () => {
  failures.length = 0;
  for (const path of ["/read", "/refuse"]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 50000\r\n\r\nfirst`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  }
  await expect.poll(() => failures).toEqual(["The body ended before it was whole."]);
  expect(await sendAll("/read", 10)).toContain('{"length":10}');
});
