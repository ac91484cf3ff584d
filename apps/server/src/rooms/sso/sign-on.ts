// Signing in through an identity provider: authorization code with PKCE, state and nonce. An attempt is
// bound to the browser that began it and is taken once, before anything is asked of the provider, so a
// state or a code that comes again finds nothing. Member, identity and audit entry are written in one
// transaction after the provider's answer was believed; whatever fails before leaves nothing behind.

import * as oidc from "openid-client";
import type { Acts } from "../../platform/acts.ts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";
import { type Access, admitMember, hashSecret, newSecret } from "../access/index.ts";
import {
  areGroupsWithheld,
  type Claims,
  domainOf,
  isEmailVerified,
  managesRole,
  nameIn,
  placementOf,
  textClaim,
} from "./claims.rules.ts";
import { type ConnectionRow, findEnabledConnection } from "./connections.store.ts";
import { missingConnection, SignOnRefused } from "./errors.ts";
import { discover, providerDown, refusalOf } from "./provider.ts";
import {
  type AttemptRow,
  insertAttempt,
  insertSession,
  memberOfSubject,
  putIdentity,
  takeAttempt,
} from "./sign-ons.store.ts";
import { mappingOf } from "./wire.ts";

const attemptMinutes = 10;
const sessionDays = 7;

export interface SignOnDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  access: Pick<Access, "startVouchedSession">;
  outbound: Outbound;
  sealer: Sealer;
  publicUrl: string;
}

export interface Started {
  url: string;
  /** Binds the attempt to the browser. */
  browserToken: string;
}

export interface CameBack {
  /** The address that the provider sent the browser to, with its query. */
  query: string;
  browserToken: string | null;
  userAgent: string | undefined;
}

export interface SignedOn {
  setCookie: string;
  nextPath: string;
}

export const callbackPath = "/api/v1/auth/sso/callback";

export async function startSignOn(
  deps: SignOnDeps,
  input: { connectionId: string; next?: string | undefined },
): Promise<Started> {
  const { db, clock } = deps;
  const connection = await db.system((tx) => findEnabledConnection(tx, input.connectionId));
  if (!connection) throw missingConnection();
  try {
    const config = await discover(deps.outbound, deps.sealer, connection);
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const [state, nonce, browser] = [oidc.randomState(), oidc.randomNonce(), newSecret()];
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: `${deps.publicUrl}${callbackPath}`,
      scope: connection.scopes.join(" "),
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const attempt = {
      workspaceId: connection.workspace_id,
      connectionId: connection.id,
      stateHash: hashSecret(state),
      browserHash: browser.hash,
      nonce,
      codeVerifier: deps.sealer.seal(codeVerifier),
      nextPath: input.next ?? "/",
      expiresAt: new Date(clock.nowMs() + attemptMinutes * 60_000).toISOString(),
    };
    await db.system((tx) => insertAttempt(tx, attempt));
    return { url: url.href, browserToken: browser.text };
  } catch (error) {
    deps.logger.warn({ error, connectionId: connection.id }, "An identity provider did not answer");
    throw providerDown(connection.name, error);
  }
}

/** Throws a `SignOnRefused` with the reason for the screen. */
export async function finishSignOn(deps: SignOnDeps, ctx: Ctx, came: CameBack): Promise<SignedOn> {
  const state = new URLSearchParams(came.query).get("state") ?? "";
  const attempt = await deps.db.system((tx) => takeAttempt(tx, hashSecret(state)));
  if (!attempt || !isOpen(deps, attempt, came.browserToken)) throw new SignOnRefused("expired");
  const connection = await deps.db.system((tx) => findEnabledConnection(tx, attempt.connection_id));
  if (!connection) throw new SignOnRefused("expired");
  try {
    const proof = await redeem(deps, connection, attempt, { ...came, state });
    const admitted = await admit(deps, ctx, connection, proof);
    return await beginSession(deps, ctx, { connection, attempt, proof, admitted, came });
  } catch (error) {
    const refusal = refusalOf(error);
    deps.logger.warn(
      { error: refusal.cause ?? refusal, reason: refusal.reason, connectionId: connection.id },
      "A single sign-on was refused",
    );
    await noteRefusal(deps, ctx, connection, refusal);
    throw refusal;
  }
}

function isOpen({ clock }: SignOnDeps, attempt: AttemptRow, browserToken: string | null): boolean {
  if (browserToken === null || hashSecret(browserToken) !== attempt.browser_hash) return false;
  return Date.parse(attempt.expires_at) > clock.nowMs();
}

interface Proof {
  claims: Claims;
  subject: string;
  idToken: string;
  endSessionUrl: string | null;
}

