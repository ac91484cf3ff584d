// The built web app. Every address that is not the API's is one of its screens; files whose names hold a
// hash of their content are kept by browsers for ever, the others are asked for again. Copies that the
// build compressed (.br, .gz) are sent to those who can read them.
import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

const forEver = "public, max-age=31536000, immutable";
const askAgain = "no-cache";

/** `folder` ends in a slash; nothing is served when it is not there. */
export function serveWebApp(http: FastifyInstance, folder: string): void {
  if (!existsSync(`${folder}index.html`)) return;
  http.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header("cache-control", path.startsWith(`${folder}assets/`) ? forEver : askAgain);
    },
  });
  http.get("/*", (request, reply) => {
    const isScreen = !/^\/(api|assets|metrics)(\/|\?|$)/.test(request.url);
    return isScreen ? reply.sendFile("index.html") : reply.callNotFound();
  });
}
