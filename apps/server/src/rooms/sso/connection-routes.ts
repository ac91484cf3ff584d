// Routes of a workspace's connections to identity providers.
import {
  type Connection,
  connectionCheckSchema,
  connectionPatchSchema,
  connectionSchema,
  idSchema,
  newConnectionSchema,
} from "@rapport/contracts";
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";

export interface ConnectionRoutesDeps {
  list(ctx: Ctx): Promise<Connection[]>;
  create(ctx: Ctx, input: object): Promise<Connection>;
  change(ctx: Ctx, id: string, input: object): Promise<Connection>;
  remove(ctx: Ctx, id: string): Promise<void>;
  test(ctx: Ctx, id: string): Promise<z.output<typeof connectionCheckSchema>>;
}

const shared = {
  tag: "Single sign-on",
  permission: { setting: "workspace.manage" },
  limit: "standard",
} as const;
const params = z.object({ id: idSchema });
const path = "/sso/connections";

export function connectionRoutes(deps: ConnectionRoutesDeps): AnyRoute[] {
  return [
    defineRoute({
      ...shared,
      method: "GET",
      path,
      operationId: "listSsoConnections",
      summary: "List the connections to identity providers",
      responses: {
        200: { description: "All of them.", schema: z.object({ data: z.array(connectionSchema) }) },
      },
      handler: async ({ ctx }) => ({ status: 200, body: { data: await deps.list(ctx) } }),
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path,
      operationId: "createSsoConnection",
      summary: "Connect an identity provider",
      body: newConnectionSchema,
      responses: {
        201: { description: "Connected; off unless told.", schema: connectionSchema },
        409: { description: "Enforcing it would leave no way in by password." },
      },
      handler: async ({ ctx, body }) => ({ status: 201, body: await deps.create(ctx, body) }),
    }),
    defineRoute({
      ...shared,
      method: "PATCH",
      path: `${path}/:id`,
      operationId: "changeSsoConnection",
      summary: "Change a connection",
      params,
      body: connectionPatchSchema,
      responses: {
        200: { description: "As it is now.", schema: connectionSchema },
        409: { description: "Enforcing it would leave no way in by password." },
      },
      handler: async ({ ctx, params: { id }, body }) => ({
        status: 200,
        body: await deps.change(ctx, id, body),
      }),
    }),
    defineRoute({
      ...shared,
      method: "DELETE",
      path: `${path}/:id`,
      operationId: "deleteSsoConnection",
      summary: "Delete a connection; the sessions that it vouched for end",
      params,
      responses: { 204: { description: "Deleted." } },
      handler: async ({ ctx, params: { id } }) => {
        await deps.remove(ctx, id);
        return { status: 204 };
      },
    }),
    defineRoute({
      ...shared,
      method: "POST",
      path: `${path}/:id/test`,
      operationId: "testSsoConnection",
      summary: "Ask the provider, and say what is wrong",
      params,
      responses: { 200: { description: "What was found.", schema: connectionCheckSchema } },
      handler: async ({ ctx, params: { id } }) => ({ status: 200, body: await deps.test(ctx, id) }),
    }),
  ];
}
