// Rights that name an object or a field which does not exist would leave open what they were meant to close.
// Names that were there before the change stand, so that a role outlives the fields that it names.
import type { Permissions } from "@rapport/contracts";
import type { Tx } from "../../platform/db/index.ts";
import { type FieldError, invalid } from "../../platform/errors.ts";

/** By object: the fields that can be closed, custom ones as `custom.<key>`. Another room knows. */
export type KnownNames = (tx: Tx) => Promise<ReadonlyMap<string, { has(key: string): boolean }>>;

type Names = Pick<Permissions, "objects" | "fields">;

const nothing: Names = { objects: {}, fields: {} };

export async function requireKnownNames(
  tx: Tx,
  known: KnownNames,
  given: Names,
  former: Names = nothing,
): Promise<void> {
  const names = await known(tx);
  const errors = [...unknownObjects(names, given, former), ...unknownFields(names, given, former)];
  const [first] = errors;
  if (!first) return;
  const message = `${first.message} See /api/v1/schema for those that there are.`;
  throw invalid("access.unknown_right", message, errors);
}

const everyOne = "*";

type Known = Awaited<ReturnType<KnownNames>>;

function unknownObjects(known: Known, given: Names, former: Names): FieldError[] {
  const unknown = new Map<string, string>();
  for (const part of ["objects", "fields"] as const) {
    for (const object of Object.keys(given[part])) {
      const isKnown = object === everyOne || known.has(object);
      if (!isKnown && !Object.hasOwn(former[part], object)) unknown.set(object, part);
    }
  }
  return [...unknown].map(([object, part]) => ({
    path: `permissions.${part}.${object}`,
    message: `There is no object "${object}".`,
    code: "access.unknown_right",
  }));
}

function unknownFields(known: Known, given: Names, former: Names): FieldError[] {
  return Object.entries(given.fields).flatMap(([object, fields]) => {
    const there = object === everyOne ? anyOf(known) : known.get(object);
    const before = Object.hasOwn(former.fields, object) ? (former.fields[object] ?? {}) : {};
    const unknown = Object.keys(fields).filter(
      (field) => there && !there.has(field) && !Object.hasOwn(before, field),
    );
    return unknown.map((field) => ({
      path: `permissions.fields.${object}.${field}`,
      message:
        object === everyOne
          ? `No object has a field "${field}".`
          : `There is no field "${field}" of ${object}.`,
      code: "access.unknown_right",
    }));
  });
}

function anyOf(known: Known) {
  return { has: (key: string) => [...known.values()].some((fields) => fields.has(key)) };
}
