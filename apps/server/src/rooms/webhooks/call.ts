// One call of a receiver. Any 2xx counts, whatever the body says; the body is read as far as the log keeps
// it, and an endless or slow one costs no more than that.
import { AppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { signedHeaders } from "../../platform/webhook-signing.ts";
import type { Prepared } from "./prepare.ts";
import { retryAfterMs } from "./retry.rules.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export const callTimeoutMs = 15_000;
const keptResponseBytes = 2048;

export interface CallResult {
  id: string;
  atMs: number;
  durationMs: number;
  url: string;
  status: number | null;
  /** Null: it worked. */
  error: string | null;
  retryAfterMs: number | null;
  response: string | null;
  isCut: boolean;
}

type Sendable = Extract<Prepared, { kind: "send" }>;

const errorNames: Readonly<Record<string, string>> = {
  "platform.outbound_refused": "address_refused",
  "platform.outbound_unknown_host": "unknown_host",
  "platform.outbound_timeout": "timeout",
  "platform.outbound_failed": "connection_failed",
};

function errorNameOf(error: unknown): string {
  return (error instanceof AppError && errorNames[error.code]) || "connection_failed";
}

/** Plain text for people; what is no text at all is not kept. */
export function shownText(body: Uint8Array): string {
  if (body.includes(0)) return "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return new TextDecoder().decode(body).replace(/[\u0001-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

export async function call(
  { outbound, clock }: Pick<WebhooksDeps, "outbound" | "clock">,
  { claimed, endpoint, secrets, body }: Sendable,
  signal: AbortSignal,
): Promise<CallResult> {
  const atMs = clock.nowMs();
  const started = performance.now();
  const { url } = endpoint;
  const timestamp = Math.floor(atMs / 1000);
  const common = { id: newId(), atMs, url };
  const durationMs = () => Math.round(performance.now() - started);
  try {
    const answer = await outbound.send({
      method: "POST",
      url,
      headers: {
        "content-type": "application/json",
        "user-agent": "Rapport-Webhooks",
        ...signedHeaders(secrets, { id: claimed.eventId, timestamp, body }),
      },
      body,
      timeoutMs: callTimeoutMs,
      maxResponseBytes: keptResponseBytes,
      excess: "cut",
      signal,
    });
    const { status } = answer;
    return {
      ...common,
      durationMs: durationMs(),
      status,
      error: status >= 200 && status < 300 ? null : `status_${status}`,
      retryAfterMs: retryAfterMs(status, answer.headers["retry-after"], atMs),
      response: shownText(answer.body),
      isCut: answer.isCut,
    };
  } catch (error) {
    const nothing = { status: null, retryAfterMs: null, response: null, isCut: false };
    return { ...common, ...nothing, durationMs: durationMs(), error: errorNameOf(error) };
  }
}
