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
import type { IndexedWord, ValueIndexer, ValueKind } from "./value-index.rules.ts";

type TextKind = ValueKind | "shown";

interface IndexedField {
  key: string;
  kind: TextKind;
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
  /** Each once, five hundred at most. */
  tokens: readonly number[];
  /** Words for the lexicon, field by field; the same word may come twice. */
  words: readonly (readonly IndexedWord[])[];
}

export const customPrefix = "custom.";
const longTextLength = 1000;
const maxTokens = 500;

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
        labels,
      });
  }
  // A title's words must be known before the same words of other fields.
  fields.sort((a, b) => Number(b.kind === "title") - Number(a.kind === "title"));
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
  if (object.titleFields.includes(field.key)) return "title";
  if (field.type === "text" || field.type === "longText") return "text";
  if (field.type === "phone") return "phone";
  return object.subtitleFields.includes(field.key) ? "shown" : null;
}

/** Whether a change of these fields can change the document. */
export function touchesDocument(object: string, changedKeys: readonly string[]): boolean {
  const { keys } = shapeOf(object);
  return changedKeys.some((key) => keys.has(key) || key.startsWith(customPrefix));
}

export function documentOf(
  indexer: ValueIndexer,
  object: string,
  record: Readonly<Record<string, unknown>>,
): SearchDocument {
  const draft = new Draft(indexer);
  const ownerId = textOf(record.ownerId);
  const region = textOf(record.region);
  for (const field of shapeOf(object).fields) {
    const value = textOf(record[field.key]);
    if (value !== null) draft.add(field, value);
  }
  addCustom(draft, record.custom);
  const recordId = String(record.id);
  draft.finish(isInSample(recordId));
  draft.token("object", object);
  if (ownerId) draft.token("owner", `${object}:${ownerId}`);
  if (region) draft.token("region", `${object}:${region}`);
  const { fields, tokens, words } = draft;
  return { recordId, object, ownerId, region, fields, tokens, words };
}

class Draft {
  readonly fields: string[] = [];
  readonly tokens: number[] = [];
  readonly words: (readonly IndexedWord[])[] = [];
  readonly #indexer: ValueIndexer;
  readonly #titleWords: string[] = [];

  constructor(indexer: ValueIndexer) {
    this.#indexer = indexer;
  }

  token(kind: TokenKind, text: string): void {
    this.tokens.push(this.#indexer.token(kind, text));
  }

  // For the two dozen tokens of most records a list is faster than a set, and half its size.
  #once(token: number): void {
    if (this.tokens.length < maxTokens && !this.tokens.includes(token)) this.tokens.push(token);
  }

  add(field: IndexedField, value: string): void {
    const kept = value.length > longTextLength ? value.slice(0, longTextLength) : value;
    this.fields.push(field.key, field.labels?.get(kept) ?? kept);
    if (field.kind !== "shown") this.index(field.kind, kept);
  }

  index(kind: ValueKind, value: string): void {
    const { tokens, plainTokens, words } = this.#indexer.value(kind, value);
    for (const token of tokens) this.#once(token);
    for (const token of plainTokens) {
      if (!this.tokens.includes(inTitle(token))) this.#once(token);
    }
    if (words.length > 0) this.words.push(words);
    if (kind === "title") for (const { word } of words) this.#titleWords.push(word);
  }

  /** Once all values are in: what the title is as a whole, and the sample. */
  finish(isSampled: boolean): void {
    const [only] = this.#titleWords;
    if (only !== undefined && this.#titleWords.length === 1) this.token("sole", only);
    if (isSampled) this.tokens.push(...this.tokens.map(inSample));
  }
}

const idShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateShape = /^\d{4}-\d{2}-\d{2}(T|$)/;
const phoneShape = /^\+?[\d\s().\-/]{7,}$/;

/** Types of custom fields are the records room's matter; what a value looks like is enough here. */
function addCustom(draft: Draft, custom: unknown): void {
  if (typeof custom !== "object" || custom === null) return;
  for (const [key, raw] of Object.entries(custom)) {
    const value = customText(raw);
    if (value === null || idShape.test(value) || dateShape.test(value)) continue;
    const kind = customKind(value);
    draft.add({ key: customPrefix + key, kind }, value);
    // It may be an order number just as well.
    if (kind === "phone") draft.index("text", value);
  }
}

function customKind(value: string): ValueKind {
  if (phoneShape.test(value)) return "phone";
  return /^\S+\.\S+$/.test(value) ? "address" : "text";
}

function customText(raw: unknown): string | null {
  if (Array.isArray(raw))
    return textOf(raw.filter((item) => typeof item === "string" && !idShape.test(item)).join(" "));
  return textOf(typeof raw === "number" ? String(raw) : raw);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
