// An identity provider as openid-client speaks to it, through the outbound client alone: one discovery a
// sign-in, so that rotated keys and moved endpoints are seen at once, and short waits, since a person is
// waiting. Signatures of ID tokens are checked although TLS would do: the secret path from the token
// endpoint may lead through a private network.
import * as oidc from "openid-client";
import { AppError } from "../../platform/errors.ts";
import type { Outbound } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";
import type { ConnectionRow } from "./connections.store.ts";
import { type RefusalReason, SignOnRefused, ssoError } from "./errors.ts";

export const providerTimeoutMs = 8000;
const clockToleranceSeconds = 60;

/** What openid-client calls instead of fetch. */
export function fetchBy(outbound: Outbound): oidc.CustomFetch {
  return async (url, { method, headers, body }) => {
    const answer = await outbound.send({
      method: method as "GET" | "POST",
      url,
      headers: Object.fromEntries(new Headers(headers as Record<string, string>)),
      timeoutMs: providerTimeoutMs,
      ...(body ? { body: textOf(body) } : {}),
    });
    const isBare = answer.status === 204 || answer.status === 304;
    return new Response(isBare ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: { ...answer.headers },
    });
  };
}

function textOf(body: oidc.FetchBody): string | Uint8Array {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  return String(body);
}

export async function discover(
  outbound: Outbound,
  sealer: Sealer,
  connection: ConnectionRow,
): Promise<oidc.Configuration> {
  const secret = connection.client_secret === null ? null : sealer.open(connection.client_secret);
  const isPlain = connection.issuer.startsWith("http:");
  return oidc.discovery(
    new URL(connection.issuer),
    connection.client_id,
    { [oidc.clockTolerance]: clockToleranceSeconds },
    secret === null ? oidc.None() : oidc.ClientSecretPost(secret),
    {
      execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
      timeout: providerTimeoutMs / 1000,
      [oidc.customFetch]: fetchBy(outbound),
    },
  );
}

/** The first of our own errors among the causes. */
export function ownErrorIn(error: unknown): AppError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 6; depth += 1) {
    if (at instanceof AppError) return at;
    at = at.cause;
  }
  return null;
}

/** Did the provider not answer at all, or did it answer what must not be believed? */
export function refusalOf(error: unknown): SignOnRefused {
  if (error instanceof SignOnRefused) return error;
  const own = ownErrorIn(error);
  if (own)
    return new SignOnRefused(own.kind === "internal" ? "bad_answer" : "provider_down", error);
  return new SignOnRefused(reasonOf(error), error);
}

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof oidc.AuthorizationResponseError) {
    return error.error === "access_denied" ? "cancelled" : "provider_error";
  }
  if (
    error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.WWWAuthenticateChallengeError
  )
    return "provider_error";
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === "OAUTH_RESPONSE_IS_NOT_CONFORM") return "provider_down";
  return "bad_answer";
}

/** For the screen that is waiting for the way to the provider. */
export function providerDown(name: string, error: unknown): AppError {
  const own = ownErrorIn(error);
  if (own && own.code === "platform.sealed_elsewhere") return own;
  return ssoError(
    "unavailable",
    "provider_down",
    `${name} does not answer as it should just now. Try again in a minute, or sign in another way. An admin can see what is wrong under Settings, Single sign-on, Test connection.`,
    error,
  );
}
