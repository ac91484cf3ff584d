// Signatures by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body` under the bytes of
// a `whsec_` secret. A message carries one signature for each secret that holds, newest first, so that a
// receiver who knows either of two accepts it while a secret is being changed.
import { createHmac } from "node:crypto";

const prefix = "whsec_";

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

export function secretText(bytes: Uint8Array): string {
  return prefix + Buffer.from(bytes).toString("base64");
}
