// The OpenAPI document over HTTP. It is the same for everybody and changes with the version only, so it is packed
// once, when it is first asked for, and browsers keep it until its hash changes.
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";

type Packed = { encoding: string; bytes: Buffer };

export function serveDocument(http: FastifyInstance, document: unknown): void {
  const text = JSON.stringify(document);
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const packed = new Map<string, Packed>();

  const pack = (encoding: "br" | "gzip"): Packed => {
    const known = packed.get(encoding);
    if (known) return known;
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
    const bytes = encoding === "br" ? brotliCompressSync(text, quality) : gzipSync(text);
    const made = { encoding, bytes };
    packed.set(encoding, made);
    return made;
  };

  const wanted = (accepted: string): Packed | null => {
    if (/\bbr\b/.test(accepted)) return pack("br");
    return /\bgzip\b/.test(accepted) ? pack("gzip") : null;
  };

  http.get("/api/openapi.json", (request, reply) => {
    reply.headers({ etag, "cache-control": "no-cache", vary: "accept-encoding" });
    if (request.headers["if-none-match"] === etag) return reply.status(304).send();
    reply.type("application/json");
    const answer = wanted(String(request.headers["accept-encoding"] ?? ""));
    if (!answer) return reply.send(text);
    return reply.header("content-encoding", answer.encoding).send(answer.bytes);
  });
}
