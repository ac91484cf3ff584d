// The HTTP server: declared routes under /api/v1, health, metrics, the OpenAPI document and the web app.
// Order of a request: request id → principal → limit → permission → schemas → handler → answer.
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import fastifyCookie from "@fastify/cookie";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Ctx, Principal, Source } from "../context.ts";
import { systemUserId } from "../context.ts";
import { AppError, forbidden, notFound } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { somebodyWaits } from "../spare-time.ts";
import type { Telemetry } from "../telemetry.ts";
import { openToAnyOrigin } from "./any-origin.ts";
import { idempotencyOf } from "./idempotency.ts";
import { serveOtherMethods } from "./other-methods.ts";
import { toAppError, toProblem } from "./problem.ts";
import { RateLimiter } from "./rate-limit.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { acceptFiles, acceptJson, acceptPackedJson } from "./request-body.ts";
import { type AnyRoute, bringsOwnKey, urlOf } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendReply } from "./send-reply.ts";

export interface HttpDeps {
  clock: Clock;
  logger: Logger;
  telemetry: Telemetry;
  publicUrl: string;
  /** Proxies whose word on the caller's address is taken; none unless told. */
  trustedProxies?: readonly string[];
  maxBodyBytes: number;
  maxUploadBytes: number;
  /** Who sends this request; null when nobody is signed in. Throws when a credential is bad. */
  authenticate(
    headers: Record<string, string | string[] | undefined>,
    method: string,
  ): Promise<Principal | null>;
}

const signInLimitPerMinute = 30;
const anonymousLimitPerMinute = 600;
const nilWorkspace = systemUserId;

export function createHttpServer(deps: HttpDeps): FastifyInstance {
  const headersFor = securityHeaders(deps.publicUrl);
  const server = Fastify({
    logger: false,
    trustProxy: deps.trustedProxies?.length ? [...deps.trustedProxies] : false,
    bodyLimit: deps.maxBodyBytes,
    forceCloseConnections: "idle",
    // A filter of 20,000 characters of any script, percent-encoded, has to fit into the request's first line.
    http: { maxHeaderSize: 294_912 },
    routerOptions: { maxParamLength: 500 },
    requestTimeout: 0,
    genReqId: (request) => requestIdOf(request.headers),
    // An address that no route can be looked up by never comes as far as the hooks below.
    frameworkErrors: (error, request, reply) => {
      reply.header("x-request-id", request.id).headers(headersFor("/api"));
      sendError(deps, error, request, reply);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
  });
  server.register(fastifyCookie);
  acceptJson(server);
  server.addHook("onRequest", async (request, reply) => {
    somebodyWaits();
    reply.header("x-request-id", request.id);
    reply.headers(headersFor(request.url));
  });
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched";
    deps.telemetry.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime);
  });
  server.setErrorHandler((error, request, reply) => sendError(deps, error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    sendError(
      deps,
      new AppError("not-found", "platform.no_route", "There is nothing at this address."),
      request,
      reply,
    ),
  );
  return server;
}

function requestIdOf(headers: Record<string, string | string[] | undefined>): string {
  const trace = headers.traceparent;
  if (typeof trace === "string" && /^00-[0-9a-f]{32}-[0-9a-f]{16}-/.test(trace))
    return trace.slice(3, 35);
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given)
    ? given
    : randomUUID().replaceAll("-", "");
}

function sendError(
  deps: HttpDeps,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const error = toAppError(thrown);
  if (error.kind === "internal") {
    deps.logger.error(
      { error: error.cause ?? error, requestId: request.id, code: error.code },
      "A request failed",
    );
  }
  const problem = toProblem(error, request.id);
  if (problem.retryAfterSeconds !== undefined)
    reply.header("retry-after", String(problem.retryAfterSeconds));
  // A connection that closes with the answer closes before a client that is still sending has heard it.
  if (error.kind === "too-large") reply.removeHeader("connection");
  if (problem.status === 401) reply.header("www-authenticate", 'Bearer realm="rapport"');
  reply
    .status(problem.status)
    .header("content-type", "application/problem+json")
    .send(JSON.stringify(problem));
}

/** Serves declared routes. */
export function serveRoutes(
  server: FastifyInstance,
  deps: HttpDeps,
  routes: readonly AnyRoute[],
): void {
  const limiter = new RateLimiter(deps.clock);
  const serve = (scope: FastifyInstance, route: AnyRoute) =>
    scope.route({
      method: route.method,
      url: urlOf(route),
      ...(route.limit === "upload" ? { bodyLimit: deps.maxUploadBytes } : {}),
      ...(route.anyOrigin ? { onRequest: openToAnyOrigin } : {}),
      handler: (request, reply) => answer(deps, limiter, route, request, reply),
    });
  for (const route of routes) {
    const { bodyTypes, packed } = route;
    if (!bodyTypes && !packed) {
      serve(server, route);
      continue;
    }
    server.register((scope, _options, done) => {
      if (packed) acceptPackedJson(scope, packed.maxBytes);
      else acceptFiles(scope, bodyTypes ?? []);
      serve(scope, route);
      done();
    });
  }
  serveOtherMethods(server, routes);
}

