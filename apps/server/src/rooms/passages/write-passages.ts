// Puts documents into the index and takes them out, within the transaction that changes them: what is committed is
// found, and what is gone is not. One writer at a time in a workspace.

import { foldIn, type LatentModel } from "@rapport/learn";
import { blockSize, packVectors, withoutPlaces } from "@rapport/retrieval";
import type { Tx } from "../../platform/db/index.ts";
import { type ChunkRow, chunksOfPages, dropChunks, insertChunks } from "./chunks.store.ts";
import type { VectorsInForce } from "./held-vectors.ts";
import {
  addSpace,
  countSpace,
  type IndexRow,
  listSpaces,
  lockIndex,
  saveIndex,
} from "./index.store.ts";
import { latentOf } from "./index-text.rules.ts";
import { type BlockChange, Changes, writePostings } from "./posting-changes.ts";
import { renewPostings } from "./renew-postings.ts";
import { saveVectors, type VectorRow, vectorsAt } from "./vectors.store.ts";

export interface PassageText {
  headings: string[];
  text: string;
}

export interface IndexedDocument {
  id: string;
  title: string;
  language: string;
  /** Who may read it; one of them is enough. */
  readers: readonly string[];
  passages: readonly PassageText[];
}

const spaceKey = (readers: readonly string[], language: string): string =>
  JSON.stringify([[...readers].sort(), language]);

async function spacesFor(tx: Tx, documents: readonly IndexedDocument[]) {
  const known = await listSpaces(tx);
  const languages = new Map(known.map(({ id, language }) => [id, language]));
  const ids = new Map(known.map(({ id, readers, language }) => [spaceKey(readers, language), id]));
  for (const { readers, language } of documents) {
    const key = spaceKey(readers, language);
    if (ids.has(key)) continue;
    const id = await addSpace(tx, [...readers].sort(), language);
    ids.set(key, id);
    languages.set(id, language);
  }
  return { ids, languages };
}

function newChunks(
  index: IndexRow,
  documents: readonly IndexedDocument[],
  ids: Map<string, number>,
) {
  const chunks: ChunkRow[] = [];
  for (const { id, title, language, readers, passages } of documents) {
    const space = ids.get(spaceKey(readers, language)) ?? 0;
    for (const [place, { headings, text }] of passages.entries()) {
      const no = index.nextNo + chunks.length;
      chunks.push({ no, pageId: id, place, space, title, headings, text });
    }
  }
  return chunks;
}

export type VectorOf = (chunk: ChunkRow) => ArrayLike<number> | null | undefined;

export function vectorOf(model: LatentModel, chunk: ChunkRow): Float64Array | null {
  const counts = latentOf(chunk);
  return foldIn(model, [...counts.keys()], [...counts.values()]);
}

/** Those of some chunks go, those that others have come. */
export async function writeVectors(
  tx: Tx,
  blocks: readonly BlockChange[],
  { model, revision }: Pick<IndexRow, "model" | "revision">,
  dims: number,
  of: VectorOf,
): Promise<void> {
  const rows = await vectorsAt(tx, model, blocks);
  const before = new Map(rows.map((row) => [`${row.space} ${row.block}`, row]));
  const after = blocks.map(({ space, block, gone, added }): VectorRow => {
    const row = before.get(`${space} ${block}`);
    const kept = row ? withoutPlaces(row.data, gone, dims) : [];
    const fresh = added.flatMap((chunk) => {
      const vector = of(chunk);
      return vector ? [{ place: chunk.no % blockSize, vector }] : [];
    });
    const data = Buffer.concat([...kept, packVectors(fresh, dims)]);
    return { space, block, model, revision, data };
  });
  saveVectors(tx, after);
}

/** What makes vectors now; null where there are none yet. */
export type InForce = (tx: Tx, index: IndexRow) => Promise<VectorsInForce | null>;

/** Documents in place of what the index holds of them; `removed` only go. */
export async function writePassages(
  tx: Tx,
  inForceOf: InForce,
  documents: readonly IndexedDocument[],
  removed: readonly string[] = [],
): Promise<void> {
  const index = await renewPostings(tx, await lockIndex(tx));
  const pageIds = [...documents.map(({ id }) => id), ...removed];
  const { ids, languages } = await spacesFor(tx, documents);
  const old = await chunksOfPages(tx, pageIds);
  const fresh = newChunks(index, documents, ids);
  const changes = new Changes();
  for (const chunk of old) changes.note(chunk, languages.get(chunk.space) ?? "other", -1);
  for (const chunk of fresh) changes.note(chunk, languages.get(chunk.space) ?? "other", 1);
  if (old.length > 0) dropChunks(tx, pageIds);
  insertChunks(tx, fresh);
  await writePostings(tx, changes);
  for (const [id, { chunks, length }] of changes.spaces) countSpace(tx, id, chunks, length);
  const after: IndexRow = {
    ...index,
    nextNo: index.nextNo + fresh.length,
    revision: index.revision + 1,
    changedChunks: index.changedChunks + old.length + fresh.length,
  };
  const inForce = await inForceOf(tx, index);
  if (inForce) {
    // A sentence model takes its time: it makes the vectors of what is new after the commit.
    const { latent, dims } = inForce;
    const of: VectorOf = (chunk) => (latent ? vectorOf(latent, chunk) : null);
    await writeVectors(tx, [...changes.blocks.values()], after, dims, of);
  }
  saveIndex(tx, after);
}
