// Signing out on both sides: from here at the provider (RP-initiated logout), and from the provider here
// (back-channel logout). Either side may be away: then its own session lives on until it ends by itself.
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/db/index.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";
import type { Access } from "../access/index.ts";
import { type ConnectionRow, findByClient } from "./connections.store.ts";
import { ssoError } from "./errors.ts";
import { discover, providerTimeoutMs } from "./provider.ts";
import { takeSession, takeSessionsOf } from "./sign-ons.store.ts";

export interface EndSessionsDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  access: Pick<Access, "endVouchedSessions">;
  outbound: Outbound;
  sealer: Sealer;
  publicUrl: string;
}

/** Where the provider ends its session, for a session that has just ended here; null: nowhere. */
export async function providerSignOutUrl(
  { db, sealer, publicUrl, logger }: EndSessionsDeps,
  sessionId: string,
): Promise<string | null> {
  const session = await db.system((tx) => takeSession(tx, sessionId));
  const url = session?.end_session_url ? URL.parse(session.end_session_url) : null;
  if (!session || !url) return null;
  try {
    url.searchParams.set("id_token_hint", sealer.open(session.id_token));
  } catch (error) {
    logger.warn({ error }, "A kept ID token cannot be read; the provider will ask who signs out");
  }
  url.searchParams.set("client_id", session.client_id);
  url.searchParams.set("post_logout_redirect_uri", `${publicUrl}/sign-in`);
  return url.href;
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
const algorithms = [
  ..."RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" "),
];
const tokenAgeSeconds = 300;

/**
 * Takes a provider's word that a session, or all of a person's, ended there. Its keys are asked for once,
 * however many workspaces share the provider.
 */
export async function endByProvider(deps: EndSessionsDeps, token: string): Promise<number> {
  const claimed = unverified(token);
  const audiences = [claimed.aud ?? []].flat().slice(0, 5);
  const { iss } = claimed;
  const connections = iss ? await deps.db.system((tx) => findByClient(tx, iss, audiences)) : [];
  const [first] = connections;
  const payload = first ? await verified(deps, first, token) : null;
  if (!payload) throw notBelieved();
  let ended = 0;
  for (const connection of connections) {
    if (connection.issuer === first?.issuer) ended += await endNamed(deps, connection, payload);
  }
  return ended;
}

function unverified(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw notBelieved();
  }
}

async function verified(
  deps: EndSessionsDeps,
  connection: ConnectionRow,
  token: string,
): Promise<JWTPayload | null> {
  try {
    const config = await discover(deps.outbound, deps.sealer, connection);
    const { issuer, jwks_uri: keysUrl } = config.serverMetadata();
    const answer = await deps.outbound.send({
      method: "GET",
      url: keysUrl ?? "",
      timeoutMs: providerTimeoutMs,
    });
    const keys = JSON.parse(answer.body.toString()) as JSONWebKeySet;
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer,
      audience: [unverified(token).aud ?? []].flat(),
      algorithms,
      maxTokenAge: tokenAgeSeconds,
      clockTolerance: 60,
      currentDate: new Date(deps.clock.nowMs()),
    });
    return isLogout(payload) ? payload : null;
  } catch (error) {
    deps.logger.warn({ error, connectionId: connection.id }, "A logout token was not believed");
    return null;
  }
}

function isLogout(payload: JWTPayload): boolean {
  const { events, nonce, sid, sub } = payload;
  const named = typeof sid === "string" || typeof sub === "string";
  const isEvent = typeof events === "object" && events !== null && logoutEvent in events;
  return isEvent && nonce === undefined && named;
}

async function endNamed(
  { db, access }: EndSessionsDeps,
  connection: ConnectionRow,
  { sub, sid }: JWTPayload,
): Promise<number> {
  const at = { workspaceId: connection.workspace_id, connectionId: connection.id };
  const named = { subject: sub ?? null, providerSession: typeof sid === "string" ? sid : null };
  const ids = await db.system((tx) => takeSessionsOf(tx, at, named));
  return access.endVouchedSessions(connection.workspace_id, ids);
}

function notBelieved(): Error {
  return ssoError(
    "invalid",
    "logout_token",
    "This logout token is not one that a connected identity provider signed for Rapport just now.",
  );
}
