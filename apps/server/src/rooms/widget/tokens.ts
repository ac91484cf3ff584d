// What visitors carry: a credential by which they come back, and a token for the calls of a quarter of an hour. Both
// are signed for one purpose each and say all that there is to know, so that nobody who only looks is stored.
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { isId, newId } from "../../platform/ids.ts";

export const tokenMs = 15 * 60_000;
const credentialMs = 400 * 24 * 3600 * 1000;
const mostLength = 4000;

export interface VisitorClaims {
  workspaceId: string;
  channelId: string;
  visitorId: string;
  /** Of the website. */
  origin: string;
  /** Of a known visitor. */
  user: { id: string; email: string | null; name: string | null } | null;
  expiresMs: number;
}

export interface Tokens {
  give(
    claims: Omit<VisitorClaims, "expiresMs">,
    nowMs: number,
  ): { token: string; expiresMs: number };
  /** Null: not ours, changed, or over. */
  read(token: string, nowMs: number): VisitorClaims | null;
  giveCredential(channelId: string, visitorId: string, nowMs: number): string;
  /** Whose it is; null: nobody's of this channel. */
  readCredential(channelId: string, credential: string, nowMs: number): string | null;
  /** The same for the same user of a channel, and not to be guessed. */
  visitorOf(channelId: string, userId: string): string;
}

/** A user's id as one of ours: version and variant as RFC 9562 has them for ids made otherwise. */
function idFrom(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  const variant = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const tail = hex.slice(18, 20) + hex.slice(20, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant.toString(16)}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

export function createTokens(secret: string): Tokens {
  const keyOf = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret, "rapport.widget", purpose, 32));
  const keys = { token: keyOf("token"), credential: keyOf("credential"), user: keyOf("user") };

  const signed = (purpose: "token" | "credential", body: string): string => {
    const text = Buffer.from(body).toString("base64url");
    const signature = createHmac("sha256", keys[purpose]).update(text).digest("base64url");
    return `${text}.${signature}`;
  };

  function bodyOf(purpose: "token" | "credential", given: string): unknown {
    const [text = "", signature = "", more] = given.split(".");
    if (given.length > mostLength || more !== undefined) return null;
    const expected = createHmac("sha256", keys[purpose]).update(text).digest();
    const bytes = Buffer.from(signature, "base64url");
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) return null;
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  }

  return {
    give: (claims, nowMs) => {
      const expiresMs = nowMs + tokenMs;
      return {
        token: `vt_${signed("token", JSON.stringify({ ...claims, expiresMs }))}`,
        expiresMs,
      };
    },
    read: (token, nowMs) => {
      if (!token.startsWith("vt_")) return null;
      const claims = bodyOf("token", token.slice(3)) as VisitorClaims | null;
      return claims && claims.expiresMs > nowMs ? claims : null;
    },
    giveCredential: (channelId, visitorId, nowMs) =>
      signed("credential", JSON.stringify({ channelId, visitorId, madeMs: nowMs })),
    readCredential: (channelId, credential, nowMs) => {
      const kept = bodyOf("credential", credential) as {
        channelId: string;
        visitorId: string;
        madeMs: number;
      } | null;
      const holds = kept?.channelId === channelId && kept.madeMs + credentialMs > nowMs;
      return kept && holds && isId(kept.visitorId) ? kept.visitorId : null;
    },
    visitorOf: (channelId, userId) =>
      idFrom(createHmac("sha256", keys.user).update(`${channelId}\n${userId}`).digest()),
  };
}

export const newVisitor = newId;