/** What the provider says, once its signature, issuer, audience, times and nonce have been checked. */
async function redeem(
  deps: SignOnDeps,
  connection: ConnectionRow,
  attempt: AttemptRow,
  came: CameBack & { state: string },
): Promise<Proof> {
  const config = await discover(deps.outbound, deps.sealer, connection);
  const address = new URL(`${deps.publicUrl}${callbackPath}${came.query}`);
  const tokens = await oidc.authorizationCodeGrant(config, address, {
    pkceCodeVerifier: deps.sealer.open(attempt.code_verifier),
    expectedState: came.state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || !tokens.id_token) throw new SignOnRefused("bad_answer");
  const more = await userInfo(config, tokens.access_token, claims.sub, claims, connection);
  return {
    claims: { ...more, ...claims },
    subject: claims.sub,
    idToken: tokens.id_token,
    endSessionUrl: config.serverMetadata().end_session_endpoint ?? null,
  };
}

/** Some providers keep address and groups out of the ID token. */
async function userInfo(
  config: oidc.Configuration,
  accessToken: string,
  subject: string,
  claims: Claims,
  { groups_claim: groupsClaim, mapping }: ConnectionRow,
): Promise<Claims> {
  const isComplete =
    textClaim(claims, "email") !== null &&
    claims.email_verified !== undefined &&
    (mapping.length === 0 || claims[groupsClaim] !== undefined);
  if (isComplete || !config.serverMetadata().userinfo_endpoint) return {};
  return oidc.fetchUserInfo(config, accessToken, subject);
}

interface Admitted {
  memberId: string;
  userId: string;
}

async function admit(
  { db, acts, clock }: SignOnDeps,
  ctx: Ctx,
  connection: ConnectionRow,
  { claims, subject }: Proof,
): Promise<Admitted> {
  const email = emailOf(connection, claims);
  const mapping = mappingOf(connection);
  if (mapping.rules.length > 0 && areGroupsWithheld(claims, mapping.groupsClaim))
    throw new SignOnRefused("groups_withheld");
  const workspaceId = connection.workspace_id;
  const key = { workspaceId, connectionId: connection.id, subject };
  return db.system(async (systemTx) => {
    const admission = await admitMember(systemTx, acts, ctx, {
      workspaceId,
      memberId: await memberOfSubject(systemTx, key),
      email,
      name: nameIn(claims, email),
      placement: placementOf(claims, mapping),
      managesRole: managesRole(mapping),
      defaultRoleId: connection.default_role_id,
      createsMembers: connection.creates_members,
    });
    if (!admission.admitted) throw new SignOnRefused(admission.because);
    const { tx, memberId, userId } = admission;
    await putIdentity(tx, key, memberId, nowIso(clock));
    const after = { memberId, event: "signed-in", connection: connection.name };
    await note(tx, acts, contextFor(ctx, workspaceId, userId, nameIn(claims, email)), after);
    return { memberId, userId };
  });
}

/** An address that the provider says is verified, in one of the connection's domains. */
function emailOf(connection: ConnectionRow, claims: Claims): string {
  const email = textClaim(claims, "email")?.toLowerCase();
  if (!email || email.length > 254 || !/^[^@\s]{1,64}@[^@\s]+$/.test(email))
    throw new SignOnRefused("no_email");
  if (!connection.trusts_email && !isEmailVerified(claims))
    throw new SignOnRefused("email_not_verified");
  const { domains } = connection;
  if (domains.length > 0 && !domains.includes(domainOf(email)))
    throw new SignOnRefused("wrong_domain");
  return email;
}

async function beginSession(
  deps: SignOnDeps,
  ctx: Ctx,
  signOn: {
    connection: ConnectionRow;
    attempt: AttemptRow;
    proof: Proof;
    admitted: Admitted;
    came: CameBack;
  },
): Promise<SignedOn> {
  const { connection, attempt, proof, admitted, came } = signOn;
  const workspaceId = connection.workspace_id;
  const { sessionId, setCookie } = await deps.access.startVouchedSession(
    { userId: admitted.userId, workspaceId },
    { ip: ctx.ip, userAgent: came.userAgent },
  );
  await deps.db.system((tx) =>
    insertSession(tx, {
      workspaceId,
      connectionId: connection.id,
      sessionId,
      subject: proof.subject,
      providerSession: textClaim(proof.claims, "sid"),
      idToken: deps.sealer.seal(proof.idToken),
      endSessionUrl: proof.endSessionUrl,
      expiresAt: new Date(deps.clock.nowMs() + sessionDays * 24 * 3_600_000).toISOString(),
    }),
  );
  return { setCookie, nextPath: attempt.next_path };
}

async function noteRefusal(
  { db, acts }: SignOnDeps,
  from: Ctx,
  connection: ConnectionRow,
  { reason }: SignOnRefused,
): Promise<void> {
  const ctx = contextFor(from, connection.workspace_id, null, "Unknown");
  const after = { memberId: null, event: "refused", connection: connection.name, reason };
  await db.tenant(ctx, (tx) => note(tx, acts, ctx, after));
}

async function note(tx: Tx, acts: Acts, ctx: Ctx, after: Record<string, unknown>): Promise<void> {
  const act = acts.begin(ctx, `sso.${after.event}`);
  await act.changed(tx, [
    { object: "sign-ins", id: newId(), op: "create", before: null, after, record: null },
  ]);
}

/** From where the request came, in the connection's workspace. */
function contextFor(from: Ctx, workspaceId: string, userId: string | null, label: string): Ctx {
  const { principal: nobody } = systemContext(workspaceId, from.requestId);
  const who = userId === null ? {} : { kind: "user" as const, id: userId };
  return { ...from, workspaceId, principal: { ...nobody, ...who, label } };
}
