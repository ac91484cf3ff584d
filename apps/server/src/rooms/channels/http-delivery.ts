// What an answer over HTTP, or none, means for a message that was sent: delivered, refused for good or for now, or
// not known. Only a connection that never stood is known not to have delivered.
import { AppError, isAppError } from "../../platform/errors.ts";
import type { Outbound, OutboundRequest, OutboundResponse } from "../../platform/outbound.ts";
import type { Delivery } from "./adapter.ts";
import type { ChannelsDeps } from "./channels-deps.ts";
import { needsHttps } from "./errors.ts";
import { addressIn } from "./settings.rules.ts";

const timeoutMs = 15_000;
const maxResponseBytes = 16_384;

/** Asked too often, or not able just now. */
const isForNow = (status: number) =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const never = new Set(["platform.outbound_refused"]);
const notYet = new Set(["platform.outbound_unknown_host"]);

function failure(error: unknown): Delivery {
  if (!(error instanceof AppError)) throw error;
  const reason = error.code.replace("platform.outbound_", "");
  if (never.has(error.code)) return { kind: "refused", reason: "address_refused", permanent: true };
  if (notYet.has(error.code)) return { kind: "refused", reason, permanent: false };
  const code = (error.cause as { code?: string } | undefined)?.code;
  if (code === "ECONNREFUSED")
    return { kind: "refused", reason: "connection_refused", permanent: false };
  return {
    kind: "unknown",
    reason: isAppError(error, "platform.outbound_timeout") ? "timeout" : reason,
  };
}

export async function sendOver(
  outbound: Outbound,
  call: Pick<OutboundRequest, "url" | "headers" | "body">,
  idOf: (answer: OutboundResponse) => string,
): Promise<Delivery> {
  try {
    const answer = await outbound.send({
      ...call,
      method: "POST",
      timeoutMs,
      maxResponseBytes,
      excess: "cut",
    });
    const { status } = answer;
    if (status >= 200 && status < 300) return { kind: "delivered", providerId: idOf(answer) };
    return { kind: "refused", reason: `status_${status}`, permanent: !isForNow(status) };
  } catch (error) {
    return failure(error);
  }
}

/** Before it is saved. Outside a transaction, since it asks the DNS; a name not known now may be known later. */
export async function checkAddress(
  { outbound, plainHosts }: Pick<ChannelsDeps, "outbound" | "plainHosts">,
  settings: object | undefined,
): Promise<void> {
  const url = addressIn(settings);
  if (url === null) return;
  await outbound.check(url).catch((error: unknown) => {
    if (!isAppError(error, "platform.outbound_unknown_host")) throw error;
  });
  const target = new URL(url);
  const endpoint = `${target.hostname}:${target.port || 80}`.toLowerCase();
  if (target.protocol !== "https:" && !plainHosts.includes(endpoint)) throw needsHttps();
}
