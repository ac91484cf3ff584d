// Pages as they travel, reduced to what the asker may read.
import type {
  KnowledgeGap,
  KnowledgeOverview,
  KnowledgePage,
  KnowledgePageListQuery,
  KnowledgePageSummary,
  KnowledgePageVersion,
  Page,
} from "@rapport/contracts";
import { type Clock, nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader } from "../../platform/db/index.ts";
import { groupsOfPrincipal, memberNames } from "../access/index.ts";
import type { Passages } from "../passages/index.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { missingPage } from "./errors.ts";
import {
  countPages,
  factsOf,
  listPages,
  listSources,
  listVersions,
  readPage,
  type StoredPage,
} from "./pages.store.ts";
import { countGaps, listGaps } from "./questions.store.ts";
import type { RelatedIn } from "./read-glossary.ts";
import { groupNames, mayManage, mayRead } from "./readers.rules.ts";
import { requireEditor } from "./require-editor.ts";

export interface ReadDeps {
  db: Database;
  clock: Clock;
  passages: Passages;
  /** What the glossary adds to a question. */
  relatedIn: RelatedIn;
}

/** The groups whose pages the asker may read; null: all pages. */
export async function readersFor(reader: Reader, { principal }: Ctx): Promise<string[] | null> {
  if (mayManage(principal)) return null;
  return groupNames(await groupsOfPrincipal(reader, principal));
}

interface Names {
  members: Map<string, string>;
  sources: Map<string, string>;
}

async function namesOf(reader: Reader): Promise<Names> {
  const [members, sources] = await Promise.all([memberNames(reader), listSources(reader, null)]);
  return {
    members: new Map(members.map(({ id, name }) => [id, name])),
    sources: new Map(sources.map(({ id, name }) => [id, name])),
  };
}

const named = (id: string | null, names: ReadonlyMap<string, string>) => {
  const name = id === null ? undefined : names.get(id);
  return id !== null && name !== undefined ? { id, name } : null;
};

function summarise(
  page: Omit<StoredPage, "body">,
  names: Names,
  now: string,
): KnowledgePageSummary {
  const { sourceId, ownerId, reviewOn } = page;
  return {
    id: page.id,
    title: page.title,
    source: named(sourceId, names.sources),
    path: sourceId === null ? "" : page.path,
    cameAs: page.cameAs,
    state: page.state,
    readers: page.readers,
    language: page.language as KnowledgePageSummary["language"],
    owner: named(ownerId, names.members),
    reviewOn,
    isStale: page.state === "published" && reviewOn !== null && reviewOn < now.slice(0, 10),
    url: page.url,
    version: page.version,
    createdAt: page.createdAt,
    updatedAt: page.updatedAt,
  };
}

export async function describePage(
  reader: Reader,
  page: StoredPage,
  now: string,
): Promise<KnowledgePage> {
  return { ...summarise(page, await namesOf(reader), now), body: page.body };
}

/** Drafts and archived pages are for those who manage knowledge. */
async function readable(reader: Reader, ctx: Ctx, id: string): Promise<StoredPage> {
  const [page, readers] = await Promise.all([readPage(reader, id), readersFor(reader, ctx)]);
  const isSeen =
    page && mayRead(page.readers, readers) && (readers === null || page.state === "published");
  if (!isSeen) throw missingPage();
  return page;
}

export async function getPage(
  { db, clock }: ReadDeps,
  ctx: Ctx,
  id: string,
): Promise<KnowledgePage> {
  const reader = db.reader(ctx);
  return describePage(reader, await readable(reader, ctx, id), nowIso(clock));
}

const mostVersions = 100;

export async function pageVersions(
  { db }: ReadDeps,
  ctx: Ctx,
  id: string,
): Promise<KnowledgePageVersion[]> {
  requireEditor(ctx);
  const reader = db.reader(ctx);
  await readable(reader, ctx, id);
  return listVersions(reader, id, mostVersions);
}

export async function pagesFor(
  { db, clock }: ReadDeps,
  ctx: Ctx,
  query: KnowledgePageListQuery,
): Promise<Page<KnowledgePageSummary>> {
  const reader = db.reader(ctx);
  const after = readCursor(query.cursor);
  const [readers, names] = await Promise.all([readersFor(reader, ctx), namesOf(reader)]);
  const now = nowIso(clock);
  const limit = query.limit ?? 60;
  const asked = { ...query, readers, today: now.slice(0, 10), after, limit: limit + 1 };
  const rows = await listPages(reader, asked);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last;
  return {
    data: shown.map((row) => summarise(row, names, now)),
    nextCursor: hasMore ? writeCursor(last.title, last.id) : null,
  };
}

/**
 * What customers asked are words of their conversations: they are shown to those who may read all of these, and for the
 * others neither listed nor counted. Null: nothing is hidden.
 */
function hiddenAudience({ principal: { rights } }: Ctx): "public" | null {
  const seesAll = rights.object("conversations").read === "all";
  return seesAll && rights.field("conversations", "text") !== "none" ? null : "public";
}

export async function overview(
  { db, clock, passages }: ReadDeps,
  ctx: Ctx,
): Promise<KnowledgeOverview> {
  const reader = db.reader(ctx);
  const readers = await readersFor(reader, ctx);
  const isManager = readers === null;
  const [pages, sources, gaps, state] = await Promise.all([
    countPages(reader, readers, nowIso(clock).slice(0, 10)),
    listSources(reader, readers),
    isManager ? countGaps(reader, hiddenAudience(ctx)) : 0,
    passages.state(ctx),
  ]);
  const { index } = state;
  const questions = (index.choice as { questions?: unknown }).questions;
  return {
    mayManage: isManager,
    pages,
    sources,
    openGaps: gaps,
    index: {
      passages: isManager ? state.passages : 0,
      languages: isManager ? state.languages : [],
      vectors: state.vectors,
      vectorWeight: index.vectorWeight,
      triedQuestions: typeof questions === "number" ? questions : 0,
      trainedAt: index.trainedAt,
    },
  };
}

const mostGaps = 200;

export async function gapsFor({ db }: ReadDeps, ctx: Ctx): Promise<KnowledgeGap[]> {
  requireEditor(ctx);
  const reader = db.reader(ctx);
  const rows = await listGaps(reader, mostGaps, hiddenAudience(ctx));
  const ids = rows.flatMap(({ nearestPageId }) => nearestPageId ?? []);
  const titles = new Map((await factsOf(reader, ids)).map(({ id, title }) => [id, title]));
  return rows.map(({ nearestPageId, ...row }) => ({
    ...row,
    nearest: named(nearestPageId, titles),
  }));
}
