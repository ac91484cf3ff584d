// What a change of passages does to postings, vectors and counts, gathered, and then written block by block.
import { blockSize } from "@rapport/retrieval";
import type { Tx } from "../../platform/db/index.ts";
import type { ChunkRow } from "./chunks.store.ts";
import { dropPostings, type PostingKey, postingsAt, savePostings } from "./index.store.ts";
import { changePostings, countText, languageOf, packPosting } from "./index-text.rules.ts";

interface Change extends PostingKey {
  gone: Set<number>;
  added: number[];
}

export interface BlockChange {
  space: number;
  block: number;
  gone: ReadonlySet<number>;
  added: readonly ChunkRow[];
}

interface BlockDraft extends BlockChange {
  gone: Set<number>;
  added: ChunkRow[];
}

export class Changes {
  readonly postings = new Map<string, Change>();
  readonly spaces = new Map<number, { chunks: number; length: number }>();
  readonly blocks = new Map<string, BlockDraft>();

  #posting(space: number, term: number, block: number): Change {
    const key = `${space} ${term} ${block}`;
    const known = this.postings.get(key);
    if (known) return known;
    const fresh: Change = { space, term, block, gone: new Set(), added: [] };
    this.postings.set(key, fresh);
    return fresh;
  }

  #block(space: number, block: number): BlockDraft {
    const key = `${space} ${block}`;
    const known = this.blocks.get(key);
    if (known) return known;
    const fresh: BlockDraft = { space, block, gone: new Set(), added: [] };
    this.blocks.set(key, fresh);
    return fresh;
  }

  note(chunk: ChunkRow, language: string, sign: 1 | -1): void {
    const { space } = chunk;
    const block = Math.floor(chunk.no / blockSize);
    const place = chunk.no % blockSize;
    const { counts, length } = countText(chunk, languageOf(language));
    for (const [term, count] of counts) {
      const change = this.#posting(space, term, block);
      if (sign < 0) change.gone.add(place);
      else change.added.push(packPosting(place, count, length));
    }
    const of = this.#block(space, block);
    if (sign < 0) of.gone.add(place);
    else of.added.push(chunk);
    const total = this.spaces.get(space) ?? { chunks: 0, length: 0 };
    this.spaces.set(space, { chunks: total.chunks + sign, length: total.length + sign * length });
  }
}

export async function writePostings(tx: Tx, changes: Changes): Promise<void> {
  const all = [...changes.postings.values()];
  const step = 20_000;
  for (let from = 0; from < all.length; from += step) {
    const part = all.slice(from, from + step);
    const rows = await postingsAt(tx, part);
    const before = new Map(rows.map((row) => [`${row.space} ${row.term} ${row.block}`, row.data]));
    const after = part.map((change) => {
      const { space, term, block, gone, added } = change;
      const data = changePostings(before.get(`${space} ${term} ${block}`), gone, added);
      return { space, term, block, data };
    });
    savePostings(
      tx,
      after.filter(({ data }) => data.length > 0),
    );
    dropPostings(
      tx,
      after.filter(({ data }) => data.length === 0),
    );
  }
}
