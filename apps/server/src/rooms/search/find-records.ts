// Answers a query: looks up as written (whole words, beginnings, phone numbers); only when that finds
// little, forgives typos; only when no record has every term, tries without each of them.
// Invariants: candidates are capped, so that cost does not grow with the workspace; row limits are part
// of the lookup, so that they never empty a page, and are checked again on each row; fields that the
// caller may not read neither match nor show.
import type { SearchHit } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader } from "../../platform/db/index.ts";
import { invalid } from "../../platform/errors.ts";
import { isWithin, type RowLimit, rowLimit } from "../access/index.ts";
import { type DocumentRow, findDocuments, type Lookup } from "./documents.store.ts";
import { findNearWords } from "./lexicon.store.ts";
import {
  asPhoneQuery,
  lessOneTerm,
  lookupOf,
  type NearTerm,
  parseQuery,
  type SearchQuery,
  scopeTokens,
  type Term,
  withNear,
} from "./query.rules.ts";
import { byRank, type Match, matchOf } from "./ranking.rules.ts";
import { type FieldSight, fieldSight, type SearchedObjects } from "./searched-objects.rules.ts";
import { tokenMaker } from "./tokens.rules.ts";
import { allowedTypos, distance, nearForms } from "./typos.rules.ts";

export interface SearchInput {
  q: string;
  /** Object types to look in; all that the caller may read unless told. */
  objects?: readonly string[];
  limit: number;
}

/** Candidates beyond the page, from which the best are chosen. */
const spareCandidates = 12;
/** Looked at when fields that may not be read, or are removed, brought candidates that had to be dropped. */
const restrictedCandidates = 500;
const phoneCandidates = 200;
const fewHits = 5;
const maxNearWords = 24;

interface Search {
  db: Reader;
  sight: FieldSight;
  limits: ReadonlyMap<string, RowLimit>;
  scope: Lookup["scope"];
  isRestricted: boolean;
  enough: number;
  limit: number;
}

export async function findRecords(
  db: Reader,
  ctx: Ctx,
  input: SearchInput,
  searched: SearchedObjects,
): Promise<SearchHit[]> {
  const query = parseQuery(input.q);
  const search = prepare(db, ctx, input, searched);
  if (query.terms.length === 0 || search === null) return [];
  const phone = asPhoneQuery(query);
  const byNumber = phone ? await lookUpNumber(search, phone) : [];
  const matches = byNumber.length > 0 ? byNumber : await findMatches(search, query);
  return matches
    .sort(byRank)
    .slice(0, input.limit)
    .map((match) => match.hit);
}

/** Null when there is nothing that the caller could find. */
function prepare(
  db: Reader,
  ctx: Ctx,
  input: SearchInput,
  searched: SearchedObjects,
): Search | null {
  const { principal } = ctx;
  const known = [...searched.keys()];
  const objects = input.objects ?? known;
  const unknown = objects.find((object) => !known.includes(object));
  if (unknown !== undefined) {
    throw invalid(
      "search.unknown_object",
      "`objects` names an object type that does not exist. See /api/v1/schema.",
    );
  }
  const limits = new Map(objects.map((object) => [object, rowLimit(principal, object, "read")]));
  const scopes = [...limits].map(([object, limit]) => ({ object, limit }));
  const isUnlimited =
    objects.length === known.length && scopes.every(({ limit }) => limit.kind === "all");
  const scope = isUnlimited ? null : scopeTokens(tokenMaker(db.workspaceId), scopes);
  if (scope?.length === 0) return null;
  const sight = fieldSight(principal.rights, searched);
  const isRestricted = objects.some((object) => !sight.allFields(object));
  const enough = input.limit;
  return { db, sight, limits, scope, isRestricted, enough, limit: enough + spareCandidates };
}

/** Whoever has exactly this number is enough; many may have one that ends like it. */
function lookUpNumber(search: Search, phone: SearchQuery): Promise<Match[]> {
  return lookUpWithin(search, phone, { scope: search.scope, enough: 1, limit: phoneCandidates });
}

async function findMatches(search: Search, query: SearchQuery): Promise<Match[]> {
  const written = complete(await lookUp(search, query), query);
  const isCertain = written.some((match) => match.exactTerms === query.terms.length);
  if (written.length >= fewHits || isCertain) return written;
  const forgiving = withNear(
    query,
    await Promise.all(query.terms.map((term) => nearTerms(search.db, term))),
  );
  const hasNear = forgiving.terms.some((term) => term.near.length > 0);
  const meant = hasNear ? complete(await lookUp(search, forgiving), query) : [];
  const found = merge([written, meant]);
  if (found.length > 0) return found;
  const partial = lessOneTerm(forgiving).map((fewer) => lookUp(search, fewer));
  return merge(await Promise.all(partial));
}

function complete(matches: readonly Match[], query: SearchQuery): Match[] {
  return matches.filter((match) => match.matchedTerms === query.terms.length);
}

/** A record found in several ways counts once, at its best. */
function merge(lists: readonly (readonly Match[])[]): Match[] {
  const best = new Map<string, Match>();
  for (const match of lists.flat()) {
    const known = best.get(match.hit.id);
    if (!known || byRank(match, known) < 0) best.set(match.hit.id, match);
  }
  return [...best.values()];
}

async function lookUp(search: Search, query: SearchQuery): Promise<Match[]> {
  const matches = await lookUpWithin(search, query, search);
  if (!search.isRestricted || matches.length >= search.enough) return matches;
  const more = { ...search, enough: restrictedCandidates, limit: restrictedCandidates };
  return lookUpWithin(search, query, more);
}

async function lookUpWithin(
  search: Search,
  query: SearchQuery,
  bounds: Pick<Lookup, "scope" | "enough" | "limit">,
): Promise<Match[]> {
  const rows = await findDocuments(
    search.db,
    lookupOf(tokenMaker(search.db.workspaceId), query, bounds),
  );
  const matches: Match[] = [];
  for (const row of rows) {
    if (!isAllowed(search, row)) continue;
    const fields = JSON.parse(row.fields) as string[];
    const candidate = { id: row.record_id, object: row.object, fields };
    const match = matchOf(query, candidate, search.sight);
    if (match) matches.push(match);
  }
  return matches;
}

function isAllowed(search: Search, row: DocumentRow): boolean {
  const limit = search.limits.get(row.object);
  return limit !== undefined && isWithin(limit, { ownerId: row.owner_id, region: row.region });
}

async function nearTerms(db: Reader, term: Term): Promise<NearTerm[]> {
  const typos = allowedTypos(term.word);
  if (typos === 0) return [];
  const make = tokenMaker(db.workspaceId);
  const keys = nearForms(term.word).map((form) => make("near", form));
  const words = await findNearWords(db, keys, term.word.length, typos);
  return words
    .map(({ word, token }) => ({ word, token, typos: distance(term.word, word, typos) }))
    .filter((near) => near.typos > 0 && near.typos <= typos)
    .sort((a, b) => a.typos - b.typos || (a.word < b.word ? -1 : 1))
    .slice(0, maxNearWords);
}
