// Who is the same person: identities that messages name together are joined, within limits that keep strangers
// apart (a computer that several people use, a mailbox that a team reads). Pure; what is to be written comes out.
import { type IdentityRef, identityKey } from "./identity.rules.ts";

export type JoinHow = "identify" | "alias" | "together";
export type JoinState = "active" | "undone" | "refused";
export type JoinFault =
  | "two_users"
  | "too_many_users"
  | "too_many_emails"
  | "too_many_ids"
  | "two_people";

export interface Identity extends IdentityRef {
  id: string;
  rootId: string;
  ownPersonId: string | null;
  personId: string | null;
}

export interface NewJoin {
  oneId: string;
  otherId: string;
  how: JoinHow;
  state: "active" | "refused";
  reason: JoinFault | null;
  messageId: string;
}

const mostUsersByDevice = 1;
const mostUsersByAddress = 3;
const mostUsersByAlias = 5;
const mostEmails = 5;
const mostOfAll = 100;

/** By ids, in one order. */
export const pairOf = (a: string, b: string): [string, string] => (a < b ? [a, b] : [b, a]);
export const pairKey = (a: string, b: string): string => pairOf(a, b).join(" ");

const countOf = (members: readonly Identity[], kind: string): number =>
  members.filter((member) => member.kind === kind).length;

function mostUsers(how: JoinHow, by: Identity): number {
  if (how === "alias") return mostUsersByAlias;
  return by.kind === "anonymous" ? mostUsersByDevice : mostUsersByAddress;
}

/** Why these two may not be one person; null if they may. `by` is the weaker of the ids that were named together. */
export function joinFault(
  one: readonly Identity[],
  other: readonly Identity[],
  how: JoinHow,
  by: Identity,
): JoinFault | null {
  const both = [...one, ...other];
  const most = mostUsers(how, by);
  if (countOf(both, "user") > most) return most === 1 ? "two_users" : "too_many_users";
  if (countOf(both, "email") > mostEmails) return "too_many_emails";
  if (both.length > mostOfAll) return "too_many_ids";
  const people = new Set(both.map(({ ownPersonId }) => ownPersonId).filter((id) => id !== null));
  return people.size > 1 && how !== "alias" ? "two_people" : null;
}

/** Which of two groups keeps its root: the one with a user id, else the older. */
function isStronger(one: readonly Identity[], other: readonly Identity[]): boolean {
  const users = countOf(one, "user") - countOf(other, "user");
  return users === 0 ? (one[0]?.rootId ?? "") < (other[0]?.rootId ?? "") : users > 0;
}

export interface ClusterInput {
  known: readonly Identity[];
  /** All members of each root that may be joined. */
  members: readonly Identity[];
  joins: ReadonlyMap<string, JoinState>;
  newId(): string;
  /** The record that an identity names, where it names one. */
  personOf(ref: IdentityRef): string | null;
}

export interface Clusters {
  find(ref: IdentityRef): Identity | undefined;
  findOrMake(ref: IdentityRef): Identity;
  join(one: Identity, other: Identity, how: JoinHow, messageId: string): void;
  made: Identity[];
  joins: NewJoin[];
  /** Known ones whose root or person is another now. */
  moved: Set<Identity>;
}

/** Copies, each once, by what they are called and by their root. */
function indexed(identities: readonly Identity[]) {
  const byKey = new Map<string, Identity>();
  const byRoot = new Map<string, Identity[]>();
  for (const each of identities) {
    const key = identityKey(each);
    if (byKey.has(key)) continue;
    const identity = { ...each };
    byKey.set(key, identity);
    const group = byRoot.get(identity.rootId);
    if (group) group.push(identity);
    else byRoot.set(identity.rootId, [identity]);
  }
  return { byKey, byRoot };
}

export function createClusters(input: ClusterInput): Clusters {
  const { byKey, byRoot } = indexed([...input.members, ...input.known]);
  const tried = new Set<string>();
  const made: Identity[] = [];
  const joins: NewJoin[] = [];
  const moved = new Set<Identity>();
  const isMade = new Set<Identity>();

  function findOrMake(ref: IdentityRef): Identity {
    const key = identityKey(ref);
    const found = byKey.get(key);
    if (found) return found;
    const id = input.newId();
    const person = input.personOf(ref);
    const identity = { ...ref, id, rootId: id, ownPersonId: person, personId: person };
    byKey.set(key, identity);
    byRoot.set(id, [identity]);
    made.push(identity);
    isMade.add(identity);
    return identity;
  }

  /** A new one is written as it is in the end; a known one is moved. */
  function place(member: Identity, rootId: string, personId: string | null): void {
    if (member.rootId === rootId && member.personId === personId) return;
    Object.assign(member, { rootId, personId });
    if (!isMade.has(member)) moved.add(member);
  }

  function merge(one: Identity[], other: Identity[]): void {
    const [strong, weak] = isStronger(one, other) ? [one, other] : [other, one];
    const [first, former] = [strong[0], weak[0]];
    if (!first || !former) return;
    const personId = first.personId ?? former.personId;
    const { rootId } = first;
    byRoot.delete(former.rootId);
    const all = [...strong, ...weak];
    byRoot.set(rootId, all);
    for (const member of all) place(member, rootId, personId);
  }

  function join(one: Identity, other: Identity, how: JoinHow, messageId: string): void {
    if (one.rootId === other.rootId) return;
    const pair = pairKey(one.id, other.id);
    if (input.joins.has(pair) || tried.has(pair)) return;
    tried.add(pair);
    const [ours, theirs] = [byRoot.get(one.rootId) ?? [one], byRoot.get(other.rootId) ?? [other]];
    const reason = joinFault(ours, theirs, how, other);
    const [oneId, otherId] = pairOf(one.id, other.id);
    const state = reason === null ? "active" : "refused";
    joins.push({ oneId, otherId, how, state, reason, messageId });
    if (reason === null) merge(ours, theirs);
  }

  return {
    find: (ref) => byKey.get(identityKey(ref)),
    findOrMake,
    join,
    made,
    joins,
    moved,
  };
}

export interface Edge {
  oneId: string;
  otherId: string;
}

/** Roots and people of some identities anew, from the joins among them that hold; for taking a join back. */
export function rebuilt(members: readonly Identity[], edges: readonly Edge[]): Identity[] {
  const parent = new Map(members.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    const up = parent.get(id) ?? id;
    return up === id ? id : rootOf(up);
  };
  for (const { oneId, otherId } of edges) parent.set(rootOf(otherId), rootOf(oneId));
  const groups = new Map<string, Identity[]>();
  for (const member of members) {
    const root = rootOf(member.id);
    groups.set(root, [...(groups.get(root) ?? []), member]);
  }
  return [...groups.values()].flatMap((group) => {
    const inOrder = group.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const root = inOrder.find(({ kind }) => kind === "user") ?? inOrder[0];
    const personId =
      root?.ownPersonId ?? inOrder.find(({ ownPersonId }) => ownPersonId)?.ownPersonId ?? null;
    return group.map((member) => ({ ...member, rootId: root?.id ?? member.id, personId }));
  });
}
