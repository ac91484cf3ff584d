// Which changes are events, how they are called, and which endpoint asked for them.
import type { WebhookVerb } from "@rapport/contracts";
import type { ChangeOp, RecordChange } from "../../platform/acts.ts";
import type { StoredEndpoint } from "./endpoint.ts";

const verbs: Record<ChangeOp, WebhookVerb> = {
  create: "created",
  update: "updated",
  trash: "trashed",
  restore: "restored",
  purge: "purged",
};

export interface HappenedEvent {
  type: string;
  object: string;
  verb: WebhookVerb;
  recordId: string;
  /** Keys of the fields that changed, custom ones under `custom.<key>`. */
  changed: readonly string[];
  change: RecordChange;
}

/** Of every change, with its version and time; they say nothing about what changed. */
const stamps = new Set(["version", "updatedAt"]);

export function changedFields({ before, after }: RecordChange): string[] {
  const keys = new Set<string>();
  for (const [key, value] of Object.entries({ ...before, ...after })) {
    if (key === "custom" && typeof value === "object" && value !== null) {
      const custom = { ...(before?.custom as object), ...(after?.custom as object) };
      for (const name of Object.keys(custom)) keys.add(`custom.${name}`);
    } else if (!stamps.has(key)) keys.add(key);
  }
  return [...keys];
}

/** Of a change of a record. */
export function eventOf(change: RecordChange): HappenedEvent {
  const verb = verbs[change.op];
  return {
    type: `${change.object}.${verb}`,
    object: change.object,
    verb,
    recordId: change.id,
    changed: change.op === "update" ? changedFields(change) : [],
    change,
  };
}

/**
 * Of what is no record, merges alone are announced, as something that happened to the record that stays;
 * roles, views, lines of a deal and the like are not.
 */
export function mergeOf(change: RecordChange): HappenedEvent | null {
  if (change.object !== "merges" || change.op !== "create") return null;
  const { object, survivorId } = change.after ?? {};
  if (typeof object !== "string" || typeof survivorId !== "string") return null;
  const verb = "merged";
  return { type: `${object}.${verb}`, object, verb, recordId: survivorId, changed: [], change };
}

export type Asking = Pick<StoredEndpoint, "events" | "fields" | "bulk">;

export function asksFor(asking: Asking, type: string, object: string): boolean {
  return asking.events.some(
    (wanted) => wanted === "*" || wanted === type || wanted === `${object}.*`,
  );
}

/** Whether an endpoint wants this event: its type, and for updates one of the fields that it watches. */
export function wants(asking: Asking, event: HappenedEvent): boolean {
  if (!asksFor(asking, event.type, event.object)) return false;
  if (event.verb !== "updated") return true;
  const watched = asking.fields.filter((field) => field.startsWith(`${event.object}.`));
  if (watched.length === 0) return true;
  return watched.some((field) => event.changed.includes(field.slice(event.object.length + 1)));
}
