// The access room: who is who, and who may do what. It answers `authenticate` for every request, and
// owns sign-in, members, roles, teams, invitations, API keys and the workspace itself.
import type { Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import {
  type CreatedApiKey,
  createApiKeyAct,
  type NewApiKeyInput,
  revokeApiKeyAct,
} from "./api-key-acts.ts";
import { type Authenticate, createAuthenticate } from "./authenticate.ts";
import { addWorkspace, type CreatedWorkspace, recordCreation } from "./create-workspace.ts";
import { createIdentity } from "./identity.ts";
import { createKeyUse } from "./key-use.ts";
import { PrincipalCache } from "./principal-cache.ts";
import { findFirstWorkspace } from "./principals.store.ts";
import { listWorkspaces } from "./workspaces.store.ts";

export interface AccessSettings {
  publicUrl: string;
  /** Empty: none. */
  adminKey: string;
  secret: string;
  rateLimitPerMinute: number;
}

export interface AccessDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  settings: AccessSettings;
}

export interface NewWorkspace {
  name: string;
  /** The first admin. */
  admin?: { name: string; email: string; password: string };
}

export interface Access {
  name: "access";
  routes: AnyRoute[];
  authenticate: Authenticate;
  createWorkspace(input: NewWorkspace): Promise<CreatedWorkspace>;
  createApiKey(workspaceId: string, input: NewApiKeyInput): Promise<CreatedApiKey>;
  listWorkspaces(): Promise<{ id: string; name: string }[]>;
  /** With an admin key configured there must be a workspace that it is admin of. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createAccess(deps: AccessDeps): Access {
  const { db, clock, acts, logger, settings } = deps;
  const cache = new PrincipalCache(clock);
  const keyUse = createKeyUse({ db, clock, logger });
  const identity = createIdentity({
    db,
    secret: settings.secret,
    publicUrl: settings.publicUrl,
    sendResetLink: async () => undefined,
  });
  acts.register(createApiKeyAct, revokeApiKeyAct);

  const authenticate = createAuthenticate({
    db,
    clock,
    cache,
    adminKey: settings.adminKey,
    publicUrl: settings.publicUrl,
    rateLimitPerMinute: settings.rateLimitPerMinute,
    onKeyUsed: keyUse.noteUse,
  });

  /** Performs an act of this room, and forgets every cached principal once it is committed. */
  async function change<O>(ctx: Ctx, name: string, input: unknown): Promise<O> {
    try {
      return (await acts.perform<O>(ctx, name, input)).result;
    } finally {
      cache.clear();
    }
  }

  async function createWorkspace(input: NewWorkspace): Promise<CreatedWorkspace> {
    const { admin } = input;
    const person = admin
      ? {
          name: admin.name,
          email: admin.email,
          passwordHash: await identity.hashPassword(admin.password),
        }
      : null;
    const created = await db.system((tx) => addWorkspace(tx, input.name, person));
    await recordCreation({ db, acts }, created, newId());
    cache.clear();
    return created;
  }

  return {
    name: "access",
    routes: [],
    authenticate,
    createWorkspace,
    createApiKey: (workspaceId, input) =>
      change<CreatedApiKey>(systemContext(workspaceId, newId()), "access.api-key.create", input),
    listWorkspaces: async () => {
      const rows = await db.system(listWorkspaces);
      return rows.map((row) => ({ id: row.workspace_id, name: row.name }));
    },
    start: async () => {
      if (!settings.adminKey) return;
      if (!(await db.system(findFirstWorkspace))) await createWorkspace({ name: "My workspace" });
    },
    stop: keyUse.stop,
  };
}
