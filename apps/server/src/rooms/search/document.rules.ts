// A record → what the index keeps of it: the texts to show and match again, its tokens, its words.
// Invariants: only text that a person would type is indexed (names, addresses, phones, prose), never
// ids, dates or amounts; of a long text only the first hundred words; a removed value leaves no token.
import {
  customObjectFields,
  type FieldDefinition,
  type ObjectDefinition,
  standardObject,
} from "@rapport/contracts";
import { inSample, inTitle, isInSample, type TokenKind } from "./tokens.rules.ts";
import { addressWords, fold, phoneDigits, wordsOf } from "./words.rules.ts";

type TextKind = "text" | "long" | "address" | "phone" | "shown";

interface IndexedField {
  key: string;
  kind: TextKind;
  isTitle: boolean;
  /** What people call the value of a `shown` field. */
  labels?: ReadonlyMap<string, string>;
}

export interface ObjectShape {
  label: string;
  titleFields: readonly string[];
  subtitleFields: readonly string[];
  fields: readonly IndexedField[];
  /** Keys whose change changes the document. */
  keys: ReadonlySet<string>;
}

export interface SearchDocument {
  recordId: string;
  object: string;
  ownerId: string | null;
  region: string | null;
  /** Key, value, key, value … */
  fields: readonly string[];
  tokens: ReadonlySet<number>;
  words: ReadonlyMap<number, string>;
}

export const customPrefix = "custom.";
const longTextLength = 1000;
const longTextWords = 100;
const titleWords = 12;
const lexiconWordLength = { shortest: 2, longest: 32 };

const shapes = new Map<string, ObjectShape>();

/** How an object type is indexed; object types that are not standard are custom ones. */
export function shapeOf(object: string): ObjectShape {
  const standard = standardObject(object);
  const key = standard ? object : "";
  const known = shapes.get(key);
  if (known) return known;
  const shape = makeShape(
    standard ?? {
      key,
      label: "Record",
      labelPlural: "Records",
      titleFields: ["name"],
      subtitleFields: [],
      fields: customObjectFields,
    },
  );
  shapes.set(key, shape);
  return shape;
}

function makeShape(object: ObjectDefinition): ObjectShape {
  const fields: IndexedField[] = [];
  for (const field of object.fields) {
    const kind = kindOf(object, field);
    const labels = new Map(field.options?.map((option) => [option.key, option.label]));
    if (kind)
      fields.push({
        key: field.key,
        kind,
        isTitle: object.titleFields.includes(field.key),
        labels,
      });
  }
  fields.sort((a, b) => Number(b.isTitle) - Number(a.isTitle));
  const keys = new Set([...fields.map((field) => field.key), "ownerId", "region", "custom"]);
  return {
    label: object.label,
    titleFields: object.titleFields,
    subtitleFields: object.subtitleFields,
    fields,
    keys,
  };
}

function kindOf(object: ObjectDefinition, field: FieldDefinition): TextKind | null {
  if (field.key === "currency") return null;
  if (field.key === "domain" || field.type === "email" || field.type === "url") return "address";
  if (field.type === "longText") return "long";
  if (field.type === "text" || field.type === "phone") return field.type;
  return object.subtitleFields.includes(field.key) ? "shown" : null;
}

/** Whether a change of these fields can change the document. */
export function touchesDocument(object: string, changedKeys: readonly string[]): boolean {
  const { keys } = shapeOf(object);
  return changedKeys.some((key) => keys.has(key) || key.startsWith(customPrefix));
}

type MakeToken = (kind: TokenKind, text: string) => number;

class DocumentTokens {
  readonly tokens = new Set<number>();
  readonly words = new Map<number, string>();
  readonly #make: MakeToken;

  constructor(make: MakeToken) {
    this.#make = make;
  }

