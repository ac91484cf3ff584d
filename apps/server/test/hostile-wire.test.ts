// What is wrong on the wire itself, over real sockets; and the headers that every answer carries.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostileGround, openHostileGround } from "./hostile-ground.ts";

let ground: HostileGround;

beforeAll(async () => {
  ground = await openHostileGround();
});

afterAll(() => ground?.close());

describe("on the wire", () => {
  const host = "Host: localhost";
  const lines: [name: string, bytes: string, answer: RegExp][] = [
    ["what is no HTTP", "HELO mail.example\r\n\r\n", /^HTTP\/1\.1 400 /],
    [
      "a header without a name",
      `GET /api/v1/me HTTP/1.1\r\n${host}\r\n: x\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      "a line break in a header",
      `GET /api/v1/me HTTP/1.1\r\n${host}\r\nX-A: b\nc\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      "two lengths",
      `POST /api/v1/people HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      "a length and chunks",
      `POST /api/v1/people HTTP/1.1\r\n${host}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [
      "headers of a megabyte",
      `GET /api/v1/me HTTP/1.1\r\n${host}\r\nX-A: ${"a".repeat(1_000_000)}\r\n\r\n`,
      /^HTTP\/1\.1 431 /,
    ],
    [
      "a climb out of the folder",
      `GET /../../../../etc/passwd HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 (200|400|404) (?![\s\S]*root:)/,
    ],
    [
      "the same, encoded",
      `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 (200|400|404) (?![\s\S]*root:)/,
    ],
    [
      "the same with backslashes",
      `GET /assets/..\\..\\..\\package.json HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      /^HTTP\/1\.1 (400|404) /,
    ],
  ];

  it.each(lines)("%s", async (_name, bytes, expected) => {
    expect(await ground.raw(bytes)).toMatch(expected);
  });

  it("gives no request an id that could carry a header of its own", async () => {
    const answer = await ground.raw(
      `GET /api/v1/me HTTP/1.1\r\n${host}\r\nX-Request-Id: a%0d%0aSet-Cookie:x=1\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.toLowerCase()).not.toContain("set-cookie");
    expect(answer).toMatch(/x-request-id: [0-9a-f]{32}/);
  });
});

describe("headers that keep a browser safe", () => {
  it("let an answer of the API do nothing, and be kept nowhere", async () => {
    const { headers } = await ground.send({ method: "GET", path: "/me" });
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
    expect(headers["strict-transport-security"]).toBeUndefined();
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("let a page run only what this server sends", async () => {
    const page = await ground.app.http.inject({ method: "GET", url: "/people" });
    expect(page.headers["content-security-policy"]).toMatch(
      /script-src 'self'; .*frame-ancestors 'none'; base-uri 'none'/,
    );
    expect(page.headers["permissions-policy"]).toContain("camera=()");
  });
});
