// What entries of the audit log mean, and for whom. Pure: who follows what and who is who come from outside.
import { mentionedMembers, type NotificationKind } from "@rapport/contracts";

type Image = Record<string, unknown> | null;

export interface LogEntry {
  entryNo: number;
  at: string;
  actId: string;
  actor: { kind: string; id: string; label: string };
  object: string;
  recordId: string;
  op: string;
  before: Image;
  after: Image;
}

export interface Draft {
  memberId: string;
  kind: NotificationKind;
  groupKey: string;
  object: string | null;
  recordId: string | null;
  who: string | null;
  at: string;
  count: number;
  data: Record<string, unknown>;
}

export interface Known {
  /** Members by the id under which they act. */
  memberOfActor: ReadonlyMap<string, string>;
  /** Active members. What each may read is asked when it is shown. */
  members: ReadonlySet<string>;
  /** What members want of records, by record id. */
  attention: ReadonlyMap<string, readonly { memberId: string; state: string }[]>;
}

const textObjects = new Set(["notes", "tasks", "activities"]);
/** What belongs to its author, or happens so often that an owner says nothing. */
const notAssigned = new Set(["notes", "activities"]);
const parentFields = { personId: 1, companyId: 1, dealId: 1, ticketId: 1 };
const storyObjects = new Set(["notes", "tasks", "activities", "deals", "tickets"]);
const unsaid = new Set(["version", "updatedAt", "createdAt", "createdBy", "deletedAt"]);

const assignmentsInLine = 5;

function actorOf(entry: LogEntry, known: Known): string | null {
  const created = entry.after?.createdBy;
  const byImage = entry.op === "create" && typeof created === "string" ? created : null;
  return known.memberOfActor.get(entry.actor.id) ?? byImage;
}

function draft(
  entry: LogEntry,
  kind: NotificationKind,
  memberId: string,
  more: Partial<Draft> = {},
): Draft {
  const { object, recordId, at } = entry;
  return {
    memberId,
    kind,
    groupKey: `${kind} ${more.recordId ?? recordId}`,
    object,
    recordId,
    who: entry.actor.label,
    at,
    count: 1,
    data: {},
    ...more,
  };
}

function mentions(entry: LogEntry): Draft[] {
  if (!textObjects.has(entry.object) || entry.op === "trash") return [];
  const before = new Set(mentionedMembers(entry.before?.body));
  return mentionedMembers(entry.after?.body)
    .filter((id) => !before.has(id))
    .map((memberId) => draft(entry, "mention", memberId));
}

function assignment(entry: LogEntry): Draft[] {
  const isNew = entry.op === "create" || entry.op === "update";
  const ownerId = entry.after?.ownerId;
  if (!isNew || notAssigned.has(entry.object) || typeof ownerId !== "string") return [];
  if (entry.before?.ownerId === ownerId) return [];
  return [draft(entry, "assigned", ownerId, { data: { actId: entry.actId } })];
}

/** Fields of the image, custom ones under `custom.<key>`. */
function fieldsOf(image: Image): string[] {
  return Object.entries(image ?? {}).flatMap(([key, value]) => {
    if (unsaid.has(key)) return [];
    if (key !== "custom" || typeof value !== "object" || value === null) return [key];
    return Object.keys(value).map((name) => `custom.${name}`);
  });
}

function followersOf(recordId: string, known: Known): string[] {
  return (known.attention.get(recordId) ?? [])
    .filter(({ state }) => state === "following")
    .map(({ memberId }) => memberId);
}

function followedChange(entry: LogEntry, known: Known): Draft[] {
  if (entry.op === "create") return [];
  const data = { fields: fieldsOf(entry.after).slice(0, 30), op: entry.op };
  return followersOf(entry.recordId, known).map((id) => draft(entry, "followed", id, { data }));
}

/** Something new that hangs on a followed record. */
function followedStory(entry: LogEntry, known: Known): Draft[] {
  if (entry.op !== "create" || !storyObjects.has(entry.object)) return [];
  return parentsOf(entry).flatMap((parent) =>
    followersOf(parent.id, known).map((memberId) =>
      draft(entry, "followed", memberId, {
        object: parent.object,
        recordId: parent.id,
        data: { added: [entry.object] },
      }),
    ),
  );
}

const objectOf: Record<keyof typeof parentFields, string> = {
  personId: "people",
  companyId: "companies",
  dealId: "deals",
  ticketId: "tickets",
};

function parentsOf({ after }: LogEntry): { object: string; id: string }[] {
  return Object.entries(objectOf).flatMap(([field, object]) => {
    const id = after?.[field];
    return typeof id === "string" ? [{ object, id }] : [];
  });
}

/** Ids of records whose followers have to be known. */
export function recordsIn(entries: readonly LogEntry[]): string[] {
  const ids = entries.flatMap((entry) => [entry.recordId, ...parentsOf(entry).map(({ id }) => id)]);
  return [...new Set(ids)];
}

function isWanted(one: Draft, known: Known): boolean {
  if (!known.members.has(one.memberId)) return false;
  const wishes = known.attention.get(one.recordId ?? "") ?? [];
  return !wishes.some(({ memberId, state }) => memberId === one.memberId && state === "muted");
}

/** Somebody who is told of an assignment or a mention is not also told that a followed record changed. */
function withoutEchoes(drafts: readonly Draft[]): Draft[] {
  const told = new Set(
    drafts
      .filter(({ kind }) => kind !== "followed")
      .map((one) => `${one.memberId} ${one.recordId}`),
  );
  return drafts.filter(
    (one) => one.kind !== "followed" || !told.has(`${one.memberId} ${one.recordId}`),
  );
}

/** Many assignments by one act become one line. */
function inLines(drafts: readonly Draft[]): Draft[] {
  const groups = Map.groupBy(drafts, (one) =>
    one.kind === "assigned" ? `${one.memberId} ${one.object} ${one.data.actId}` : one,
  );
  return [...groups.values()].flatMap((group) => {
    const last = group.at(-1);
    if (!last || group.length <= assignmentsInLine) return group;
    const groupKey = `assigned ${last.object} by ${last.data.actId}`;
    return [{ ...last, groupKey, recordId: null, count: group.length }];
  });
}

export function planEntries(entries: readonly LogEntry[], known: Known): Draft[] {
  const drafts = entries.flatMap((entry) => {
    const actor = actorOf(entry, known);
    const found = [
      ...mentions(entry),
      ...assignment(entry),
      ...followedChange(entry, known),
      ...followedStory(entry, known),
    ];
    return withoutEchoes(found).filter((one) => one.memberId !== actor && isWanted(one, known));
  });
  return inLines(drafts);
}
