// What some events mean for the screen, decided without looking at it.
import type { LiveChange, LiveEvent } from "@rapport/contracts";
import { isRapportError } from "@rapport/sdk";

const AGAIN_LATER = new Set([0, 401, 429, 502, 503, 504]);

/** Whether the server took the question and said no: asking the same again would end the same. */
export const isRefusal = (error: unknown): boolean =>
  isRapportError(error) && !AGAIN_LATER.has(error.status);

export interface Plan {
  /** Load everything that is shown again. */
  isResync: boolean;
  hasNotifications: boolean;
  /** Ids of records with other scores than before, by object; null for many. */
  scores: Map<string, Set<string> | null>;
  /** Something that screens are drawn from: fields, pipelines, views. */
  settings: Set<string>;
  /** Objects of which many changed, with the count where it is told. */
  many: Map<string, number | null>;
  /** The last change of each record, by object. */
  changes: Map<string, Map<string, LiveChange>>;
}

/** More changes of one object than this are treated like many. */
export const LISTED_CHANGES = 150;

const merged = (before: LiveChange | undefined, next: LiveChange): LiveChange =>
  before?.op === "create" && next.op === "update" ? { ...next, op: "create" } : next;

const addMany = ({ many }: Plan, object: string, count: number | null): void => {
  const known = many.get(object);
  const isFirst = !many.has(object);
  many.set(object, count === null || known === null ? null : count + (isFirst ? 0 : (known ?? 0)));
};

const addChange = ({ changes }: Plan, event: LiveChange): void => {
  const ofObject = changes.get(event.object) ?? new Map<string, LiveChange>();
  ofObject.set(event.id, merged(ofObject.get(event.id), event));
  changes.set(event.object, ofObject);
};

const addScores = ({ scores }: Plan, object: string, id: string | null): void => {
  const known = scores.get(object);
  if (known === null) return;
  scores.set(object, id === null ? null : new Set(known).add(id));
};

const add = (plan: Plan, event: LiveEvent): void => {
  if (event.type === "change") addChange(plan, event);
  if (event.type === "many") addMany(plan, event.object, event.count);
  if (event.type === "settings") plan.settings.add(event.object);
  if (event.type === "scores") addScores(plan, event.object, event.id);
  if (event.type === "resync") plan.isResync = true;
  if (event.type === "notifications") plan.hasNotifications = true;
};

export const planOf = (events: readonly LiveEvent[]): Plan => {
  const plan: Plan = {
    isResync: false,
    hasNotifications: false,
    scores: new Map(),
    settings: new Set(),
    many: new Map(),
    changes: new Map(),
  };
  for (const event of events) add(plan, event);
  for (const [object, changes] of plan.changes) {
    const isMany = plan.many.has(object);
    if (changes.size <= LISTED_CHANGES && !isMany) continue;
    if (!isMany) plan.many.set(object, changes.size);
    plan.changes.delete(object);
  }
  return plan;
};

export interface Sorted {
  /** To be fetched and put where they are shown. */
  changed: LiveChange[];
  arrived: LiveChange[];
  left: LiveChange[];
}

/** By what happened; those that this screen already shows in that version are left out. */
export const sortChanges = (
  changes: Iterable<LiveChange>,
  shownVersion: (id: string) => number | undefined,
): Sorted => {
  const sorted: Sorted = { changed: [], arrived: [], left: [] };
  for (const change of changes) {
    const shown = shownVersion(change.id);
    const isGone = change.op === "trash" || change.op === "gone" || change.op === "purge";
    if (isGone) sorted.left.push(change);
    else if (shown === undefined && change.op !== "update") sorted.arrived.push(change);
    else if (shown === undefined || change.version === null || shown < change.version)
      sorted.changed.push(change);
  }
  return sorted;
};

/** "3 new", "1 new, many changed". */
export const waitingWords = (arrived: number, many: boolean): string => {
  const words = [arrived > 0 ? `${arrived} new` : "", many ? "many changed" : ""];
  return words.filter((word) => word !== "").join(", ");
};
