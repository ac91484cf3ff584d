// The built web app. Every address that is not the API's is one of its screens; files whose names hold a
// hash of their content are kept by browsers for ever, the others are asked for again. Copies that the
// build compressed (.br, .gz) are sent to those who can read them. Who has a session is told with the page
// what the app will ask for first, so that it is on its way before the script runs.
import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { appPermissions } from "./security-headers.ts";

const forEver = "public, max-age=31536000, immutable";
const askAgain = "no-cache";
/** Must be what the app asks for at its start, or the browser fetches it twice. */
const askedFirst = ["/api/v1/me", "/api/v1/schema"]
  .map((path) => `<${path}>; rel=preload; as=fetch; crossorigin=anonymous`)
  .join(", ");

export interface WebApp {
  /** Ends in a slash; nothing is served when it is not there. */
  folder: string;
  sessionCookieName: string;
}

export function serveWebApp(http: FastifyInstance, app: WebApp): void {
  const { folder, sessionCookieName } = app;
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
    const isScreen =
      !/^\/(api|v1|assets|metrics)(\/|\?|$)/.test(request.url) ||
      /^\/api\/docs\/?(\?|$)/.test(request.url);
    if (!isScreen) return reply.callNotFound();
    if (request.cookies[sessionCookieName] !== undefined) reply.header("link", askedFirst);
    return reply.headers(appPermissions).sendFile("index.html");
  });
}
