// Whether a message that arrived at your address came from your Rapport server: the check of Standard Webhooks
// (https://www.standardwebhooks.com), over the bytes as they came, with nothing but WebCrypto.

/** What a webhook sends. */
export interface WebhookMessage<Data = Record<string, unknown>> {
  /** Such as `people.updated`. */
  type: string;
  /** ISO 8601 in UTC. */
  timestamp: string;
  data: Data;
}

export interface ReceivedWebhook {
  /** The body as text, before it is parsed. */
  body: string;
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature` are looked at. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** `whsec_…`, as it was shown when the webhook was made. */
  secret: string;
  /** The time now, in ms since 1970: `Date.now()`. */
  nowMs: number;
  /** How old or how far ahead a message may be, in ms. Default five minutes. */
  toleranceMs?: number;
}

/** The message is not genuine, too old, or broken: answer 401 and do nothing. */
export class WebhookSignatureError extends Error {
  override readonly name = "WebhookSignatureError";
}

const headerOf = (headers: ReceivedWebhook["headers"], name: string): string => {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== "string" || value === "")
    throw new WebhookSignatureError(`The header ${name} is missing.`);
  return value;
};

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
};

const keyOf = (secret: string) => {
  const bytes = bytesOf(secret.replace(/^whsec_/, ""));
  if (bytes.length === 0) throw new WebhookSignatureError("The secret is no `whsec_…`.");
  const hash = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytes, hash, false, ["verify"]);
};

const messageOf = <Data>(body: string): WebhookMessage<Data> => {
  try {
    return JSON.parse(body) as WebhookMessage<Data>;
  } catch {
    throw new WebhookSignatureError("The body is no JSON.");
  }
};

/**
 * Answers the message, or rejects with a WebhookSignatureError. While a secret is being changed, messages carry two
 * signatures; one that holds is enough. A message may come twice: its `webhook-id` is then the same.
 */
export const verifyWebhook = async <Data = Record<string, unknown>>({
  body,
  headers,
  secret,
  nowMs,
  toleranceMs = 300_000,
}: ReceivedWebhook): Promise<WebhookMessage<Data>> => {
  const id = headerOf(headers, "webhook-id");
  const sentAt = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature").split(" ");
  // Also false for what is no number.
  if (!(Math.abs(nowMs - Number(sentAt) * 1000) <= toleranceMs))
    throw new WebhookSignatureError("The message is too old, or the clocks differ.");
  const key = await keyOf(secret);
  const signed = new TextEncoder().encode(`${id}.${sentAt}.${body}`);
  for (const signature of signatures) {
    const given = signature.startsWith("v1,") ? bytesOf(signature.slice(3)) : new Uint8Array();
    if (await crypto.subtle.verify("HMAC", key, given, signed)) return messageOf<Data>(body);
  }
  throw new WebhookSignatureError("No signature holds. Is this the secret of this webhook?");
};
