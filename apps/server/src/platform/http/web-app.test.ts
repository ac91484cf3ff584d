// The web app's files over HTTP: which are kept, which copies are sent, what a page may do.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { silentLogger } from "../logger.ts";
import { createTelemetry } from "../telemetry.ts";
import { serveFormPages } from "./form-pages.ts";
import { createHttpServer } from "./server.ts";
import { serveWebApp } from "./web-app.ts";
import { serveWidgetFiles } from "./widget-files.ts";

const script = "console.log('rapport');".repeat(100);
let folder: string;
let widgetFolder: string;
let http: FastifyInstance;

beforeAll(async () => {
  folder = `${mkdtempSync(join(tmpdir(), "rapport-web-"))}/`;
  mkdirSync(`${folder}assets`);
  writeFileSync(`${folder}index.html`, "<!doctype html><title>Rapport</title>");
  writeFileSync(`${folder}icon.svg`, "<svg xmlns='http://www.w3.org/2000/svg'/>");
  writeFileSync(`${folder}assets/app-1a2b3c.js`, script);
  writeFileSync(`${folder}assets/app-1a2b3c.js.br`, brotliCompressSync(script));
  http = createHttpServer({
    clock: systemClock,
    logger: silentLogger,
    telemetry: createTelemetry(),
    publicUrl: "https://crm.example",
    maxBodyBytes: 1000,
    maxUploadBytes: 1000,
    authenticate: async () => null,
  });
  const rated = async () => ({ status: 200, lang: "en", title: "Rate", body: "<main></main>" });
  const page = { path: "/rate/:token", show: rated, take: rated };
  serveFormPages(http, { clock: systemClock, pages: [page] });
  widgetFolder = `${mkdtempSync(join(tmpdir(), "rapport-widget-"))}/`;
  for (const name of ["loader.js", "frame.js", "frame.css", "demo.css"])
    writeFileSync(`${widgetFolder}${name}`, "");
  serveWidgetFiles(http, {
    folder: widgetFolder,
    frameAncestors: async () => ["https://shop.example"],
    demoKey: async () => null,
  });
  serveWebApp(http, { folder, sessionCookieName: "session" });
  await http.ready();
});

afterAll(async () => {
  await http.close();
  for (const one of [folder, widgetFolder]) rmSync(one, { recursive: true, force: true });
});

const get = (url: string, headers: Record<string, string> = {}) =>
  http.inject({ method: "GET", url, headers });

it("answers every screen's address with the page, which is asked for again each time", async () => {
  const page = await get("/people/01900000-0000-7000-8000-000000000001");
  expect([page.statusCode, page.headers["cache-control"]]).toEqual([200, "no-cache"]);
  expect(page.body).toContain("<title>Rapport</title>");
  const again = await get("/", { "if-none-match": String(page.headers.etag) });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

it("names what the app asks for first to those who have a session, and to nobody else", async () => {
  const known = await get("/o/people", { cookie: "a=1; session=abc" });
  expect(known.headers.link).toContain("</api/v1/me>; rel=preload; as=fetch");
  expect((await get("/o/people", { cookie: "a=1" })).headers.link).toBeUndefined();
});

it.each(["/api/docs", "/api/docs?op=listPeople", "/docs/problems"])(
  "has a page at %s, under the policy of pages",
  async (url) => {
    const page = await get(url);
    expect([page.statusCode, page.headers["cache-control"]]).toEqual([200, "no-cache"]);
    expect(page.headers["content-security-policy"]).toContain("script-src 'self';");
  },
);

it("answers a body that is too large on a connection that stays, so that whoever still sends it hears", async () => {
  const headers = { "content-type": "application/json" };
  const answer = await http.inject({
    method: "POST",
    url: "/api/docs/try",
    headers,
    payload: "x".repeat(1001),
  });
  expect([answer.statusCode, answer.json().code]).toEqual([413, "platform.body_too_large"]);
  expect(answer.headers.connection).not.toBe("close");
});

it("lets a page run only what this server sends, and only by https where people come by it", async () => {
  const { headers } = await get("/");
  expect(headers["content-security-policy"]).toMatch(/^default-src 'self'; script-src 'self'; /);
  expect(headers["content-security-policy"]).toMatch(/frame-ancestors 'none'; base-uri 'none'/);
  expect(headers["strict-transport-security"]).toContain("max-age=31536000");
  expect(headers["permissions-policy"]).toContain("camera=()");
});

it("lets the app's own page use the microphone, and nothing else", async () => {
  const policyAt = async (url: string) => String((await get(url)).headers["permissions-policy"]);
  expect(await policyAt("/inbox")).toMatch(/camera=\(\), .*microphone=\(self\)$/);
  const others = ["/rate/one", "/widget/frame/one", "/demo/widget", "/assets/app-1a2b3c.js"];
  for (const url of [...others, "/api/v1/nothing"])
    expect(await policyAt(url), url).toMatch(/camera=\(\), .*microphone=\(\)$/);
  expect((await get("/rate/one")).body).toContain("<title>Rate</title>");
  expect((await get("/widget/frame/one")).body).toContain("<title>Chat</title>");
});

it("sends the copy that the build compressed to those who can read it", async () => {
  const packed = await get("/assets/app-1a2b3c.js", { "accept-encoding": "gzip, br" });
  expect([packed.headers["content-encoding"], packed.headers["cache-control"]]).toEqual([
    "br",
    "public, max-age=31536000, immutable",
  ]);
  expect(brotliDecompressSync(packed.rawPayload).toString()).toBe(script);
  expect(packed.headers["content-type"]).toContain("javascript");
  const plain = await get("/assets/app-1a2b3c.js");
  expect([plain.headers["content-encoding"], plain.body]).toEqual([undefined, script]);
});

it.each([
  "/api/nothing",
  "/api/docs/nothing",
  "/assets/gone-1a2b3c.js",
  "/metrics/nothing",
  "/assets/..%2f..%2fpackage.json",
])("has no page at %s", async (url) => {
  const answer = await get(url);
  expect(answer.headers["content-type"]).toContain("application/problem+json");
  expect(answer.statusCode).toBe(404);
});
