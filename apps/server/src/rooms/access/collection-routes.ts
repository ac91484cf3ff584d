// The shape that members, roles, teams, invitations and API keys share over HTTP: a list in pages,
// and writes that are acts. The acts check the rights again; the route's permission only fails earlier.
import { idSchema, pageQuerySchema, pageSchema } from "@rapport/contracts";
import { z } from "zod";
import type { Database } from "../../platform/db/index.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { RoutePermission } from "../../platform/http/route.ts";
import { type Change, type Collection, readPage } from "./collections.ts";
import { pageRequest } from "./wire.ts";

export const idParams = z.object({ id: idSchema });

export interface AccessRoutesDeps {
  db: Database;
  nowMs(): number;
  change: Change;
}

export function listRoute<R extends { id: string }, T>(
  deps: AccessRoutesDeps,
  kind: Collection<R, T>,
  permission: RoutePermission,
): AnyRoute {
  return defineRoute({
    method: "GET",
    path: `/${kind.path}`,
    operationId: `list${kind.noun}s`,
    summary: `List ${kind.title}s`,
    tag: kind.tag,
    permission,
    limit: "standard",
    query: pageQuerySchema,
    responses: { 200: { description: "One page, oldest first.", schema: pageSchema(kind.item) } },
    handler: async ({ ctx, query }) => {
      const body = await readPage(deps.db, ctx, kind, pageRequest(query));
      return { status: 200, body };
    },
  });
}

interface ChangeRoute<B> {
  act: string;
  permission: RoutePermission;
  body: z.ZodType<B>;
}

/** Its answer is kept for an Idempotency-Key, so what answers a secret has a route of its own. */
export function createRoute<R extends { id: string }, T, B>(
  deps: AccessRoutesDeps,
  kind: Collection<R, T>,
  write: ChangeRoute<B>,
): AnyRoute {
  return defineRoute({
    method: "POST",
    path: `/${kind.path}`,
    operationId: `create${kind.noun}`,
    summary: `Create a ${kind.title}`,
    tag: kind.tag,
    permission: write.permission,
    limit: "standard",
    keyed: true,
    body: write.body,
    responses: { 201: { description: "Created.", schema: kind.item } },
    handler: async ({ ctx, body, idempotency }) => {
      const row = await deps.change<R>(ctx, write.act, body, idempotency);
      return { status: 201, body: kind.toWire(row) };
    },
  });
}

export function patchRoute<R extends { id: string }, T, B extends object>(
  deps: AccessRoutesDeps,
  kind: Collection<R, T>,
  write: ChangeRoute<B>,
): AnyRoute {
  return defineRoute({
    method: "PATCH",
    path: `/${kind.path}/:id`,
    operationId: `change${kind.noun}`,
    summary: `Change a ${kind.title}`,
    tag: kind.tag,
    permission: write.permission,
    limit: "standard",
    params: idParams,
    body: write.body,
    responses: { 200: { description: "As it is now.", schema: kind.item } },
    handler: async ({ ctx, params, body }) => {
      const row = await deps.change<R>(ctx, write.act, { ...body, id: params.id });
      return { status: 200, body: kind.toWire(row) };
    },
  });
}

export function removeRoute<R extends { id: string }, T>(
  deps: AccessRoutesDeps,
  kind: Collection<R, T>,
  write: { act: string; permission: RoutePermission; summary: string },
): AnyRoute {
  return defineRoute({
    method: "DELETE",
    path: `/${kind.path}/:id`,
    operationId: `delete${kind.noun}`,
    summary: write.summary,
    tag: kind.tag,
    permission: write.permission,
    limit: "standard",
    params: idParams,
    responses: { 204: { description: "Done." } },
    handler: async ({ ctx, params }) => {
      await deps.change(ctx, write.act, { id: params.id });
      return { status: 204 };
    },
  });
}
