// What is sent: type, time and data, by the Standard Webhooks specification. Made from what the endpoint's
// principal may see; null when nothing of the event is for it.
import type { WebhookMessage } from "@rapport/contracts";
import type { StoredEndpoint } from "./endpoint.ts";
import { changedFields } from "./events.rules.ts";
import type { StoredEvent } from "./queue.store.ts";
import type { Looked, Sight } from "./sight.ts";
import type { Fields } from "./webhooks-deps.ts";

export const testType = "webhooks.test";

type Shape = Pick<StoredEndpoint, "payload" | "fields">;

export function messageOf({ event, sight }: Looked, shape: Shape): WebhookMessage | null {
  if (sight === null) return null;
  const data = event.type === testType ? testData(event) : dataOf(event, sight, shape);
  return data && { type: event.type, timestamp: event.at, data };
}

function testData({ actId }: StoredEvent): Fields {
  return { actId, text: "This is a test. Nothing has happened." };
}

function dataOf(event: StoredEvent, sight: Sight, { payload, fields }: Shape): Fields | null {
  const { object, recordId, actId } = event;
  const base: Fields = recordId === null ? { object, actId } : { id: recordId, object, actId };
  if (sight.mergedId !== null) base.mergedId = sight.mergedId;
  if (recordId === null || event.type.endsWith(".purged")) return base;
  base.version = sight.record?.version ?? null;
  if (event.type.endsWith(".updated")) {
    const changed = changedFields(imagesOf(sight));
    if (!tells(object, changed, fields)) return null;
    base.changed = changed;
    if (payload === "full") base.before = valuesOf(sight.before, changed);
  }
  return payload === "full" ? { ...base, record: sight.record } : base;
}

const imagesOf = ({ before }: Sight) =>
  ({ before, after: null }) as Parameters<typeof changedFields>[0];

/** That a hidden field changed is not told, nor that one did which nobody watches. */
function tells(object: string, changed: readonly string[], fields: readonly string[]): boolean {
  const watched = fields.filter((field) => field.startsWith(`${object}.`));
  if (watched.length === 0) return changed.length > 0;
  return changed.some((key) => watched.includes(`${object}.${key}`));
}

function valuesOf(before: Fields | null, changed: readonly string[]): Fields {
  const custom = (before?.custom ?? {}) as Fields;
  return Object.fromEntries(
    changed.map((key) => [
      key,
      (key.startsWith("custom.") ? custom[key.slice(7)] : before?.[key]) ?? null,
    ]),
  );
}
