// What happens by itself and somebody must know: an import that ended, an automation that was paused, a webhook that
// was switched off. Told once an event: the line carries the event's id.
import type { NotificationKind, SettingsPermission } from "@rapport/contracts";
import type { OutboxEvent } from "../../platform/outbox.ts";
import type { MemberWithRights } from "../access/index.ts";
import type { NotificationsDeps } from "./notifications-deps.ts";
import type { Draft } from "./plan-entries.rules.ts";
import { writeItems } from "./write-items.ts";

interface Told {
  kind: NotificationKind;
  /** Whose it is; null, or gone: the first who holds the permission. */
  memberId: string | null;
  permission: SettingsPermission;
  title: string;
  text: string | null;
  link: string;
  subjectId: string;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function toldOf({ topic, payload }: OutboxEvent): Told | null {
  const subjectId = textOf(payload.id);
  const common = {
    subjectId,
    title: textOf(payload.title).slice(0, 200),
    text: textOf(payload.text).slice(0, 1000) || null,
    memberId: textOf(payload.memberId) || null,
  };
  if (topic === "imports.ended") {
    const kind = payload.status === "done" ? "import-finished" : "import-failed";
    return { ...common, kind, permission: "imports.run", link: `/imports/${subjectId}` };
  }
  return null;
}

export async function tellSystemEvent(
  deps: NotificationsDeps,
  event: OutboxEvent,
  membersOf: (workspaceId: string) => Promise<MemberWithRights[]>,
): Promise<void> {
  const told = toldOf(event);
  if (!told) return;
  const members = await membersOf(event.workspaceId);
  const own = members.filter(({ id }) => id === told.memberId);
  const [receiver] =
    own.length > 0 ? own : members.filter(({ principal }) => principal.rights.has(told.permission));
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
