// Texts with placeholders: what may stand in them, and what becomes of them. Pure.
// A text is filled in one pass: what a field holds is never read as a placeholder, whoever wrote it. Only the
// fields of the record and of what it points at can be named; there is nothing to compute or to call.
import type { FieldDefinition } from "@rapport/contracts";
import type { Rights } from "../../platform/context.ts";
import type { ObjectShape } from "./deps.ts";
import { cut } from "./words.rules.ts";

type Types = ReadonlyMap<string, ObjectShape>;

/** What a placeholder stands for. */
export interface Slot {
  path: string;
  label: string;
  /** Field of the record that points at another; null: the record's own field. */
  via: string | null;
  /** Object whose field it is; `members` for members. */
  object: string;
  field: string;
  isEmail: boolean;
}

const roots: Readonly<Record<string, string>> = {
  people: "person",
  companies: "company",
  deals: "deal",
  tickets: "ticket",
  tasks: "task",
  notes: "note",
  activities: "activity",
};

/** The word by which texts call a record of this object. */
export function rootOf(object: string): string {
  return roots[object] ?? object;
}

const aliasOf = (path: string) => path.replace(/^custom\./, "").replace(/Id$/, "");

function ownSlots(type: ObjectShape, prefix: string, via: string | null, lead: string): Slot[] {
  return [...type.fields].map(([path, field]) => ({
    path: `${prefix}.${isPointer(field) ? path.replace(/Id$/, "") : path}`,
    label: `${lead}${field.label}`,
    via,
    object: type.key,
    field: path,
    isEmail: field.type === "email",
  }));
}

const isPointer = (field: FieldDefinition) => field.type === "reference" || field.type === "member";

function memberSlots(path: string, field: FieldDefinition): Slot[] {
  const prefix = aliasOf(path);
  return (["name", "email"] as const).map((what) => ({
    path: `${prefix}.${what}`,
    label: `${field.label}: ${what === "name" ? "name" : "e-mail"}`,
    via: path,
    object: "members",
    field: what,
    isEmail: what === "email",
  }));
}

/** All placeholders that a text about records of this object may hold, by path. */
export function slotsOf(types: Types, object: string): ReadonlyMap<string, Slot> {
  const type = types.get(object);
  const slots = new Map<string, Slot>();
  if (!type) return slots;
  const add = (found: readonly Slot[]) => {
    for (const slot of found) if (!slots.has(slot.path)) slots.set(slot.path, slot);
  };
  add(ownSlots(type, rootOf(object), null, ""));
  for (const [path, field] of type.fields) {
    if (field.type === "member") add(memberSlots(path, field));
    const target = field.type === "reference" ? types.get(field.refObject ?? "") : undefined;
    if (target) add(ownSlots(target, aliasOf(path), path, `${field.label}: `));
  }
  return slots;
}

export function mayRead(slot: Slot, object: string, rights: Rights): boolean {
  const mayFollow = slot.via === null || rights.field(object, slot.via) !== "none";
  if (!mayFollow || rights.object(object).read === "none") return false;
  if (slot.object === "members") return true;
  return (
    rights.object(slot.object).read !== "none" && rights.field(slot.object, slot.field) !== "none"
  );
}

const placeholder = /\{\{\s*([A-Za-z][\w.-]*)\s*(?:\|([^{}]*))?\}\}/g;

/** Paths that a text names, in order, each once. */
export function pathsIn(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ""))];
}

/** What is wrong with a text, in words, one line a fault. */
export function textFaults(text: string, slots: ReadonlyMap<string, Slot>): string[] {
  const unknown = pathsIn(text)
    .filter((path) => !slots.has(path))
    .map((path) => `There is no field "${cut(path, 100)}" to put in here.`);
  const rest = text.replaceAll(placeholder, "");
  if (/\{\{|\}\}/.test(rest)) {
    unknown.push("A placeholder reads {{person.firstName}}, or {{person.firstName|there}}.");
  }
  return unknown;
}

export interface Filled {
  text: string;
  /** Placeholders that had neither a value nor a fallback. */
  empty: string[];
}

/** One pass: values and fallbacks are put in as they are. */
export function fillText(text: string, textOf: (path: string) => string | null): Filled {
  const empty: string[] = [];
  const filled = text.replaceAll(placeholder, (_whole, path: string, fallback?: string) => {
    const value = textOf(path);
    if (value !== null && value !== "") return value;
    if (fallback === undefined) empty.push(path);
    return fallback?.trim() ?? "";
  });
  return { text: filled, empty: [...new Set(empty)] };
}

/** For subjects and fields of one line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not stand in a line
  return text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();
}
