// "Test connection": asks the provider what a sign-in would ask, step by step, and says exactly what is
// wrong and where to put it right. Nothing is changed on either side.
import type { ConnectionCheck } from "@rapport/contracts";
import type { Outbound, OutboundResponse } from "../../platform/outbound.ts";
import type { Sealer } from "../../platform/sealing.ts";
import type { ConnectionRow } from "./connections.store.ts";
import { ownErrorIn, providerTimeoutMs } from "./provider.ts";
import { callbackPath } from "./sign-on.ts";

type Check = ConnectionCheck["checks"][number];
type Json = Record<string, unknown>;

interface CheckDeps {
  outbound: Outbound;
  sealer: Sealer;
  publicUrl: string;
}

export async function checkConnection(
  deps: CheckDeps,
  connection: ConnectionRow,
): Promise<ConnectionCheck> {
  const found = await discoveryOf(deps, connection);
  const checks = [...found.checks];
  if (found.document) {
    checks.push(...saysEnough(found.document, connection));
    checks.push(await keysCheck(deps, found.document));
    checks.push(await clientCheck(deps, connection, found.document));
    checks.push(signOutCheck(found.document));
  }
  return { ok: checks.every(({ state }) => state !== "bad"), checks };
}

function check(title: string, state: Check["state"], detail: string): Check {
  return { title, state, detail };
}

function jsonOf(answer: OutboundResponse): Json | null {
  try {
    const value: unknown = JSON.parse(answer.body.toString());
    return typeof value === "object" && value !== null ? (value as Json) : null;
  } catch {
    return null;
  }
}

