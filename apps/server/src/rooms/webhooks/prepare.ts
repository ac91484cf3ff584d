// From claimed deliveries to what is sent: the endpoint as it is now, whom it acts for and what they may see
// now, and the message made from that. Whatever cannot be sent says why.
import type { WebhookDisabledReason } from "@rapport/contracts";
import { type Ctx, systemContext } from "../../platform/context.ts";
import { isAppError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { StoredEndpoint } from "./endpoint.ts";
import { readEndpoints } from "./endpoints.store.ts";
import { messageOf } from "./message.rules.ts";
import { type Claimed, readEvents, type StoredEvent } from "./queue.store.ts";
import { openSecrets } from "./secrets.ts";
import { firstSight, look } from "./sight.ts";
import type { WebhooksDeps } from "./webhooks-deps.ts";

export type Prepared =
  | { kind: "send"; claimed: Claimed; endpoint: StoredEndpoint; secrets: string[]; body: string }
  | { kind: "skip"; claimed: Claimed; reason: string }
  /** The endpoint itself cannot be served; the delivery waits. */
  | { kind: "broken"; claimed: Claimed; reason: WebhookDisabledReason }
  /** Paused, switched off or removed meanwhile. */
  | { kind: "release"; claimed: Claimed };

export type PrepareDeps = Pick<WebhooksDeps, "db" | "clock" | "records" | "sealer" | "principalOf">;

export async function contextOf(
  deps: Pick<WebhooksDeps, "principalOf">,
  workspaceId: string,
  { id, name, memberId, roleId, ceiling }: StoredEndpoint,
): Promise<Ctx> {
  const standIn = { workspaceId, id, label: name, memberId, roleId, ceiling };
  return { ...systemContext(workspaceId, newId()), principal: await deps.principalOf(standIn) };
}

/** Of one workspace. */
export async function prepare(
  deps: PrepareDeps,
  workspaceId: string,
  claimed: readonly Claimed[],
  when: "active" | "whatever-status" = "active",
): Promise<Prepared[]> {
  const reader = deps.db.reader({ workspaceId });
  const idsOf = (key: "endpointId" | "eventId") => [...new Set(claimed.map((one) => one[key]))];
  const [endpoints, events] = await Promise.all([
    readEndpoints(reader, idsOf("endpointId")),
    readEvents(reader, idsOf("eventId")),
  ]);
  const eventOf = new Map(events.map((event) => [event.id, event]));
  const prepared: Prepared[] = [];
  const served = endpoints.filter(({ status }) => status === "active" || when !== "active");
  for (const endpoint of served) {
    const own = claimed.filter(({ endpointId }) => endpointId === endpoint.id);
    prepared.push(...(await prepareFor(deps, workspaceId, endpoint, { own, eventOf })));
  }
  const known = new Set(prepared.map((one) => one.claimed));
  const left = claimed.filter((one) => !known.has(one));
  return [...prepared, ...left.map((one) => ({ kind: "release" as const, claimed: one }))];
}

interface Batch {
  own: readonly Claimed[];
  eventOf: ReadonlyMap<string, StoredEvent>;
}

async function prepareFor(
  deps: PrepareDeps,
  workspaceId: string,
  endpoint: StoredEndpoint,
  { own, eventOf }: Batch,
): Promise<Prepared[]> {
  try {
    const secrets = openSecrets(deps, endpoint);
    const ctx = await contextOf(deps, workspaceId, endpoint);
    const events = own
      .map(({ eventId }) => eventOf.get(eventId))
      .filter((one) => one !== undefined);
    const first = [...new Set(events)].map(firstSight);
    const seen = await look(deps.records, deps.db.reader(ctx), ctx, first);
    const bodies = new Map(
      seen.map((looked) => [looked.event.id, bodyOf(messageOf(looked, endpoint))]),
    );
    return own.map((claimed) => {
      const body = bodies.get(claimed.eventId) ?? null;
      if (body !== null) return { kind: "send", claimed, endpoint, secrets, body };
      const isGone = !eventOf.get(claimed.eventId)?.content;
      return { kind: "skip", claimed, reason: isGone ? "record_gone" : "not_visible" };
    });
  } catch (error) {
    const reason = brokenBy(error);
    if (reason === null) throw error;
    return own.map((claimed) => ({ kind: "broken", claimed, reason }));
  }
}

const bodyOf = (message: unknown): string | null =>
  message === null ? null : JSON.stringify(message);

function brokenBy(error: unknown): WebhookDisabledReason | null {
  if (isAppError(error, "access.nobody_behind")) return "no_member";
  if (isAppError(error, "platform.sealed_elsewhere")) return "secret_lost";
  return null;
}
