// The world's story as events: what people did (calls, mails, visits) and how much each customer used the product,
// month by month. They were known when they happened. Their ids say what they are, so that a second try adds none.
import type { World } from "@rapport/world";
import type { Incoming } from "../rooms/events/index.ts";
import type { DemoList } from "./demo-lists.ts";

const names: Record<string, string> = {
  call: "Call",
  email: "E-mail",
  meeting: "Meeting",
  visit: "Visit",
  demo: "Demo",
  other: "Other contact",
};

const own = (message: object): Incoming => ({
  message: { type: "track", ...message },
  sourceId: null,
  receivedMs: Date.parse((message as { timestamp: string }).timestamp),
  known: "at-occurrence",
});

export function activityEvents(lists: readonly DemoList[]): Incoming[] {
  const activities = lists.find(({ object }) => object === "activities")?.rows ?? [];
  return activities
    .filter(({ data }) => data.personId !== null || data.companyId !== null)
    .map(({ id, data }) =>
      own({
        messageId: `activity ${id}`,
        event: names[String(data.kind)] ?? "Other contact",
        timestamp: String(data.occurredAt),
        ...(data.personId ? { userId: data.personId } : {}),
        context: data.companyId ? { groupId: data.companyId } : {},
        properties: { outcome: data.outcome, durationMinutes: data.durationMinutes },
      }),
    );
}

/** Told at the end of each month. */
export function usageEvents(
  world: World,
  companyId: (key: number) => string | undefined,
): Incoming[] {
  return world.usage.flatMap(({ companyId: key, from, to, seats, activeUsers, sessions }) => {
    const id = companyId(key);
    if (id === undefined) return [];
    return own({
      messageId: `usage ${id} ${from}`,
      event: "Monthly usage",
      timestamp: to,
      groupId: id,
      properties: { seats, activeUsers, sessions, activeShare: activeUsers / Math.max(1, seats) },
    });
  });
}