  add(kind: TokenKind, text: string): void {
    this.tokens.add(this.#make(kind, text));
  }

  word(word: string): void {
    const token = this.#make("word", word);
    if (!this.tokens.has(inTitle(token))) this.tokens.add(token);
    this.#learn(word, token);
  }

  titleWord(word: string): void {
    const token = this.#make("word", word);
    this.tokens.add(inTitle(token));
    if (word.length > 1) this.add("beginning", word.slice(0, 2));
    if (word.length > 2) this.add("beginning", word.slice(0, 3));
    this.#learn(word, token);
  }

  repeatForSample(): void {
    for (const token of [...this.tokens]) this.tokens.add(inSample(token));
  }

  phone(value: string): void {
    for (const part of phoneParts(phoneDigits(value))) this.add("phone", part);
  }

  #learn(word: string, token: number): void {
    const { shortest, longest } = lexiconWordLength;
    if (word.length >= shortest && word.length <= longest) this.words.set(token, word);
  }
}

/** What a phone number can be found by: its first six digits, its last seven, its last four. */
export function phoneParts(digits: string): string[] {
  const parts: string[] = [];
  if (digits.length >= 4) parts.push(`…${digits.slice(-4)}`);
  if (digits.length >= 6) parts.push(`${digits.slice(0, 6)}…`);
  if (digits.length >= 7) parts.push(`…${digits.slice(-7)}`);
  return parts;
}

export function documentOf(
  make: MakeToken,
  object: string,
  record: Readonly<Record<string, unknown>>,
): SearchDocument {
  const found = new DocumentTokens(make);
  const fields: string[] = [];
  const ownerId = textOf(record.ownerId);
  const region = textOf(record.region);
  const shape = shapeOf(object);
  addTitle(found, shape, record);
  for (const field of shape.fields) {
    const value = textOf(record[field.key]);
    if (value !== null) addField(found, fields, field, value);
  }
  addCustom(found, fields, record.custom);
  if (isInSample(String(record.id))) found.repeatForSample();
  found.add("object", object);
  if (ownerId) found.add("owner", `${object}:${ownerId}`);
  if (region) found.add("region", `${object}:${region}`);
  return {
    recordId: String(record.id),
    object,
    ownerId,
    region,
    fields,
    tokens: found.tokens,
    words: found.words,
  };
}

function addTitle(
  found: DocumentTokens,
  shape: ObjectShape,
  record: Readonly<Record<string, unknown>>,
): void {
  const words: string[] = [];
  for (const key of shape.titleFields) {
    const value = textOf(record[key]);
    if (value !== null) words.push(...wordsOf(fold(value.slice(0, longTextLength)), titleWords));
  }
  for (const word of words) found.titleWord(word);
  if (words.length === 1) found.add("sole", words[0] ?? "");
}

function addField(
  found: DocumentTokens,
  fields: string[],
  field: IndexedField,
  value: string,
): void {
  const kept = value.length > longTextLength ? value.slice(0, longTextLength) : value;
  fields.push(field.key, field.labels?.get(kept) ?? kept);
  if (field.kind === "shown") return;
  if (field.kind === "phone") return found.phone(kept);
  // A title's words are there already, unless it is prose that goes on.
  if (field.isTitle && field.kind === "text") return;
  const folded = fold(kept);
  const words = field.kind === "address" ? addressWords(folded, longTextWords) : null;
  for (const word of words ?? wordsOf(folded, longTextWords)) found.word(word);
}

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateShape = /^\d{4}-\d{2}-\d{2}(T|$)/;
const phoneShape = /^\+?[\d\s().\-/]{7,}$/;

/** Types of custom fields are the records room's matter; what a value looks like is enough here. */
function addCustom(found: DocumentTokens, fields: string[], custom: unknown): void {
  if (typeof custom !== "object" || custom === null) return;
  for (const [key, raw] of Object.entries(custom)) {
    const value = customText(raw);
    if (value === null || idShape.test(value) || dateShape.test(value)) continue;
    const kind = customKind(value);
    addField(found, fields, { key: customPrefix + key, kind, isTitle: false }, value);
    // It may be an order number just as well.
    if (kind === "phone") for (const word of wordsOf(fold(value))) found.word(word);
  }
}

function customKind(value: string): TextKind {
  if (phoneShape.test(value)) return "phone";
  return /^\S+\.\S+$/.test(value) ? "address" : "long";
}

function customText(raw: unknown): string | null {
  if (Array.isArray(raw))
    return textOf(raw.filter((item) => typeof item === "string" && !idShape.test(item)).join(" "));
  return textOf(typeof raw === "number" ? String(raw) : raw);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
