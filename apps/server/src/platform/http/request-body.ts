// What a request may bring along. JSON must be valid UTF-8 and valid JSON, and may not name a prototype;
// everything else is refused with 415, save on routes that take a file, which get its bytes as a stream.
// Of a key that is there twice the last one counts, as in every JavaScript.
import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { PassThrough, Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { AppError } from "../errors.ts";

const badText = new AppError(
  "invalid",
  "platform.bad_request",
  "The body is not valid UTF-8. Encode it as UTF-8 and send it again.",
);
const maxDepth = 64;
/** Of programs' batches, whose messages are looked at one by one: no more than what recurses can bear. */
const maxPackedDepth = 1000;

const tooDeep = (most: number) =>
  new AppError("invalid", "platform.too_deep", `The body is nested more than ${most} levels deep.`);

const gunzipAll = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

const quote = 34;
const backslash = 92;

/** Index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote)
    at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

/** Looks at the text, so that deep input never comes near code that recurses. */
function isDeep(text: string, most = maxDepth): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

export function acceptJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined);
      if (!isUtf8(body)) return done(badText);
      const text = body.toString("utf8");
      return isDeep(text) ? done(tooDeep(maxDepth)) : parse(request, text, done);
    },
  );
}

/** A client may go on so long after its answer; then the connection is closed. */
const longestRestMs = 60_000;

const wentAway = () =>
  new AppError("invalid", "platform.bad_request", "The body ended before it was whole.");

/**
 * The bytes of a request. Whoever ends it early leaves the rest to be read and thrown away: a client that is still
 * sending would never hear the answer.
 */
function unreadBody(payload: IncomingMessage): Readable {
  const body = new PassThrough();
  // Whoever reads it hears of it; where nobody does, it is no fault of the server.
  body.on("error", () => undefined);
  payload.pipe(body);
  payload.once("close", () => {
    if (!payload.complete) body.destroy(wentAway());
  });
  body.once("close", () => {
    if (payload.complete) return;
    const limit = setTimeout(() => payload.destroy(), longestRestMs).unref();
    payload.once("close", () => clearTimeout(limit));
    payload.resume();
  });
  return body;
}

/** In the scope of routes that take files: their bytes, unread. */
export function acceptFiles(server: FastifyInstance, mediaTypes: readonly string[]): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...mediaTypes], (_request, payload, done) =>
    done(null, unreadBody(payload)),
  );
  server.addHook("onResponse", async ({ body }) => {
    if (body instanceof Readable) body.destroy();
  });
}

const tooLarge = new AppError(
  "too-large",
  "platform.body_too_large",
  "The body is too large. Split it, or use an import.",
);
const badPacking = new AppError(
  "invalid",
  "platform.bad_request",
  "The body is not what its Content-Encoding says; gzip is understood.",
);

/** Of what is too large nothing is kept, and yet it is read to its end: the connection closes with the answer. */
async function gathered(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of chunks) {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
    else parts.length = 0;
  }
  if (bytes > maxBytes) throw tooLarge;
  return Buffer.concat(parts);
}

/** What is packed is counted as it comes out, so that a small body cannot become a large one. */
async function unpacked(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  const body = await gathered(unreadBody(request), maxBytes);
  if (encoding === "identity") return body;
  if (encoding !== "gzip") throw badPacking;
  return gunzipAll(body, { maxOutputLength: maxBytes }).catch((error: { code?: string }) => {
    throw error.code === "ERR_BUFFER_TOO_LARGE" ? tooLarge : badPacking;
  });
}

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw badText;
  const text = body.toString("utf8");
  if (isDeep(text, maxPackedDepth)) throw tooDeep(maxPackedDepth);
  try {
    // A key that names the prototype is a key like any other here: nothing merges these values.
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid", "platform.bad_request", "The body is not valid JSON.");
  }
}

/** In the scope of routes that programs of others call: JSON, gzipped or not, also where it is called text. */
export function acceptPackedJson(server: FastifyInstance, maxBytes: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ["application/json", "text/plain"],
    { bodyLimit: maxBytes * 2 },
    async (_request: unknown, payload: IncomingMessage) =>
      jsonOf(await unpacked(payload, maxBytes)),
  );
}
