// Whose these are: what is known of the ids that a batch names is remembered or read; what is new, or belongs
// together and is not joined yet, is resolved while the workspace's head is held. Nothing is written here.
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { isId, newId } from "../../platform/ids.ts";
import type { Records } from "../records/index.ts";
import { holdHead } from "./changes.store.ts";
import { type Clusters, createClusters, type Identity, type JoinHow } from "./cluster.rules.ts";
import { findIdentities, identitiesOfRoots, joinsAmong } from "./identities.store.ts";
import {
  type IdentityKind,
  type IdentityRef,
  identityKey,
  type KeyedRef,
  keyed,
} from "./identity.rules.ts";
import type { KnownIdentities } from "./identity-cache.ts";
import type { Draft } from "./read-message.ts";

type Source = Pick<Records, "find" | "readRaw">;

/** What a message names somebody by, the strongest first; an alias's former id apart. */
export function refsOf({ userId, anonymousId, email, externals }: Draft): KeyedRef[] {
  const refs: KeyedRef[] = [];
  if (userId !== null) refs.push(keyed("user", userId));
  for (const { kind, value } of externals) refs.push(keyed(kind, value));
  if (email !== null) refs.push(keyed("email", email));
  if (anonymousId !== null) refs.push(keyed("anonymous", anonymousId));
  return refs;
}

const previousRefs = ({ type, previousId }: Draft): KeyedRef[] =>
  type === "alias" && previousId !== null
    ? [keyed("user", previousId), keyed("anonymous", previousId)]
    : [];

const howOf = ({ type }: Draft): JoinHow =>
  type === "identify" || type === "alias" ? type : "together";

/** One message with the ids that it names. */
interface Named {
  draft: Draft;
  refs: KeyedRef[];
  previous: KeyedRef[];
}

const namedBy = (draft: Draft): Named => ({
  draft,
  refs: refsOf(draft),
  previous: previousRefs(draft),
});

function distinctRefs(all: readonly Named[]): Map<string, KeyedRef> {
  const refs = new Map<string, KeyedRef>();
  for (const { refs: own, previous } of all) {
    for (const ref of own) refs.set(ref.key, ref);
    for (const ref of previous) refs.set(ref.key, ref);
  }
  return refs;
}

/** All that it names is known and one person: there is nothing to be written. */
function settledProfile(
  { refs, previous }: Named,
  known: ReadonlyMap<string, Identity>,
): Identity | null | undefined {
  const [first, ...others] = refs;
  if (!first) return null;
  const profile = known.get(first.key);
  if (!profile || previous.length > 0) return undefined;
  for (const { key } of others) if (known.get(key)?.rootId !== profile.rootId) return undefined;
  return profile;
}

/** Live people by their e-mail address: of several the one that was made first. */
export async function peopleByEmail(
  records: Pick<Records, "find">,
  tx: Tx,
  ctx: Ctx,
  emails: readonly string[],
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  if (emails.length === 0) return people;
  const found = await records.find(tx, ctx, { object: "people", field: "email", values: emails });
  for (const { id, email } of found) {
    const key = String(email).toLowerCase();
    if (!people.has(key)) people.set(key, id);
  }
  return people;
}

/** Person records that new identities name: by e-mail, or by the record's own id as a user id. */
async function peopleOf(
  records: Source,
  tx: Tx,
  ctx: Ctx,
  refs: readonly IdentityRef[],
): Promise<Map<string, string>> {
  const emails = refs.filter(({ kind }) => kind === "email").map(({ value }) => value);
  const ids = refs.filter(({ kind, value }) => kind === "user" && isId(value));
  const byEmail = await peopleByEmail(records, tx, ctx, emails);
  const people = new Map(
    [...byEmail].map(([value, id]) => [identityKey({ kind: "email", value }), id]),
  );
  if (ids.length > 0) {
    const wanted = ids.map(({ value }) => value.toLowerCase());
    for (const { id, deletedAt } of await records.readRaw(tx, "people", wanted)) {
      if (deletedAt === null) people.set(identityKey({ kind: "user", value: id }), id);
    }
  }
  return people;
}

/** Ids of the known that are named together while they are not one person yet. */
function strangers(all: readonly Named[], known: ReadonlyMap<string, Identity>): Identity[] {
  const found = new Set<Identity>();
  for (const { refs, previous } of all) {
    const named = [...refs, ...previous].map(({ key }) => known.get(key));
    const roots = new Set(named.map((identity) => identity?.rootId));
    if (roots.size < 2) continue;
    for (const identity of named) if (identity) found.add(identity);
  }
  return [...found];
}

