// Routes of roles, API keys, the workspace, and of oneself.
import {
  createdApiKeySchema,
  meSchema,
  newApiKeySchema,
  newRoleSchema,
  rolePatchSchema,
  workspacePatchSchema,
  workspaceSchema,
} from "@rapport/contracts";
import type { Principal } from "../../platform/context.ts";
import { type AnyRoute, defineRoute } from "../../platform/http/index.ts";
import type { CreatedApiKey } from "./api-key-acts.ts";
import {
  type AccessRoutesDeps,
  createRoute,
  listRoute,
  patchRoute,
  removeRoute,
} from "./collection-routes.ts";
import { apiKeys, readOwnWorkspace, renameOwnWorkspace, roles } from "./collections.ts";
import { type Me, readMe } from "./me.ts";
import { apiKeyOf } from "./wire.ts";

export interface RoleRoutesDeps extends AccessRoutesDeps {
  /** Prolongs the session of the cookie; answers a new Set-Cookie header when it did. */
  renew(cookie: string): Promise<string | null>;
}

const managingKeys = { setting: "api-keys.manage" } as const;
const managingRoles = { setting: "roles.manage" } as const;

export function roleRoutes(deps: RoleRoutesDeps): AnyRoute[] {
  return [
    listRoute(deps, roles, "signed-in"),
    createRoute(deps, roles, {
      act: "access.role.create",
      permission: managingRoles,
      body: newRoleSchema,
    }),
    patchRoute(deps, roles, {
      act: "access.role.change",
      permission: managingRoles,
      body: rolePatchSchema,
    }),
    removeRoute(deps, roles, {
      act: "access.role.delete",
      permission: managingRoles,
      summary: "Delete a role that nobody has",
    }),
    listRoute(deps, apiKeys, managingKeys),
    createKeyRoute(deps),
    removeRoute(deps, apiKeys, {
      act: "access.api-key.revoke",
      permission: managingKeys,
      summary: "Revoke an API key, at once",
    }),
    readWorkspaceRoute(deps),
    renameWorkspaceRoute(deps),
    meRoute(deps),
  ];
}

function createKeyRoute(deps: RoleRoutesDeps): AnyRoute {
  return defineRoute({
    method: "POST",
    path: "/api-keys",
    operationId: "createApiKey",
    summary: "Create an API key; its secret is in this answer only",
    tag: "API keys",
    permission: managingKeys,
    limit: "standard",
    body: newApiKeySchema,
    responses: { 201: { description: "Created.", schema: createdApiKeySchema } },
    handler: async ({ ctx, body }) => {
      const { key, secret } = await deps.change<CreatedApiKey>(ctx, "access.api-key.create", body);
      return {
        status: 201,
        headers: { "cache-control": "no-store" },
        body: { ...apiKeyOf(key), secret },
      };
    },
  });
}

function readWorkspaceRoute(deps: RoleRoutesDeps): AnyRoute {
  return defineRoute({
    method: "GET",
    path: "/workspace",
    operationId: "readWorkspace",
    summary: "The workspace",
    tag: "Workspace",
    permission: "signed-in",
    limit: "standard",
    responses: { 200: { description: "The workspace.", schema: workspaceSchema } },
    handler: async ({ ctx }) => ({ status: 200, body: await readOwnWorkspace(deps.db, ctx) }),
  });
}

function renameWorkspaceRoute(deps: RoleRoutesDeps): AnyRoute {
  return defineRoute({
    method: "PATCH",
    path: "/workspace",
    operationId: "renameWorkspace",
    summary: "Rename the workspace",
    tag: "Workspace",
    permission: { setting: "workspace.manage" },
    limit: "standard",
    body: workspacePatchSchema,
    responses: { 200: { description: "The workspace as it is now.", schema: workspaceSchema } },
    handler: async ({ ctx, body }) => ({
      status: 200,
      body: await renameOwnWorkspace(deps.change, ctx, body),
    }),
  });
}

function meRoute(deps: RoleRoutesDeps): AnyRoute {
  return defineRoute({
    method: "GET",
    path: "/me",
    operationId: "readMe",
    summary: "Who is asking, and what they may do",
    tag: "Workspace",
    permission: "signed-in",
    limit: "standard",
    responses: { 200: { description: "Oneself.", schema: meSchema } },
    handler: async ({ ctx, headers }) => {
      const body: Me = await readMe(deps.db, ctx);
      const renewed = await renewedCookie(deps, ctx.principal, headers.cookie);
      return {
        status: 200,
        body,
        headers: { "cache-control": "no-store", ...(renewed ? { "set-cookie": renewed } : {}) },
      };
    },
  });
}

/** What the sso room knows of a bound session has its end: one that outlived it could not be ended by the provider. */
async function renewedCookie(
  deps: RoleRoutesDeps,
  { kind, session }: Principal,
  cookie: string | string[] | undefined,
): Promise<string | null> {
  if (kind !== "user" || session?.boundTo || typeof cookie !== "string") return null;
  return deps.renew(cookie);
}
