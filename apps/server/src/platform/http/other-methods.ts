// Answers for methods that an address does not have: 405 with the ones that it has, and OPTIONS, which
// names them. CORS is for routes that say so; elsewhere other sites' pages have no business.
import type { FastifyInstance, HTTPMethods } from "fastify";
import { AppError } from "../errors.ts";
import { preflightHeaders } from "./any-origin.ts";
import { type AnyRoute, urlOf } from "./route.ts";

const known: HTTPMethods[] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"];

function methodsByUrl(routes: readonly AnyRoute[]): Map<string, Set<string>> {
  const methods = new Map<string, Set<string>>();
  for (const route of routes) {
    const url = urlOf(route);
    methods.set(url, (methods.get(url) ?? new Set()).add(route.method));
  }
  return methods;
}

export function serveOtherMethods(server: FastifyInstance, routes: readonly AnyRoute[]): void {
  const open = new Set(routes.filter(({ anyOrigin }) => anyOrigin).map(urlOf));
  for (const [url, methods] of methodsByUrl(routes)) {
    const preflight = open.has(url) ? preflightHeaders(methods) : {};
    const allow = [...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    server.route({
      method: "OPTIONS",
      url,
      handler: (_request, reply) =>
        reply
          .status(204)
          .headers({ allow, ...preflight })
          .send(),
    });
    server.route({
      method: known.filter((method) => !methods.has(method)),
      url,
      exposeHeadRoute: false,
      // Before the body is read: whatever it holds, the answer is the same.
      onRequest: async (request, reply) => {
        reply.header("allow", allow);
        throw new AppError(
          "invalid",
          "platform.method_not_allowed",
          `${request.method} is not possible here; allowed: ${allow}.`,
        );
      },
      handler: () => undefined,
    });
    if (!methods.has("GET")) serveNoHead(server, url, allow);
  }
}

function serveNoHead(server: FastifyInstance, url: string, allow: string): void {
  server.route({
    method: "HEAD",
    url,
    handler: (_request, reply) => reply.status(405).header("allow", allow).send(),
  });
}
