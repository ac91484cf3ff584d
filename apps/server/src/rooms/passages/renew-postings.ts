// Postings that an earlier version made of the same passages, where words are told apart in another way since: what is
// asked and what is kept must be cut alike. They are made anew from the passages before anything else is written, or by
// upkeep, once after an upgrade. The index is held meanwhile.
import type { Tx } from "../../platform/db/index.ts";
import { chunksAfter } from "./chunks.store.ts";
import {
  countSpace,
  emptyPostings,
  type IndexRow,
  listSpaces,
  wordsVersion,
} from "./index.store.ts";
import { Changes, writePostings } from "./posting-changes.ts";

const atOnce = 1024;

/** Of an index that the transaction holds; what is returned is to be saved. */
export async function renewPostings(tx: Tx, index: IndexRow): Promise<IndexRow> {
  if (index.words >= wordsVersion) return index;
  emptyPostings(tx);
  const languages = new Map((await listSpaces(tx)).map(({ id, language }) => [id, language]));
  for (let after = -1; ; ) {
    const chunks = await chunksAfter(tx, after, atOnce);
    const changes = new Changes();
    for (const chunk of chunks) changes.note(chunk, languages.get(chunk.space) ?? "other", 1);
    await writePostings(tx, changes);
    for (const [id, { chunks: count, length }] of changes.spaces) countSpace(tx, id, count, length);
    after = chunks.at(-1)?.no ?? after;
    if (chunks.length < atOnce) break;
  }
  return { ...index, words: wordsVersion, revision: index.revision + 1 };
}
