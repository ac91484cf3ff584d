// The door of the passages room: all that others may import.
export { missingIn as missingInEncoder } from "./encoder-files.ts";
export { createPassages, type IndexState, type Passages, type PassagesDeps } from "./passages.ts";
export type { RankedPassage, RankInput, Ranking } from "./rank-passages.ts";
export type { RelatedWords } from "./score-words.ts";
export type { IndexedDocument, PassageText } from "./write-passages.ts";
