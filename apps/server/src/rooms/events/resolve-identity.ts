// Whose events these are: reads what is known of the ids that a batch names, joins what belongs together, and
// answers what is to be written. Nothing is written here, so that a part of the batch can still be left out.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId, newId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import {
  type Clusters,
  createClusters,
  type Identity,
  type JoinHow,
  type JoinState,
} from "./cluster.rules.ts";
import { findIdentities, identitiesOfRoots, joinsAmong } from "./identities.store.ts";
import { type IdentityRef, identityKey } from "./identity.rules.ts";
import type { Draft } from "./read-message.ts";

/** What a message names somebody by, the strongest first; an alias's former id apart. */
export function refsOf(draft: Draft): IdentityRef[] {
  const { userId, anonymousId, email, externals } = draft;
  const refs: IdentityRef[] = [];
  if (userId !== null) refs.push({ kind: "user", value: userId });
  refs.push(...externals);
  if (email !== null) refs.push({ kind: "email", value: email });
  if (anonymousId !== null) refs.push({ kind: "anonymous", value: anonymousId });
  return refs;
}

const previousRefs = ({ type, previousId }: Draft): IdentityRef[] =>
  type === "alias" && previousId !== null
    ? [
        { kind: "user", value: previousId },
        { kind: "anonymous", value: previousId },
      ]
    : [];

const howOf = ({ type }: Draft): JoinHow =>
  type === "identify" || type === "alias" ? type : "together";

export interface Known {
  identities: Identity[];
  members: Identity[];
  joins: Map<string, JoinState>;
  people: Map<string, string>;
}

function distinctRefs(drafts: readonly Draft[]): IdentityRef[] {
  const refs = new Map<string, IdentityRef>();
  for (const draft of drafts) {
    for (const ref of [...refsOf(draft), ...previousRefs(draft)]) refs.set(identityKey(ref), ref);
  }
  return [...refs.values()];
}

/** Ids of the known that are named together while they are not one person yet. */
function strangers(drafts: readonly Draft[], known: ReadonlyMap<string, Identity>): Identity[] {
  const found = new Set<Identity>();
  for (const draft of drafts) {
    const refs = [...refsOf(draft), ...previousRefs(draft)];
    if (refs.length < 2) continue;
    const named = refs.map((ref) => known.get(identityKey(ref)));
    const roots = new Set(named.map((identity) => identity?.rootId));
    if (roots.size < 2) continue;
    for (const identity of named) if (identity) found.add(identity);
  }
  return [...found];
}

/** Person records that new identities name: by e-mail, or by the record's own id as a user id. */
async function peopleOf(
  records: Pick<Records, "find" | "readRaw">,
  tx: Tx,
  ctx: Ctx,
  refs: readonly IdentityRef[],
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  const emails = refs.filter(({ kind }) => kind === "email").map(({ value }) => value);
  const ids = refs.filter(({ kind, value }) => kind === "user" && isId(value));
  if (emails.length > 0) {
    const found = await records.find(tx, ctx, { object: "people", field: "email", values: emails });
    // Oldest first: of several the first one that was known.
    for (const { id, email } of found) {
      const key = identityKey({ kind: "email", value: String(email).toLowerCase() });
      if (!people.has(key)) people.set(key, id);
    }
  }
  if (ids.length > 0) {
    const wanted = ids.map(({ value }) => value.toLowerCase());
    for (const { id, deletedAt } of await records.readRaw(tx, "people", wanted)) {
      if (deletedAt === null) people.set(identityKey({ kind: "user", value: id }), id);
    }
  }
  return people;
}

export async function readKnown(
  records: Pick<Records, "find" | "readRaw">,
  tx: Tx,
  ctx: Ctx,
  drafts: readonly Draft[],
): Promise<Known> {
  const refs = distinctRefs(drafts);
  const identities = await findIdentities(tx, refs);
  const byKey = new Map(identities.map((identity) => [identityKey(identity), identity]));
  const unknown = refs.filter((ref) => !byKey.has(identityKey(ref)));
  const people = await peopleOf(records, tx, ctx, unknown);
  const apart = strangers(drafts, byKey);
  if (apart.length === 0) return { identities, members: [], joins: new Map(), people };
  const roots = [...new Set(apart.map(({ rootId }) => rootId))];
  const [members, joins] = await Promise.all([
    identitiesOfRoots(tx, roots),
    joinsAmong(
      tx,
      apart.map(({ id }) => id),
    ),
  ]);
  return { identities, members, joins, people };
}

export interface Resolved {
  clusters: Clusters;
  /** The profile of each draft, in their order; null where it names nobody. */
  profiles: (Identity | null)[];
}

/** Pure but for fresh ids. */
export function resolveIdentities(known: Known, drafts: readonly Draft[]): Resolved {
  const clusters = createClusters({
    known: known.identities,
    members: known.members,
    joins: known.joins,
    newId,
    personOf: (ref) => known.people.get(identityKey(ref)) ?? null,
  });
  const profiles = drafts.map((draft) => {
    const [first, ...others] = refsOf(draft).map((ref) => clusters.findOrMake(ref));
    if (!first) return null;
    const how = howOf(draft);
    for (const other of others) clusters.join(first, other, how, draft.messageId);
    const previous = previousRefs(draft);
    if (previous.length > 0) {
      const former = previous.map(clusters.find).find((one) => one !== undefined);
      const anonymous = previous.at(-1) as IdentityRef;
      clusters.join(first, former ?? clusters.findOrMake(anonymous), how, draft.messageId);
    }
    return first;
  });
  return { clusters, profiles };
}