/** While the head is held, from what is true now. */
async function clustersOf(
  records: Source,
  tx: Tx,
  ctx: Ctx,
  all: readonly Named[],
): Promise<Clusters> {
  const refs = distinctRefs(all);
  const identities = await findIdentities(tx, [...refs.values()]);
  const byKey = new Map(identities.map((identity) => [identityKey(identity), identity]));
  const unknown = [...refs.values()].filter(({ key }) => !byKey.has(key));
  const people = await peopleOf(records, tx, ctx, unknown);
  const apart = strangers(all, byKey);
  const roots = [...new Set(apart.map(({ rootId }) => rootId))];
  const members = roots.length > 0 ? await identitiesOfRoots(tx, roots) : [];
  const ids = apart.map(({ id }) => id);
  const joins = ids.length > 0 ? await joinsAmong(tx, ids) : new Map();
  const personOf = (ref: IdentityRef) => people.get(identityKey(ref)) ?? null;
  return createClusters({ known: identities, members, joins, newId, personOf });
}

function joinNamed(clusters: Clusters, { draft, refs, previous }: Named): Identity | null {
  const [first, ...others] = refs.map((ref) => clusters.findOrMake(ref));
  if (!first) return null;
  const how = howOf(draft);
  for (const other of others) clusters.join(first, other, how, draft.messageId);
  const last = previous.at(-1);
  if (last) {
    const former = previous.map(clusters.find).find((one) => one !== undefined);
    clusters.join(first, former ?? clusters.findOrMake(last), how, draft.messageId);
  }
  return first;
}

export interface Resolved {
  /** What is new; null: nothing. */
  clusters: Clusters | null;
  /** The profile of each draft, in their order; null where it names nobody. */
  profiles: (Identity | null)[];
  /** What was read, to be remembered. */
  read: Identity[];
}

/** By what is remembered alone, put together from nothing new: of most messages all ids are. */
function settledAtOnce(draft: Draft, remembered: KnownIdentities): Identity | null | undefined {
  const { type, userId, anonymousId, previousId, email, externals } = draft;
  if (type === "alias" && previousId !== null) return undefined;
  let profile = withOne(remembered, null, "user", userId);
  for (const { kind, value } of externals) profile = withOne(remembered, profile, kind, value);
  profile = withOne(remembered, profile, "email", email);
  return withOne(remembered, profile, "anonymous", anonymousId);
}

/** The profile with one id more: the same, if that is known and of the same person. */
function withOne(
  remembered: KnownIdentities,
  profile: Identity | null | undefined,
  kind: IdentityKind,
  value: string | null,
): Identity | null | undefined {
  if (profile === undefined || value === null) return profile;
  const found = remembered.find(kind, value);
  if (!found || profile === null) return found;
  return found.rootId === profile.rootId ? profile : undefined;
}

interface Looked {
  known: Map<string, Identity>;
  /** What was not remembered. */
  read: Identity[];
}

async function lookFor(
  tx: Tx,
  all: readonly Named[],
  remembered: KnownIdentities,
): Promise<Looked> {
  const known = new Map<string, Identity>();
  const missing: KeyedRef[] = [];
  for (const [key, ref] of distinctRefs(all)) {
    const found = remembered.find(ref.kind, ref.value);
    if (found) known.set(key, found);
    else missing.push(ref);
  }
  const read = await findIdentities(tx, missing);
  for (const identity of read) known.set(identityKey(identity), identity);
  return { known, read };
}

export async function resolveIdentities(
  records: Source,
  tx: Tx,
  ctx: Ctx,
  { drafts, remembered }: { drafts: readonly Draft[]; remembered: KnownIdentities },
): Promise<Resolved> {
  const profiles = drafts.map((draft) => settledAtOnce(draft, remembered));
  const unsettled = drafts.flatMap((draft, at) =>
    profiles[at] === undefined ? [{ at, named: namedBy(draft) }] : [],
  );
  if (unsettled.length === 0)
    return { clusters: null, profiles: profiles as (Identity | null)[], read: [] };
  const { known, read } = await lookFor(
    tx,
    unsettled.map(({ named }) => named),
    remembered,
  );
  for (const { at, named } of unsettled) profiles[at] = settledProfile(named, known);
  const open = unsettled.filter(({ at }) => profiles[at] === undefined);
  if (open.length === 0) return { clusters: null, profiles: profiles as (Identity | null)[], read };
  await holdHead(tx);
  const clusters = await clustersOf(
    records,
    tx,
    ctx,
    open.map(({ named }) => named),
  );
  for (const { at, named } of open) profiles[at] = joinNamed(clusters, named);
  return { clusters, profiles: profiles as (Identity | null)[], read };
}
