// Secrets of endpoints: made here, sealed at rest with the id of the endpoint inside, so that one that is
// copied to another row does not open there.
import { AppError, isAppError } from "../../platform/errors.ts";
import type { StoredEndpoint } from "./endpoint.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

type Deps = Pick<WebhooksDeps, "sealer">;

export function sealSecret({ sealer }: Deps, endpointId: string, secret: string): string {
  return sealer.seal(`${endpointId} ${secret}`);
}

function openSecret({ sealer }: Deps, endpointId: string, sealed: string): string {
  const [id, secret] = sealer.open(sealed).split(" ");
  if (id === endpointId && secret) return secret;
  throw new AppError("unavailable", "platform.sealed_elsewhere", "This secret is another row's.");
}

/** Whether it can be read here: after the server's own secret was changed, none can that was sealed before. */
export function opens(deps: Deps, endpointId: string, sealed: string): boolean {
  try {
    return openSecret(deps, endpointId, sealed) !== "";
  } catch (error) {
    if (isAppError(error, "platform.sealed_elsewhere")) return false;
    throw error;
  }
}

/** All that hold now, the newest first. */
export function openSecrets(
  deps: Deps & Pick<WebhooksDeps, "clock">,
  endpoint: StoredEndpoint,
): string[] {
  const { id, secret, oldSecret, oldSecretUntil } = endpoint;
  const now = openSecret(deps, id, secret);
  const isOver = oldSecretUntil === null || Date.parse(oldSecretUntil) <= deps.clock.nowMs();
  return oldSecret === null || isOver ? [now] : [now, openSecret(deps, id, oldSecret)];
}
