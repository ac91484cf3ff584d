// The single sign-on room: a workspace's connections to identity providers (OpenID Connect), the way in
// through them, and the way out again. Who may come in and as what is the access room's to write; whether
// a provider is believed is decided here.
import type { ConnectionCheck } from "@rapport/contracts";
import type { Acts } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import { createSealer } from "../../platform/sealing.ts";
import type { Access } from "../access/index.ts";
import { checkConnection } from "./check-connection.ts";
import { domainOf } from "./claims.rules.ts";
import { connectionActs } from "./connection-acts.ts";
import { connectionRoutes } from "./connection-routes.ts";
import {
  buttonsFor,
  type ConnectionRow,
  listConnections,
  readConnection,
} from "./connections.store.ts";
import { endByProvider, providerSignOutUrl } from "./end-sessions.ts";
import { missingConnection } from "./errors.ts";
import { finishSignOn, startSignOn } from "./sign-on.ts";
import { signOnRoutes } from "./sign-on-routes.ts";
import { deleteEndedSignOns, sessionIdsOf, takeSessionsOf } from "./sign-ons.store.ts";
import { connectionOf } from "./wire.ts";

export interface SsoDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  access: Pick<Access, "startVouchedSession" | "endVouchedSessions" | "forgetPrincipals">;
  outbound: Outbound;
  settings: { publicUrl: string; secret: string; outboundAllow: readonly string[] };
}

export interface Sso {
  name: "sso";
  routes: AnyRoute[];
  /** Where the provider of an ended session ends its own; null: nowhere. */
  onSignedOut(sessionId: string): Promise<string | null>;
  start(): void;
  stop(): void;
}

const sweepMs = 3_600_000;

export function createSso(deps: SsoDeps): Sso {
  const { db, acts, access, settings } = deps;
  const { publicUrl } = settings;
  const sealer = createSealer(settings.secret, "sso");
  const shared = { ...deps, sealer, publicUrl };
  const allowed = new Set(settings.outboundAllow.map((entry) => entry.toLowerCase()));
  const changes = connectionActs({
    seal: sealer.seal,
    allowsPlain: (issuer) => {
      const { hostname = "", port } = URL.parse(issuer) ?? {};
      return allowed.has(`${hostname}:${port || "80"}`);
    },
  });
  const committed = () => access.forgetPrincipals();
  acts.register(...changes.map((change) => ({ ...change, committed })));
  const perform = async (ctx: Ctx, act: string, input: object) =>
    (await acts.perform<ConnectionRow>(ctx, `sso.connection.${act}`, input)).result;

  async function endAll(workspaceId: string, connectionId: string): Promise<void> {
    const all = { subject: null, providerSession: null };
    const ids = await db.system((tx) => takeSessionsOf(tx, { workspaceId, connectionId }, all));
    await access.endVouchedSessions(workspaceId, ids);
  }

  async function test(ctx: Ctx, id: string): Promise<ConnectionCheck> {
    const row = await readConnection(db.reader(ctx), id);
    if (!row) throw missingConnection();
    return checkConnection(shared, row);
  }

  let sweep: NodeJS.Timeout | undefined;
  const removeEnded = () =>
    db
      .system((tx) => deleteEndedSignOns(tx, nowIso(deps.clock)))
      .catch((error: unknown) => deps.logger.warn({ error }, "Ended sign-ons were not removed"));

  return {
    name: "sso",
    routes: [
      ...connectionRoutes({
        list: async (ctx) =>
          (await listConnections(db.reader(ctx))).map((row) => connectionOf(row, publicUrl)),
        create: async (ctx, input) => connectionOf(await perform(ctx, "create", input), publicUrl),
        change: async (ctx, id, input) => {
          const row = await perform(ctx, "change", { ...input, id });
          if (!row.enabled) await endAll(ctx.workspaceId, id);
          return connectionOf(row, publicUrl);
        },
        remove: async (ctx, id) => {
          // Its sessions go with the row, so they are read before; an act that fails ends none of them.
          const known = await db.system((tx) => sessionIdsOf(tx, ctx.workspaceId, id));
          await perform(ctx, "delete", { id });
          await access.endVouchedSessions(ctx.workspaceId, known);
        },
        test,
      }),
      ...signOnRoutes({
        publicUrl,
        buttons: (email) => {
          const domain = email?.includes("@") ? domainOf(email) : null;
          return db.system((tx) => buttonsFor(tx, domain));
        },
        start: (input) => startSignOn(shared, input),
        finish: (ctx, came) => finishSignOn(shared, ctx, came),
        endByProvider: (token) => endByProvider(shared, token),
      }),
    ],
    onSignedOut: (sessionId) => providerSignOutUrl(shared, sessionId),
    start: () => {
      sweep = setInterval(() => void removeEnded(), sweepMs);
      sweep.unref();
    },
    stop: () => clearInterval(sweep),
  };
}
