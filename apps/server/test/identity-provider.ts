// A real OpenID Connect provider (the npm package oidc-provider) on a port of its own, which signs in
// whoever the test names, without asking. What it answers can be broken or forged, to see it refused.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import Provider, { type Configuration } from "oidc-provider";

export interface ProviderPerson {
  sub: string;
  [claim: string]: unknown;
}

type Mode = "good" | "down" | "nonsense" | "slow" | "failing";

export interface IdentityProvider {
  issuer: string;
  /** host:port, for the list of what may be called. */
  endpoint: string;
  /** Who signs in next. */
  person: ProviderPerson;
  mode: Mode;
  /** Changes the JSON of an answer; by the path of its address. */
  tamper: Record<string, (body: Record<string, unknown>) => Promise<Record<string, unknown>>>;
  /** Signs as the provider does, or with another key under the same name. */
  sign(claims: JWTPayload, by?: "provider" | "stranger" | "rotated"): Promise<string>;
  rotatedKey: JWK;
  /** Walks a browser through the provider until it is sent back; answers that address. */
  visit(url: string, jar?: Jar): Promise<string>;
  /** Logout tokens that the provider sent. */
  logoutTokens: string[];
  close(): Promise<void>;
}

export type Jar = Map<string, string>;

export const clientId = "rapport";
export const clientSecret = "a client secret of forty characters or so";
const keyId = "provider-key";

interface Key {
  jwk: JWK;
  publicJwk: JWK;
  privateKey: GenerateKeyPairResult["privateKey"];
}

async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const shared = { kid, alg: "RS256", use: "sig" };
  return {
    jwk: { ...(await exportJWK(privateKey)), ...shared },
    publicJwk: { ...(await exportJWK(publicKey)), ...shared },
    privateKey,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export async function startIdentityProvider(publicUrl: string): Promise<IdentityProvider> {
  const [key, stranger, rotated] = await Promise.all([
    newKey(keyId),
    newKey(keyId),
    newKey("rotated-key"),
  ]);
  const keys = { provider: key, stranger, rotated };
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  const port = await listen(server);
  const issuer = `http://127.0.0.1:${port}`;

  const self: IdentityProvider = {
    issuer,
    endpoint: `127.0.0.1:${port}`,
    person: { sub: "nobody" },
    mode: "good",
    tamper: {},
    rotatedKey: rotated.publicJwk,
    sign: (claims, by = "provider") =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: by === "rotated" ? "rotated-key" : keyId })
        .sign(keys[by].privateKey),
    visit: (url, jar = new Map()) => visit(url, jar, publicUrl),
    logoutTokens: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const people = new Map<string, ProviderPerson>();
  const provider = new Provider(issuer, configuration(self, key.jwk, people, publicUrl));
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    people.set(self.person.sub, self.person);
    await answerForPerson(provider, self.person, ctx.req, ctx.res);
    ctx.respond = false;
  });
  const callback = provider.callback();
  handle = (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (self.mode === "down") return void request.socket.destroy();
    if (self.mode === "slow") return;
    if (self.mode === "failing") return void response.writeHead(503).end("away");
    if (self.mode === "nonsense") return void response.writeHead(200).end("<html>hello</html>");
    const change = self.tamper[path];
    if (change) rewrite(response, change);
    callback(request, response);
  };
  return self;
}

function rewrite(
  response: ServerResponse,
  change: (body: Record<string, unknown>) => Promise<Record<string, unknown>>,
): void {
  const end = response.end.bind(response) as (text: string) => ServerResponse;
  response.end = ((chunk: unknown) => {
    const body = JSON.parse(String(chunk)) as Record<string, unknown>;
    void change(body).then((changed) => {
      const text = JSON.stringify(changed);
      response.setHeader("content-length", Buffer.byteLength(text));
      end(text);
    });
    return response;
  }) as typeof response.end;
}

function configuration(
  self: IdentityProvider,
  jwk: JWK,
  people: Map<string, ProviderPerson>,
  publicUrl: string,
): Configuration {
  return {
    jwks: { keys: [jwk as never] },
    cookies: { keys: ["a key for the provider's cookies"] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${publicUrl}/api/v1/auth/sso/callback`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
        token_endpoint_auth_method: "client_secret_post",
        backchannel_logout_uri: `${publicUrl}/api/v1/auth/sso/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ["sub", "sid"],
      email: ["email", "email_verified"],
      profile: ["name", "given_name", "family_name"],
      groups: ["groups", "region"],
    },
    scopes: ["openid", "email", "profile", "groups"],
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_ctx, sub) => ({
      accountId: sub,
      claims: async () => people.get(sub) ?? { sub },
    }),
    fetch: async (url, init) => {
      const body = new URLSearchParams(String((init as { body?: unknown })?.body ?? ""));
      self.logoutTokens.push(body.get("logout_token") ?? String(url));
      return new Response(null, { status: 204 });
    },
  };
}

/** Signs in and consents to everything. */
async function answerForPerson(
  provider: Provider,
  person: ProviderPerson,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (person.refuses === true) {
    const refusal = { error: "access_denied", error_description: "The person said no" };
    return provider.interactionFinished(request, response, refusal);
  }
  if (prompt.name === "login") {
    const login = { login: { accountId: person.sub } };
    return provider.interactionFinished(request, response, login);
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) });
  grant.addOIDCScope("openid email profile groups");
  const consent = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
}

async function visit(url: string, jar: Jar, publicUrl: string): Promise<string> {
  let at = url;
  for (let hops = 0; hops < 12; hops += 1) {
    if (at.startsWith(publicUrl)) return at;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(at, { redirect: "manual", headers: cookie ? { cookie } : {} });
    for (const set of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (set.split(";")[0] ?? "").split(/=(.*)/s);
      jar.set(name, value);
    }
    const next = answer.headers.get("location");
    if (!next)
      throw new Error(`The provider stopped at ${at}: ${answer.status} ${await answer.text()}`);
    at = new URL(next, at).href;
  }
  throw new Error("The provider sends the browser round and round.");
}
