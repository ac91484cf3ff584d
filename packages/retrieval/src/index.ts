// The door of retrieval: what other packages may use.

export { addRelated, type RelatedTerms } from "./add-related.ts";
export {
  analyse,
  analyseQuestion,
  countTerms,
  type Language,
  languages,
  latentTerms,
  type Term,
  wordsOf,
} from "./analyse/analyse.ts";
export { asksNothing } from "./analyse/empty-question.ts";
export { guessLanguage } from "./analyse/guess-language.ts";
export {
  type AnswerPassage,
  type Evidence,
  type Extract,
  evidenceNumbers,
  extractAnswer,
  type WeighedTerm,
} from "./answer.ts";
export {
  addScores,
  blockSize,
  frequenciesOf,
  inverseFrequency,
  type PackedBlock,
  type PostingList,
  packPosting,
  Scores,
  type Statistics,
  unpackPostings,
} from "./bm25.ts";
export {
  chooseWeight,
  type HeldOut,
  holdOut,
  type Placed,
  type TrainingText,
  type WeightChoice,
  weighPlaced,
} from "./choose-weight.ts";
export { cutPassages, type Passage, sentencesOf } from "./chunk.ts";
export { closesFence, openedFence } from "./fences.ts";
export { type Candidate, type Fused, fuse } from "./fuse.ts";
export { Glossary, type GlossaryEntry, type Related } from "./glossary.ts";
export { headingOf } from "./headings.ts";
export { asRead, hostsIn, type WithoutForeign, withoutForeignHosts } from "./hosts.ts";
export { countSentences, type JudgedText, judgeText, wholePart } from "./judge-text.ts";
export { type Judged, ndcg, recall } from "./measure.ts";
export { amountsOfMoney } from "./money.ts";
export { termCountsOf } from "./term-counts.ts";
export {
  Nearness,
  type PlacedVector,
  packVectors,
  unpackVectors,
  type VectorBlock,
  withoutPlaces,
} from "./vectors.ts";
export { type DraftSource, type VerifiedDraft, verifyDraft } from "./verify.ts";