function textIn(document: Json, name: string): string | null {
  const value = document[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function listIn(document: Json, name: string): string[] | null {
  const value = document[name];
  return Array.isArray(value) ? value.map(String) : null;
}

const why = (error: unknown): string =>
  ownErrorIn(error)?.message ?? "It could not be asked, for a reason that is in the server's log.";

async function discoveryOf(
  { outbound }: CheckDeps,
  { issuer }: ConnectionRow,
): Promise<{ checks: Check[]; document: Json | null }> {
  const title = "The provider answers";
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const failed = (detail: string) => ({ checks: [check(title, "bad", detail)], document: null });
  try {
    const answer = await outbound.send({ method: "GET", url, timeoutMs: providerTimeoutMs });
    if (answer.status !== 200) {
      return failed(
        `${url} answers ${answer.status} instead of 200. Check the issuer: it is the address before /.well-known/openid-configuration.`,
      );
    }
    const document = jsonOf(answer);
    if (!document)
      return failed(`${url} answers something that is not JSON. Check the issuer's address.`);
    const good = check(title, "good", url);
    const own = issuerCheck(document, issuer);
    return { checks: [good, own], document: own.state === "bad" ? null : document };
  } catch (error) {
    return failed(`${url}: ${why(error)}`);
  }
}

function issuerCheck(document: Json, issuer: string): Check {
  const title = "It is the issuer that was entered";
  const says = textIn(document, "issuer");
  if (says === issuer) return check(title, "good", issuer);
  if (says === null) return check(title, "bad", "It does not name its issuer.");
  const hint = says.includes("{tenantid}")
    ? "For Entra ID, enter the address with your own tenant's id."
    : "Enter it exactly like this.";
  return check(title, "bad", `It names itself ${says}; entered is ${issuer}. ${hint}`);
}

function saysEnough(document: Json, connection: ConnectionRow): Check[] {
  return [
    endpointsCheck(document),
    listCheck(document, "response_types_supported", ["code"], {
      title: "It offers the authorization code flow",
      missing: "bad",
      advice: "Choose “web application” or “authorization code” as the kind of client.",
    }),
    listCheck(document, "code_challenge_methods_supported", ["S256"], {
      title: "It knows PKCE",
      missing: "warning",
      advice: "It does not say that it checks it; sign-in works all the same.",
    }),
    listCheck(document, "scopes_supported", connection.scopes, {
      title: "It knows the scopes",
      missing: "warning",
      advice: "It may ignore them, or refuse the sign-in.",
    }),
  ];
}

function endpointsCheck(document: Json): Check {
  const title = "It names where to sign in and where to get tokens";
  const names = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
  const missing = names.filter((name) => !URL.canParse(textIn(document, name) ?? ""));
  return missing.length === 0
    ? check(title, "good", names.map((name) => textIn(document, name)).join(", "))
    : check(title, "bad", `Its description lacks ${missing.join(", ")}.`);
}

interface Wanted {
  title: string;
  missing: Check["state"];
  advice: string;
}

function listCheck(document: Json, name: string, wanted: readonly string[], says: Wanted): Check {
  const offered = listIn(document, name);
  if (offered === null) return check(says.title, "skipped", `It does not publish ${name}.`);
  const missing = wanted.filter((one) => !offered.includes(one));
  return missing.length === 0
    ? check(says.title, "good", wanted.join(", "))
    : check(
        says.title,
        says.missing,
        `Not among what it offers: ${missing.join(", ")}. ${says.advice}`,
      );
}

async function keysCheck({ outbound }: CheckDeps, document: Json): Promise<Check> {
  const title = "Its signing keys can be read";
  const url = textIn(document, "jwks_uri");
  if (!url) return check(title, "skipped", "It names no address of keys.");
  try {
    const answer = await outbound.send({ method: "GET", url, timeoutMs: providerTimeoutMs });
    const keys = jsonOf(answer)?.keys;
    const usable = (Array.isArray(keys) ? (keys as Json[]) : []).filter(
      ({ kty, use }) => ["RSA", "EC", "OKP"].includes(String(kty)) && use !== "enc",
    );
    return usable.length > 0
      ? check(title, "good", `${usable.length} at ${url}`)
      : check(title, "bad", `${url} answers ${answer.status}, without any key for signatures.`);
  } catch (error) {
    return check(title, "bad", `${url}: ${why(error)}`);
  }
}

/** With a code that cannot exist, a provider that knows the client complains of the code alone. */
async function clientCheck(
  { outbound, sealer, publicUrl }: CheckDeps,
  connection: ConnectionRow,
  document: Json,
): Promise<Check> {
  const title = "It knows client id and secret";
  const url = textIn(document, "token_endpoint");
  if (!url) return check(title, "skipped", "It names no address for tokens.");
  try {
    const secret = connection.client_secret === null ? null : sealer.open(connection.client_secret);
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      code: "rapport-connection-test",
      redirect_uri: `${publicUrl}${callbackPath}`,
      code_verifier: "rapport-connection-test-rapport-connection-test",
      client_id: connection.client_id,
      ...(secret === null ? {} : { client_secret: secret }),
    });
    const answer = await outbound.send({
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: body.toString(),
      timeoutMs: providerTimeoutMs,
    });
    return clientVerdict(title, answer);
  } catch (error) {
    return check(title, "bad", `${url}: ${why(error)}`);
  }
}

function clientVerdict(title: string, answer: OutboundResponse): Check {
  const document = jsonOf(answer) ?? {};
  const error = textIn(document, "error") ?? `status ${answer.status}`;
  const more = (textIn(document, "error_description") ?? "").slice(0, 300);
  const says = `It answers “${error}${more ? `: ${more}` : ""}”.`;
  if (error === "invalid_grant") return check(title, "good", "Client id and secret are right.");
  if (error === "invalid_client" || error === "unauthorized_client") {
    return check(title, "bad", `${says} Copy client id and secret from the provider once more.`);
  }
  return check(title, "warning", `${says} Whether they are right shows at the first sign-in.`);
}

function signOutCheck(document: Json): Check {
  const title = "It ends its session too when somebody signs out here";
  return textIn(document, "end_session_endpoint")
    ? check(title, "good", String(document.end_session_endpoint))
    : check(title, "warning", "It does not say how. Signing out ends the session here alone.");
}
