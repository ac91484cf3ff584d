// What a request may bring along. JSON must be valid UTF-8 and valid JSON, and may not name a prototype;
// everything else is refused with 415, save on routes that take a file, which get its bytes as a stream.
// Of a key that is there twice the last one counts, as in every JavaScript.
import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { AppError } from "../errors.ts";

const badText = new AppError(
  "invalid",
  "platform.bad_request",
  "The body is not valid UTF-8. Encode it as UTF-8 and send it again.",
);
const tooDeep = new AppError(
  "invalid",
  "platform.too_deep",
  "The body is nested more than 64 levels deep.",
);

const maxDepth = 64;

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
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) depth -= 1;
    if (depth > maxDepth) return true;
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
      return isDeep(text) ? done(tooDeep) : parse(request, text, done);
    },
  );
}

/** In the scope of routes that take files: their bytes, unread. */
export function acceptFiles(server: FastifyInstance, mediaTypes: readonly string[]): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...mediaTypes], (_request, payload, done) => done(null, payload));
}
