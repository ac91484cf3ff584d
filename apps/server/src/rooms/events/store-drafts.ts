// Writes what is new: whose it is, what is added to it, the entries themselves, and what is known from them.

import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Tx } from "../../platform/db/index.ts";
import { newId, newIdAt } from "../../platform/ids.ts";
import type { Logger } from "../../platform/logger.ts";
import type { Heard } from "../consent/index.ts";
import type { Records } from "../records/index.ts";
import type { Item, Outcome, Settled } from "./batch.ts";
import { turnIdentities } from "./changes.store.ts";
import type { Identity } from "./cluster.rules.ts";
import { enrich } from "./enrich.ts";
import { insertEntries, type NewEntry } from "./entries.store.ts";
import type { AnalyticsDenied, HearConsent } from "./events-deps.ts";
import { saveGroups } from "./groups.store.ts";
import { addTraits, insertIdentities, insertJoins, moveIdentities } from "./identities.store.ts";
import type { IdentityCache } from "./identity-cache.ts";
import type { Draft } from "./read-message.ts";
import { resolveGroups } from "./resolve-groups.ts";
import { type Resolved, resolveIdentities } from "./resolve-identity.ts";
import { toldConsent } from "./told-consent.rules.ts";

export interface StoreDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  records: Pick<Records, "find" | "readRaw">;
  analyticsDenied: AnalyticsDenied;
  hearConsent: HearConsent;
  identities: IdentityCache;
}

export interface Touched {
  personIds: string[];
  companyIds: string[];
  names: string[];
  entryIds: string[];
  count: number;
  /** To be remembered after the commit. */
  identities: Identity[];
  drafts: Draft[];
}

const mostShown = 200;

function distinct<T>(all: Iterable<T>, of: (one: T) => string | null | undefined): string[] {
  const found = new Set<string>();
  for (const one of all) {
    const value = of(one);
    if (typeof value === "string") found.add(value);
  }
  return [...found];
}

const personOf = (profile: Identity | null) => profile?.personId;
const accepted: Outcome = { status: "accepted" };
const withheld: Outcome = { status: "withheld" };

const nothing: Touched = {
  personIds: [],
  companyIds: [],
  names: [],
  entryIds: [],
  count: 0,
  identities: [],
  drafts: [],
};

interface Batch {
  items: readonly Item[];
  settled: Settled;
  at: string;
  /** Under which what is remembered of identities holds. */
  identityNo: number;
}

interface Owned {
  items: readonly Item[];
  resolved: Resolved;
}

/** What known people say about consent in this batch. */
function heardIn(items: readonly Item[], { profiles }: Resolved): Heard[] {
  return items.flatMap(({ incoming, draft }, place) => {
    const personId = profiles[place]?.personId;
    const categories = personId && incoming.sourceId ? toldConsent(incoming.message) : null;
    if (!personId || !incoming.sourceId || !categories) return [];
    return [{ personId, sourceId: incoming.sourceId, categories, atMs: draft.occurredMs }];
  });
}

/**
 * Whose they are. Of people who do not want to be watched the events are left out; the ids stay, bare, since what
 * comes by them later has to be left out too.
 */
async function ownersOf(deps: StoreDeps, tx: Tx, ctx: Ctx, batch: Batch): Promise<Owned> {
  const { items, settled } = batch;
  const drafts = items.map(({ draft }) => draft);
  const remembered = deps.identities.view(tx.workspaceId, batch.identityNo);
  const resolved = await resolveIdentities(deps.records, tx, ctx, { drafts, remembered });
  const people = distinct(resolved.profiles, personOf);
  if (people.length > 0) await deps.hearConsent(tx, ctx, heardIn(items, resolved));
  const denied = people.length > 0 ? await deps.analyticsDenied(tx, people) : new Set<string>();
  if (denied.size === 0) return { items, resolved };
  const isKept = resolved.profiles.map((profile) => !denied.has(profile?.personId ?? ""));
  for (const [place, { at }] of items.entries()) if (!isKept[place]) settled[at] = withheld;
  return {
    items: items.filter((_item, place) => isKept[place]),
    resolved: { ...resolved, profiles: resolved.profiles.filter((_one, place) => isKept[place]) },
  };
}

function saveIdentities(tx: Tx, { clusters }: Resolved, at: string): void {
  if (!clusters) return;
  insertIdentities(tx, clusters.made, at);
  if (clusters.moved.size > 0) {
    moveIdentities(tx, [...clusters.moved]);
    turnIdentities(tx);
  }
  const ids = clusters.joins.map(() => newId());
  insertJoins(tx, ids, clusters.joins, at);
}

function saveTraits(tx: Tx, { items, resolved }: Owned): void {
  const traits = new Map<string, Record<string, unknown>>();
  for (const [place, { draft }] of items.entries()) {
    const profile = resolved.profiles[place];
    if (draft.type !== "identify" || !profile) continue;
    traits.set(profile.id, { ...traits.get(profile.id), ...draft.properties });
  }
  addTraits(tx, traits);
}

interface Placed {
  atMs: number;
  profile: Identity | null;
  companyId: string | null;
}

function entryOf({ draft, incoming, remarks }: Item, placed: Placed): NewEntry {
  const { occurredMs } = draft;
  return {
    id: newIdAt(occurredMs),
    messageId: draft.messageId,
    type: draft.type,
    name: draft.name,
    occurredMs,
    knownMs: incoming.known === "at-occurrence" ? occurredMs : placed.atMs,
    profileId: placed.profile?.id ?? null,
    companyId: placed.companyId,
    userId: draft.userId,
    anonymousId: draft.anonymousId,
    groupId: draft.groupId,
    properties: draft.propertiesText,
    context: draft.contextText,
    sourceId: incoming.sourceId,
    remarks: remarks ? JSON.stringify(remarks) : null,
  };
}

export async function storeDrafts(
  deps: StoreDeps,
  tx: Tx,
  ctx: Ctx,
  batch: Batch,
): Promise<Touched> {
  if (batch.items.length === 0) return nothing;
  const owned = await ownersOf(deps, tx, ctx, batch);
  const { items, resolved } = owned;
  const drafts = items.map(({ draft }) => draft);
  const groups = await resolveGroups(deps.records, tx, ctx, drafts);
  const personIds = resolved.profiles.map((profile) => profile?.personId ?? null);
  await enrich(tx, { records: deps.records, items, personIds });
  saveIdentities(tx, resolved, batch.at);
  saveTraits(tx, owned);
  saveGroups(tx, groups.toSave, batch.at);
  const atMs = Date.parse(batch.at);
  const entries = items.map((item, place) =>
    entryOf(item, {
      atMs,
      profile: resolved.profiles[place] ?? null,
      companyId: groups.companyOf(item.draft.groupId),
    }),
  );
  insertEntries(tx, entries);
  for (const { at } of items) batch.settled[at] = accepted;
  const { clusters, read } = resolved;
  return {
    personIds: distinct([...resolved.profiles, ...(clusters?.moved ?? [])], personOf),
    companyIds: distinct(entries, ({ companyId }) => companyId),
    names: distinct(entries, ({ name }) => name),
    entryIds: entries.slice(-mostShown).map(({ id }) => id),
    count: entries.length,
    // What was moved is remembered by nobody: the number rises with it.
    identities: clusters?.moved.size ? [] : [...read, ...(clusters?.made ?? [])],
    drafts,
  };
}
