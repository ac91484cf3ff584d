// How a room declares a route. Each one states its permission, its limit and its schemas; the OpenAPI
// document is made from these declarations, and nothing is served that is not declared.
import type { Readable } from "node:stream";
import type { SettingsPermission } from "@rapport/contracts";
import type { z } from "zod";
import type { Idempotency } from "../acts.ts";
import type { Ctx } from "../context.ts";

/**
 * Who may call: anyone; anyone signed in; holders of a settings permission; or those whose role allows
 * the act on the object, which the handler's use case checks (the object may be part of the path).
 * `write-key`: programs that send events, with a key that opens nothing else; the handler checks it.
 * `channel-key`: programs that bring in messages, and visitors' pages, with a bearer token that opens nothing else;
 * the handler checks it.
 */
export type RoutePermission =
  | "public"
  | "write-key"
  | "channel-key"
  | "signed-in"
  | "object-rights"
  | { setting: SettingsPermission };

/**
 * `standard`: per key or member. `sign-in`: per address, tight. `upload`: standard, with a large body.
 * `backlog`: as much as the server keeps up with; the handler refuses more.
 */
export type RouteLimit = "standard" | "sign-in" | "upload" | "backlog";

export interface RouteRequest<P = unknown, Q = unknown, B = unknown> {
  ctx: Ctx;
  params: P;
  query: Q;
  body: B;
  headers: Record<string, string | string[] | undefined>;
  /** Raw body, for `upload` routes only. */
  stream: Readable;
  /** The address that people type, without a trailing slash. */
  publicUrl: string;
  /** Its Idempotency-Key, for the act that the route performs. */
  idempotency: Idempotency | undefined;
}

export interface RouteReply {
  status: number;
  body?: unknown;
  headers?: Record<string, string | string[]>;
  /** Sent instead of `body`. */
  stream?: Readable;
}

export interface ResponseSpec {
  description: string;
  schema?: z.ZodType;
  /** JSON unless told; several where the request chooses. */
  contentType?: string | readonly string[];
  headers?: readonly string[];
}

export interface Route<P = unknown, Q = unknown, B = unknown> {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Under /api/v1 (or `root`), for example `/people/:id`. */
  path: string;
  /** For addresses that others' programs have built in. */
  root?: "/v1";
  operationId: string;
  summary: string;
  /** More than the summary can say; Markdown. */
  description?: string;
  tag: string;
  permission: RoutePermission;
  limit: RouteLimit;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Content types of the body; JSON unless told. */
  bodyTypes?: readonly string[];
  /** JSON that may come gzipped or labelled as text, and that is limited as it is unpacked. */
  packed?: { maxBytes: number };
  /** `documented`: the use case validates the body itself (fields differ by workspace). */
  bodyCheck?: "parsed" | "documented";
  /**
   * Whether it takes an Idempotency-Key. Writes of records do unless told: `false` for what only asks or has
   * keys of its own; `true` for other writes, whose answer then may hold no secret, since it is kept.
   */
  keyed?: boolean;
  /**
   * Pages of any website may call it, with what they hold in the request and never with cookies: a browser sends
   * none along, and the handler would not look at them.
   */
  anyOrigin?: true;
  responses: Record<number, ResponseSpec>;
  handler(request: RouteRequest<P, Q, B>): Promise<RouteReply>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds routes of all parameter types
export type AnyRoute = Route<any, any, any>;

export function defineRoute<P, Q, B>(route: Route<P, Q, B>): Route<P, Q, B> {
  return route;
}

/** Who calls is for the handler to find out. */
export const bringsOwnKey = ({ permission }: Pick<AnyRoute, "permission">): boolean =>
  permission === "write-key" || permission === "channel-key";

export const urlOf = ({ root, path }: Pick<AnyRoute, "root" | "path">): string =>
  `${root ?? "/api/v1"}${path}`;

export function takesIdempotencyKey(route: AnyRoute): boolean {
  return route.method !== "GET" && (route.keyed ?? route.permission === "object-rights");
}

/** Of what has a version; records have one of their own. */
export const etagOf = ({ version }: { version: number }): string => `"${version}"`;

/** What a handler hands on of `If-Match`. */
export function ifMatchOf({ headers }: Pick<RouteRequest, "headers">): { ifMatch?: string } {
  const header = headers["if-match"];
  return typeof header === "string" ? { ifMatch: header.slice(0, 500) } : {};
}
