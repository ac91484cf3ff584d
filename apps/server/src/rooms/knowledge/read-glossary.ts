// The glossary as it travels, as a file, and as search uses it.
import {
  type GlossaryEntry,
  maxGlossaryEntries,
  type Page,
  type PageQuery,
} from "@rapport/contracts";
import { Glossary, type Related } from "@rapport/retrieval";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, TenantScope } from "../../platform/db/index.ts";
import { memberNames } from "../access/index.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { missingEntry } from "./errors.ts";
import { glossaryRevision, listEntries, readEntry, type StoredEntry } from "./glossary.store.ts";
import { writeGlossary } from "./glossary-file.ts";
import { requireEditor } from "./require-editor.ts";

type Names = ReadonlyMap<string, string>;

const namesIn = async (reader: Reader): Promise<Names> =>
  new Map((await memberNames(reader)).map(({ id, name }) => [id, name]));

function describe({ ownerId, ...entry }: StoredEntry, names: Names): GlossaryEntry {
  const name = ownerId === null ? undefined : names.get(ownerId);
  const { id, term, words, isOn, version, createdAt, updatedAt } = entry;
  const owner = ownerId !== null && name !== undefined ? { id: ownerId, name } : null;
  return { id, term, words, owner, isOn, version, createdAt, updatedAt };
}

export async function describeEntry(reader: Reader, entry: StoredEntry): Promise<GlossaryEntry> {
  return describe(entry, await namesIn(reader));
}

export async function getEntry(db: Database, ctx: Ctx, id: string): Promise<GlossaryEntry> {
  const reader = db.reader(ctx);
  const entry = await readEntry(reader, id);
  if (!entry) throw missingEntry();
  return describeEntry(reader, entry);
}

export async function entriesFor(
  db: Database,
  ctx: Ctx,
  query: PageQuery,
): Promise<Page<GlossaryEntry>> {
  const reader = db.reader(ctx);
  const after = readCursor(query.cursor);
  const limit = query.limit ?? 60;
  const place = after && { key: after.title, id: after.id };
  const [rows, names] = await Promise.all([listEntries(reader, place, limit + 1), namesIn(reader)]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map((row) => describe(row, names)),
    nextCursor: rows.length > limit && last ? writeCursor(last.key, last.id) : null,
  };
}

export async function glossaryFile(db: Database, ctx: Ctx): Promise<string> {
  requireEditor(ctx);
  const reader = db.reader(ctx);
  const rows = await listEntries(reader, null, maxGlossaryEntries);
  const names = await namesIn(reader);
  return writeGlossary(
    rows.map(({ term, words, ownerId, isOn }) => ({
      ...{ term, words, isOn },
      owner: ownerId === null ? null : (names.get(ownerId) ?? null),
    })),
  );
}

/** What the glossary adds to a question. */
export type RelatedIn = (scope: TenantScope, question: string) => Promise<Related[]>;

const mostKept = 100;

/** Entries stay in memory under the number of their state, which is read with each question. */
export function createRelatedIn(db: Database): RelatedIn {
  const kept = new Map<string, { revision: number; glossary: Glossary }>();
  return async (scope, question) => {
    const reader = db.reader(scope);
    const revision = await glossaryRevision(reader);
    if (revision === 0) return [];
    const held = kept.get(reader.workspaceId);
    if (held?.revision === revision) return held.glossary.related(question);
    const rows = await listEntries(reader, null, maxGlossaryEntries);
    const glossary = new Glossary(rows.filter(({ isOn }) => isOn));
    if (kept.size >= mostKept) kept.clear();
    kept.set(reader.workspaceId, { revision, glossary });
    return glossary.related(question);
  };
}
