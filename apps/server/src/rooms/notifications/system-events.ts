// What happens by itself and somebody must know: an import that ended, an automation that was paused, a webhook that
// was switched off. Told once an event: the line carries the event's id.
import type {
  NotificationKind,
  SettingsPermission,
  WebhookDisabledReason,
} from "@rapport/contracts";
import type { OutboxEvent } from "../../platform/outbox.ts";
import type { MemberWithRights } from "../access/index.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { writeItems } from "./write-items.ts";

interface Told {
  kind: NotificationKind;
  /** Whose it is. */
  memberId: string | null;
  /** Whoever holds it first is told instead of a member who is gone; null: nobody is. */
  permission: SettingsPermission | null;
  title: string;
  text: string | null;
  link: string;
  subjectId: string;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const whyDisabled: Record<WebhookDisabledReason, string> = {
  gone: "Its receiver answered that it is gone for good.",
  failing: "Its receiver failed for five days without one success.",
  no_member: "Whoever it acted for is no longer an active member.",
  secret_lost: "Its secret cannot be read any more.",
};

type Payload = OutboxEvent["payload"];
type Read = (payload: Payload) => Omit<Told, "memberId">;

const texts = (payload: Payload) => ({
  subjectId: textOf(payload.id),
  title: textOf(payload.title).slice(0, 200),
  text: textOf(payload.text).slice(0, 1000) || null,
});

const readers: Readonly<Record<string, Read>> = {
  "imports.ended": (payload) => ({
    ...texts(payload),
    kind: payload.status === "done" ? "import-finished" : "import-failed",
    permission: "imports.run",
    link: `/imports/${textOf(payload.id)}`,
  }),
  // What a rule says and names is for its owner.
  "automations.paused": (payload) => ({
    ...texts(payload),
    kind: "automation-paused",
    permission: null,
    link: `/automations/${textOf(payload.id)}`,
  }),
  "models.alarm": (payload) => ({
    ...texts(payload),
    kind: "model-alarm",
    permission: "models.manage",
    link: `/models/${textOf(payload.key)}`,
  }),
  "webhooks.disabled": ({ webhookId, name, reason }) => ({
    subjectId: textOf(webhookId),
    title: textOf(name).slice(0, 200),
    text: whyDisabled[reason as WebhookDisabledReason] ?? null,
    kind: "webhook-disabled",
    permission: "webhooks.manage",
    link: `/settings/webhooks/${textOf(webhookId)}`,
  }),
};

/** What the room is told of by the outbox. */
export const systemTopics: readonly string[] = Object.keys(readers);

function receiverOf(
  told: Told,
  members: readonly MemberWithRights[],
): MemberWithRights | undefined {
  const { memberId, permission } = told;
  const own = members.find(({ id }) => id === memberId);
  if (own || permission === null) return own;
  return members.find(({ principal }) => principal.rights.has(permission));
}

export async function tellSystemEvent(
  deps: NotificationsDeps,
  event: OutboxEvent,
  membersOf: (workspaceId: string) => Promise<MemberWithRights[]>,
): Promise<void> {
  const read = readers[event.topic];
  if (!read) return;
  const told = { ...read(event.payload), memberId: textOf(event.payload.memberId) || null };
  const receiver = receiverOf(told, await membersOf(event.workspaceId));
  if (!receiver) return;
  const draft: Draft & { id: string } = {
    id: event.id,
    memberId: receiver.id,
    kind: told.kind,
    groupKey: `${told.kind} ${told.subjectId}`,
    object: null,
    recordId: null,
    who: null,
    at: new Date(deps.clock.nowMs()).toISOString(),
    count: 1,
    data: { title: told.title, link: told.link, ...(told.text ? { text: told.text } : {}) },
  };
  await deps.db.tenant({ workspaceId: event.workspaceId }, (tx) => writeItems(deps, tx, [draft]));
}
