// Postings of terms as this process holds them, by workspace, space and term, so that a search does not read them from
// the database each time. They are right for one revision of the index, which each search reads from the database: what
// any process writes makes a new one. Which spaces an asker may see is decided before; nothing else is looked up here.
// Those that were asked for longest ago go first.
import { type PostingList, unpackPostings } from "@rapport/retrieval";
import type { Reader } from "../../platform/db/index.ts";
import { postingsOf } from "./index.store.ts";
import { readBlocks } from "./index-text.rules.ts";

export interface SpacePostings extends PostingList {
  space: number;
}

export interface HeldPostings {
  /**
   * The postings of these terms in these spaces, by term, then by space. A term that a space does not have is left out.
   * @param revision that the index has now, as the database says
   */
  of(
    reader: Reader,
    revision: number,
    spaces: readonly number[],
    terms: readonly number[],
  ): Promise<SpacePostings[]>;
  /** What they take, in bytes. */
  bytes(): number;
}

interface SpaceTerm {
  space: number;
  term: number;
}

interface Held {
  revision: number;
  /** Null: the space does not have the term. */
  postings: SpacePostings | null;
}

/** All postings of 100,000 passages take about 50 MB. */
const usualBytes = 64 * 1024 * 1024;
/** The key and the entry; the objects of a list and its arrays. */
const entryBytes = 200;
const listBytes = 400;

function bytesOf({ postings }: Held): number {
  if (!postings) return entryBytes;
  const { chunks, counts, lengths } = postings;
  return entryBytes + listBytes + chunks.byteLength + counts.byteLength + lengths.byteLength;
}

const keyOf = (workspaceId: string, { space, term }: SpaceTerm): string =>
  `${workspaceId} ${space} ${term}`;

/** Lists by key, with the least recently used going first. Keys name the workspace and the space. */
class BoundedLists {
  readonly #maxBytes: number;
  /** The first was asked for longest ago. */
  readonly #held = new Map<string, Held>();
  bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Undefined: not known as of this revision. */
  find(key: string, revision: number): SpacePostings | null | undefined {
    const known = this.#held.get(key);
    if (known?.revision !== revision) return undefined;
    this.#held.delete(key);
    this.#held.set(key, known);
    return known.postings;
  }

  hold(key: string, entry: Held): void {
    const known = this.#held.get(key);
    // Another search has read what is newer meanwhile.
    if (known && known.revision > entry.revision) return;
    if (known) this.#drop(key, known);
    if (bytesOf(entry) > this.#maxBytes) return;
    this.#held.set(key, entry);
    this.bytes += bytesOf(entry);
    for (const [oldest, old] of this.#held) {
      if (this.bytes <= this.#maxBytes) return;
      this.#drop(oldest, old);
    }
  }

  #drop(key: string, entry: Held): void {
    this.#held.delete(key);
    this.bytes -= bytesOf(entry);
  }
}

/** What the database says now, in one statement. */
async function readLists(
  reader: Reader,
  wanted: readonly SpaceTerm[],
): Promise<(SpaceTerm & { postings: SpacePostings | null })[]> {
  if (wanted.length === 0) return [];
  const spaces = [...new Set(wanted.map(({ space }) => space))];
  const terms = [...new Set(wanted.map(({ term }) => term))];
  const found = new Map<string, SpacePostings>();
  for (const { space, term, data } of await postingsOf(reader, spaces, terms)) {
    found.set(`${space} ${term}`, { space, ...unpackPostings(term, readBlocks(data)) });
  }
  return wanted.map(({ space, term }) => ({
    ...{ space, term },
    postings: found.get(`${space} ${term}`) ?? null,
  }));
}

export function createHeldPostings(maxBytes = usualBytes): HeldPostings {
  const lists = new BoundedLists(maxBytes);
  return {
    bytes: () => lists.bytes,
    of: async (reader, revision, spaces, terms) => {
      const { workspaceId } = reader;
      const asked = spaces
        .flatMap((space) => terms.map((term) => ({ space, term })))
        .map((one) => ({ ...one, postings: lists.find(keyOf(workspaceId, one), revision) }));
      const unknown = asked.filter(({ postings }) => postings === undefined);
      const read = await readLists(reader, unknown);
      for (const { postings, ...one } of read) {
        lists.hold(keyOf(workspaceId, one), { revision, postings });
      }
      const found = [...asked, ...read].flatMap(({ postings }) => postings ?? []);
      // Sums are made in this order, and must not depend on what was held.
      return found.sort((a, b) => a.term - b.term || a.space - b.space);
    },
  };
}
