// The chat's files for websites: the loader that pages name, the frame that it opens, and a page to try it on. They are
// small, so they are kept packed in memory. The frame is the only document of ours that others may show, and only those
// websites that its channel lists.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export interface WidgetFiles {
  /** Ends in a slash; nothing is served when it was not built. */
  folder: string;
  /** Websites that may show this widget's frame; null: there is no such widget. */
  frameAncestors(key: string): Promise<readonly string[] | null>;
  /** The widget of the page to try it on when none is named. */
  demoKey(): Promise<string | null>;
}

interface Packed {
  type: string;
  etag: string;
  bytes: Record<"br" | "gzip" | "identity", Buffer>;
}

const types = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" } as const;
const forEver = "public, max-age=31536000, immutable";
/** Websites name the loader without a version. */
const fiveMinutes = "public, max-age=300";

function pack(folder: string, name: string): Packed {
  const identity = readFileSync(`${folder}${name}`);
  const hash = createHash("sha256").update(identity).digest("base64url").slice(0, 16);
  const type = types[name.endsWith(".css") ? "css" : "js"];
  const bytes = { identity, br: brotliCompressSync(identity), gzip: gzipSync(identity) };
  return { type, etag: `"${hash}"`, bytes };
}

function send(request: FastifyRequest, reply: FastifyReply, file: Packed, kept: string) {
  const { etag, bytes, type } = file;
  const headers = { etag, "cache-control": kept, vary: "accept-encoding" };
  reply.headers({ ...headers, "cross-origin-resource-policy": "cross-origin" });
  if (request.headers["if-none-match"] === etag) return reply.status(304).send();
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = (["br", "gzip"] as const).find((one) =>
    new RegExp(`\\b${one}\\b`).test(accepted),
  );
  if (encoding) reply.header("content-encoding", encoding);
  return reply.type(type).send(bytes[encoding ?? "identity"]);
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const page = (title: string, head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body>${body}</body></html>`;

/** It runs our two files and talks to this server; it shows nothing from anywhere. */
const framePolicy = (ancestors: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors 'self' ${ancestors.join(" ")}`.trim(),
  ].join("; ");

const demoBody = (key: string | null): string =>
  key === null
    ? `<main><h1>There is no chat to try yet</h1><p>Set one up under <a href="/settings/channels">Settings → Channels</a>, then open its test page.</p></main>`
    : `<main><p class="site">Nordwind Supply</p><h1>A page like one of yours</h1><p>The button in the corner opens the chat that your customers would see. Write a message there, and answer it in the <a href="/inbox" target="_blank" rel="noopener">inbox</a>.</p><p>This is all that a website needs:</p><pre tabindex="0"><code>${escaped(`<script async src="https://your-server/widget.js" data-key="${key}"></script>`)}</code></pre></main><script async src="/widget.js" data-key="${escaped(key)}"></script>`;

export function serveWidgetFiles(http: FastifyInstance, files: WidgetFiles): void {
  const { folder } = files;
  if (!existsSync(`${folder}loader.js`)) return;
  const [loader, frameScript, frameStyle, demoStyle] = [
    ...["loader.js", "frame.js", "frame.css", "demo.css"].map((name) => pack(folder, name)),
  ] as [Packed, Packed, Packed, Packed];
  const version = (file: Packed) => file.etag.replaceAll('"', "");
  const frame = page(
    "Chat",
    `<link rel="stylesheet" href="/widget/frame.css?v=${version(frameStyle)}"><script defer src="/widget/frame.js?v=${version(frameScript)}"></script>`,
    "",
  );
  http.get("/widget.js", (request, reply) => send(request, reply, loader, fiveMinutes));
  http.get("/widget/frame.js", (request, reply) => send(request, reply, frameScript, forEver));
  http.get("/widget/frame.css", (request, reply) => send(request, reply, frameStyle, forEver));
  http.get("/widget/demo.css", (request, reply) => send(request, reply, demoStyle, fiveMinutes));
  http.get<{ Params: { key: string } }>("/widget/frame/:key", async (request, reply) => {
    const ancestors = await files.frameAncestors(request.params.key);
    if (ancestors === null) return reply.callNotFound();
    reply.removeHeader("x-frame-options").header("content-security-policy", framePolicy(ancestors));
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(frame);
  });
  http.get<{ Querystring: { key?: string } }>("/demo/widget", async (request, reply) => {
    const named = String(request.query.key ?? "");
    const key = /^wgt_[\w-]{16}$/.test(named) ? named : await files.demoKey();
    const html = page(
      "Try the chat",
      '<link rel="stylesheet" href="/widget/demo.css">',
      demoBody(key),
    );
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(html);
  });
}
