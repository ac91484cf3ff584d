// Signatures by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body` under the bytes of
// a `whsec_` secret. A message carries one signature for each secret that holds, newest first, so that a
// receiver who knows either of two accepts it while a secret is being changed.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const prefix = "whsec_";
const secretBytes = 32;

export interface Signed {
  id: string;
  /** Seconds since the Unix epoch. */
  timestamp: number;
  body: string;
}

export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return `v1,${signature}`;
}

export function signedHeaders(
  secrets: readonly string[],
  message: Signed,
): Readonly<Record<string, string>> {
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(message.timestamp),
    "webhook-signature": secrets.map((secret) => signatureOf(secret, message)).join(" "),
  };
}

export const newSecret = (): string => prefix + randomBytes(secretBytes).toString("base64");

export type SignatureFault = "unsigned" | "expired" | "wrong_signature";

/** As far as the specification's own libraries let clocks differ. */
const toleranceSeconds = 300;

/** What is wrong with a message that came to us; null: one of its signatures holds. */
export function signatureFault(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  nowMs: number,
): SignatureFault | null {
  const id = headers["webhook-id"];
  const timestamp = Number(headers["webhook-timestamp"]);
  const given = headers["webhook-signature"];
  if (typeof id !== "string" || typeof given !== "string" || !Number.isInteger(timestamp))
    return "unsigned";
  if (Math.abs(nowMs / 1000 - timestamp) > toleranceSeconds) return "expired";
  const expected = Buffer.from(signatureOf(secret, { id, timestamp, body }));
  const holds = given.split(" ").some((one) => {
    const bytes = Buffer.from(one);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  return holds ? null : "wrong_signature";
}