async function answer(
  deps: HttpDeps,
  limiter: RateLimiter,
  route: AnyRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const principal = await principalOf(deps, route, request);
  applyLimit(limiter, route, principal, request, reply);
  checkPermission(route, principal);
  const ctx = contextOf(principal, request);
  const startMs = performance.now();
  const outcome = await deps.telemetry.span(
    `${route.method} ${route.path}`,
    ctx.requestId,
    request.headers.traceparent,
    async () =>
      route.handler({
        ctx,
        params: paramsOf(route, request),
        query: (route.query ?? noQuery).parse(request.query ?? {}),
        body: bodyOf(route, request),
        headers: request.headers,
        stream: (route.bodyTypes ? (request.body ?? Readable.from([])) : request.raw) as Readable,
        publicUrl: deps.publicUrl,
        idempotency: idempotencyOf(route, request.headers, request.url),
      }),
  );
  deps.logger.debug(
    {
      requestId: ctx.requestId,
      route: route.operationId,
      status: outcome.status,
      durationMs: performance.now() - startMs,
    },
    "Request answered",
  );
  return sendReply(reply, outcome);
}

async function principalOf(
  deps: HttpDeps,
  route: AnyRoute,
  request: FastifyRequest,
): Promise<Principal | null> {
  if (bringsOwnKey(route)) return null;
  if (route.permission === "public" && request.headers.authorization === undefined) return null;
  return deps.authenticate(request.headers, request.method);
}

function applyLimit(
  limiter: RateLimiter,
  route: AnyRoute,
  principal: Principal | null,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (route.limit === "backlog") return;
  const perAddress = route.limit === "sign-in";
  const key = perAddress || !principal ? `${route.limit}:${request.ip}` : principal.id;
  const limit = perAddress
    ? signInLimitPerMinute
    : (principal?.rateLimitPerMinute ?? anonymousLimitPerMinute);
  const state = limiter.take(key, limit);
  if (Number.isFinite(limit)) {
    reply.header("ratelimit-limit", String(state.limit));
    reply.header("ratelimit-remaining", String(state.remaining));
    reply.header("ratelimit-reset", String(state.resetSeconds));
  }
  if (state.allowed) return;
  throw new AppError(
    "rate-limited",
    "platform.rate_limited",
    `More than ${state.limit} requests a minute. Try again in ${state.resetSeconds} seconds.`,
    { retryAfterSeconds: state.resetSeconds },
  );
}

function checkPermission(route: AnyRoute, principal: Principal | null): void {
  if (route.permission === "public" || bringsOwnKey(route)) return;
  if (!principal) {
    throw new AppError(
      "unauthenticated",
      "access.sign_in_first",
      "Sign in, or send an API key as `Authorization: Bearer rk_…`.",
    );
  }
  if (typeof route.permission === "string") return;
  if (!principal.rights.has(route.permission.setting)) {
    throw forbidden(
      `This needs the permission "${route.permission.setting}". An administrator can give it to your role.`,
    );
  }
}

const noRights = { create: false, read: "none", update: "none", delete: "none" } as const;

const anonymous: Principal = {
  kind: "system",
  id: systemUserId,
  label: "Anonymous",
  workspaceId: nilWorkspace,
  memberId: null,
  teamMemberIds: [],
  regions: [],
  rights: {
    object: () => noRights,
    field: () => "none",
    allFields: () => false,
    readsAll: false,
    has: () => false,
  },
  rateLimitPerMinute: anonymousLimitPerMinute,
};

function contextOf(principal: Principal | null, request: FastifyRequest): Ctx {
  const who = principal ?? anonymous;
  return {
    principal: who,
    workspaceId: who.workspaceId,
    requestId: request.id,
    source: sourceOf(request, who),
    ip: request.ip,
  };
}

function sourceOf(request: FastifyRequest, principal: Principal): Source {
  const isBrowser = request.headers["sec-fetch-site"] !== undefined;
  if (principal.kind === "user" || isBrowser) return "web";
  return request.headers["user-agent"]?.startsWith("rapport-cli") ? "cli" : "api";
}

const noQuery = z.strictObject({});

/** A malformed id or key names nothing, just as one that does not exist. */
function paramsOf(route: AnyRoute, request: FastifyRequest): unknown {
  if (!route.params) return request.params;
  const result = route.params.safeParse(request.params);
  if (!result.success) throw notFound();
  return result.data;
}

function bodyOf(route: AnyRoute, request: FastifyRequest): unknown {
  if (!route.body || route.bodyTypes) return request.body;
  return route.bodyCheck === "documented" ? request.body : route.body.parse(request.body);
}
