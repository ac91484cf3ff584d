// The webhooks room: tells receivers outside what happens to records. See README.md for its words and
// invariants.
import type { ChangeListener } from "../../platform/acts.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import { createLogClearing, type LogClearing } from "./clear-log.ts";
import { type Courier, createCourier } from "./courier.ts";
import { deliveryActs } from "./delivery-acts.ts";
import { deliveryRoutes } from "./delivery-routes.ts";
import { endpointActs } from "./endpoint-acts.ts";
import { noteChanges } from "./note-changes.ts";
import { endpointRoutes } from "./routes.ts";
import { createSubscriptions } from "./subscriptions.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export interface Webhooks {
  name: "webhooks";
  routes: AnyRoute[];
  /** Queues what endpoints ask for, in the transaction of the change. */
  onChange: ChangeListener;
  /** Background work; one process at least must run it. */
  courier: Pick<Courier, "start" | "stop" | "drain">;
  log: Pick<LogClearing, "start" | "stop" | "clear">;
}

export interface WebhooksOptions {
  /** Told of each call. */
  onCalled?(isFailure: boolean): void;
}

export function createWebhooks(deps: WebhooksDeps, options: WebhooksOptions = {}): Webhooks {
  const subscriptions = createSubscriptions(deps.clock);
  const courier = createCourier({
    ...deps,
    onSwitched: subscriptions.forget,
    onCalled: options.onCalled ?? (() => undefined),
  });
  const onChanged = (workspaceId: string) => {
    subscriptions.forget(workspaceId);
    courier.wake();
  };
  deps.acts.register(
    ...endpointActs({ ...deps, onChanged }),
    ...deliveryActs({ mark: courier.mark }),
  );
  return {
    name: "webhooks",
    routes: [...endpointRoutes(deps), ...deliveryRoutes({ ...deps, courier })],
    onChange: noteChanges({
      subscriptions,
      recordObjects: async (tx) => new Set((await deps.records.objectTypes(tx)).keys()),
      onQueued: courier.wake,
    }),
    courier,
    log: createLogClearing(deps),
  };
}
