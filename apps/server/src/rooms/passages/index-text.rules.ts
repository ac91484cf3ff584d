// What of a passage the index takes in, and how postings are kept.
import {
  analyse,
  countTerms,
  type Language,
  languages,
  latentTerms,
  type PackedBlock,
  packPosting,
} from "@rapport/retrieval";

export interface IndexedText {
  title: string;
  headings: readonly string[];
  text: string;
}

export const languageOf = (language: string): Language =>
  languages.find((known) => known === language) ?? "other";

export const wholeText = ({ title, headings, text }: IndexedText): string =>
  [title, ...headings.filter((heading) => heading !== title), text].join("\n");

export interface CountedText {
  counts: Map<number, number>;
  length: number;
}

export function countText(chunk: IndexedText, language: Language): CountedText {
  const terms = analyse(wholeText(chunk), language);
  return { counts: countTerms(terms), length: terms.length };
}

export const latentOf = (chunk: IndexedText): Map<number, number> => latentTerms(wholeText(chunk));

export function readPostings(data: Buffer): Uint32Array {
  const postings = new Uint32Array(data.length >>> 2);
  for (let at = 0; at < postings.length; at += 1) postings[at] = data.readUInt32BE(at * 4);
  return postings;
}

/** Blocks as `postingsOf` joins them, by number. */
export function readBlocks(data: Buffer): PackedBlock[] {
  const blocks: PackedBlock[] = [];
  for (let at = 0; at < data.length; ) {
    const [block, bytes] = [data.readInt32BE(at), data.readInt32BE(at + 4)];
    blocks.push({ block, postings: readPostings(data.subarray(at + 8, at + 8 + bytes)) });
    at += 8 + bytes;
  }
  return blocks.sort((a, b) => a.block - b.block);
}

/** Ascending, with those at some places gone and others added. */
export function changePostings(
  data: Buffer | undefined,
  gone: ReadonlySet<number>,
  added: readonly number[],
): Buffer {
  const before = data ? Array.from(readPostings(data)) : [];
  const kept = before.filter((posting) => !gone.has(posting >>> 22));
  const all = Uint32Array.from([...kept, ...added]).sort();
  const bytes = Buffer.allocUnsafe(all.length * 4);
  for (let at = 0; at < all.length; at += 1) bytes.writeUInt32BE(all[at] as number, at * 4);
  return bytes;
}

export { packPosting };
