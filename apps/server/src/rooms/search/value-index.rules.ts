// One value of a field → its tokens and words. Values that many records share (names, cities, job
// titles) are indexed once and remembered: half of the work of a large import.
import { inTitle, type TokenKind, tokenMaker } from "./tokens.rules.ts";
import { addressWords, fold, phoneDigits, wordsOf } from "./words.rules.ts";

export type ValueKind = "title" | "text" | "address" | "phone";

export interface IndexedWord {
  token: number;
  word: string;
}

export interface IndexedValue {
  tokens: readonly number[];
  /** Tokens of words that need none where the title has them already. */
  plainTokens: readonly number[];
  words: readonly IndexedWord[];
}

export interface ValueIndexer {
  token(kind: TokenKind, text: string): number;
  value(kind: ValueKind, value: string): IndexedValue;
}

const maxWords = 100;
const titleWords = 12;
const shortestWord = 2;
const longestWord = 32;
const rememberedLength = 48;
const rememberedValues = 20_000;
const rememberedWorkspaces = 20;

const indexers = new Map<string, ValueIndexer>();

export function valueIndexer(workspaceId: string): ValueIndexer {
  const known = indexers.get(workspaceId);
  if (known) return known;
  if (indexers.size >= rememberedWorkspaces) indexers.clear();
  const indexer = createIndexer(workspaceId);
  indexers.set(workspaceId, indexer);
  return indexer;
}

function createIndexer(workspaceId: string): ValueIndexer {
  const token = tokenMaker(workspaceId);
  const known = { title: new Map<string, IndexedValue>(), text: new Map<string, IndexedValue>() };

  const remembered = (kind: "title" | "text", value: string): IndexedValue => {
    const found = known[kind].get(value);
    if (found) return found;
    const made = kind === "title" ? titleValue(token, value) : textValue(token, value);
    if (value.length > rememberedLength) return made;
    if (known[kind].size >= rememberedValues) known[kind].clear();
    known[kind].set(value, made);
    return made;
  };

  return {
    token,
    value: (kind, value) => {
      if (kind === "phone") return phoneValue(token, value);
      return kind === "address" ? addressValue(token, value) : remembered(kind, value);
    },
  };
}

type MakeToken = ValueIndexer["token"];

function titleValue(make: MakeToken, value: string): IndexedValue {
  const all = wordsOf(fold(value), maxWords);
  const tokens: number[] = [];
  for (const word of all.slice(0, titleWords)) {
    tokens.push(inTitle(make("word", word)));
    if (word.length > 1) tokens.push(make("beginning", word.slice(0, 2)));
    if (word.length > 2) tokens.push(make("beginning", word.slice(0, 3)));
  }
  const rest = all.slice(titleWords).map((word) => make("word", word));
  return { tokens, plainTokens: rest, words: wordEntries(make, all) };
}

function textValue(make: MakeToken, value: string): IndexedValue {
  return plainValue(make, wordsOf(fold(value), maxWords));
}

function addressValue(make: MakeToken, value: string): IndexedValue {
  const folded = fold(value);
  return plainValue(make, addressWords(folded, maxWords) ?? wordsOf(folded, maxWords));
}

function plainValue(make: MakeToken, words: readonly string[]): IndexedValue {
  const entries = words.map((word) => ({ token: make("word", word), word }));
  return {
    tokens: [],
    plainTokens: entries.map(({ token }) => token),
    words: entries.filter(({ word }) => isForLexicon(word)),
  };
}

function phoneValue(make: MakeToken, value: string): IndexedValue {
  const tokens = phoneParts(phoneDigits(value)).map((part) => make("phone", part));
  return { tokens, plainTokens: [], words: [] };
}

function wordEntries(make: MakeToken, words: readonly string[]): IndexedWord[] {
  return words.filter(isForLexicon).map((word) => ({ token: make("word", word), word }));
}

function isForLexicon(word: string): boolean {
  return word.length >= shortestWord && word.length <= longestWord;
}

/** What a phone number can be found by: its first six digits, its last seven, its last four. */
export function phoneParts(digits: string): string[] {
  const parts: string[] = [];
  if (digits.length >= 4) parts.push(`…${digits.slice(-4)}`);
  if (digits.length >= 6) parts.push(`${digits.slice(0, 6)}…`);
  if (digits.length >= 7) parts.push(`…${digits.slice(-7)}`);
  return parts;
}
