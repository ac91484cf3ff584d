// A file that comes into a source: its pages are made, or changed where their text is another one. The same file again
// changes nothing. Pages of a table whose row is gone stay, and are archived by hand.

import type { Readable } from "node:stream";
import type { KnowledgeFileQuery, KnowledgeFileResult } from "@rapport/contracts";
import { maxPageBodyLength } from "@rapport/contracts";
import type { Act } from "../../platform/acts.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Tx } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import { badReaders, fileTooLarge, tooMuchText } from "./errors.ts";
import type { ReadPage } from "./file-pages.ts";
import { type PageDeps, requireReaders } from "./page-acts.ts";
import { pagesOfSource, type StoredPage, sourceByName } from "./pages.store.ts";
import { readFile } from "./read-file.ts";
import { readersOfText } from "./readers.rules.ts";
import { requireEditor } from "./require-editor.ts";
import { languageOfText, type PageChange, writePages } from "./write-page.ts";

const maxMegabytes = 25;
const shownIds = 100;

async function bytesOf(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    length += bytes.length;
    if (length > maxMegabytes * 1_000_000) throw fileTooLarge(maxMegabytes);
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

interface Wanted {
  sourceId: string;
  path: string;
  readers: string[];
  state: StoredPage["state"];
}

function freshPage(
  act: Act,
  read: ReadPage,
  { sourceId, path, readers, state }: Wanted,
): StoredPage {
  return {
    id: newId(),
    sourceId,
    path: path + read.part,
    title: read.title,
    body: read.body,
    cameAs: read.cameAs,
    url: null,
    language: languageOfText(read.title, read.body),
    state,
    readers,
    ownerId: act.ctx.principal.memberId,
    reviewOn: null,
    version: 1,
    createdAt: act.at,
    updatedAt: act.at,
  };
}

function changeOf(
  before: StoredPage,
  after: StoredPage,
  wanted: Pick<KnowledgeFileQuery, "readers" | "state">,
): PageChange | null {
  const readers = wanted.readers === undefined ? before.readers : after.readers;
  const state = wanted.state ?? before.state;
  const isSame =
    before.title === after.title &&
    before.body === after.body &&
    before.state === state &&
    JSON.stringify(before.readers) === JSON.stringify(readers);
  if (isSame) return null;
  const { title, body, cameAs, language, updatedAt } = after;
  const { version } = before;
  return {
    before,
    after: {
      ...before,
      title,
      body,
      cameAs,
      language,
      readers,
      state,
      updatedAt,
      version: version + 1,
    },
  };
}

async function store(
  deps: PageDeps,
  tx: Tx,
  act: Act,
  query: KnowledgeFileQuery & { list: string[]; pages: ReadPage[] },
): Promise<KnowledgeFileResult> {
  await requireReaders(tx, query.list);
  const sourceId = await sourceByName(tx, newId(), query.source, act.at);
  const wanted = {
    sourceId,
    path: query.path,
    readers: query.list,
    state: query.state ?? "published",
  };
  const fresh = new Map(
    query.pages.map((read) => [query.path + read.part, freshPage(act, read, wanted)]),
  );
  const known = await pagesOfSource(tx, sourceId, [...fresh.keys()]);
  const before = new Map(known.map((page) => [page.path, page]));
  const changes = [...fresh].flatMap(([path, after]): PageChange[] => {
    const old = before.get(path);
    if (!old) return [{ before: null, after }];
    const change = changeOf(old, after, query);
    return change ? [change] : [];
  });
  if (changes.length > 0) await writePages(deps.passages, tx, act, changes);
  const created = changes.filter((change) => change.before === null).length;
  const ids = [...changes.map(({ after }) => after.id), ...known.map(({ id }) => id)];
  return {
    created,
    updated: changes.length - created,
    unchanged: fresh.size - changes.length,
    pageIds: [...new Set(ids)].slice(0, shownIds),
  };
}

export async function addFile(
  deps: PageDeps,
  ctx: Ctx,
  query: KnowledgeFileQuery,
  stream: Readable,
): Promise<{ result: KnowledgeFileResult; actId: string }> {
  requireEditor(ctx);
  const list = readersOfText(query.readers);
  if (!list) throw badReaders();
  const pages = await readFile(query.path, await bytesOf(stream));
  if (pages.some(({ body }) => body.length > maxPageBodyLength))
    throw tooMuchText(maxPageBodyLength);
  const act = deps.acts.begin(ctx, "knowledge.file.add");
  const result = await deps.db.tenant(ctx, (tx) => store(deps, tx, act, { ...query, list, pages }));
  return { result, actId: act.id };
}
