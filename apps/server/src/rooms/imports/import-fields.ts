// What an import may write: the fields of a kind of record, reduced to the rights of who imports.
import { maxLengthOf } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import { endOf, type ObjectType } from "../records/index.ts";
import type { ImportField } from "./mapping.rules.ts";

export interface ImportObject {
  key: string;
  fields: ImportField[];
}

export function mayImportInto(ctx: Ctx, object: string): boolean {
  const rights = ctx.principal.rights.object(object);
  return rights.create || rights.update !== "none";
}

/** When records began where they come from. */
const began: ImportField = {
  key: "createdAt",
  label: "Created",
  type: "datetime",
  required: false,
  custom: false,
};

/** Names a record that is there; no record is given one. */
export const ownId: ImportField = {
  key: "id",
  label: "Id",
  type: "text",
  required: false,
  custom: false,
};

/** Times are brought along by who may make records; ids name those that may be changed. */
export function importFields(ctx: Ctx, type: ObjectType): ImportField[] {
  const { rights } = ctx.principal;
  const mayMake = rights.object(type.key).create;
  const isEnd = (key: string) => mayMake && endOf[type.key] === key;
  const fields: ImportField[] = [...type.fields]
    .filter(([key, field]) => field.readOnly !== true || isEnd(key))
    .filter(([key]) => rights.field(type.key, key) === "write")
    .map(([key, field]) => ({
      key,
      label: field.label,
      type: field.type,
      required: field.required,
      custom: field.customId !== null,
      options: field.options,
      refObject: field.refObject,
      maxLength: field.maxLength ?? maxLengthOf[field.type],
    }));
  const named = rights.object(type.key).update === "none" ? [] : [ownId];
  return [...fields, ...(mayMake ? [began] : []), ...named];
}

/** What columns are suggested to become: an id only by a person's choice, since other systems have ids too. */
export function importObjects(ctx: Ctx, types: ReadonlyMap<string, ObjectType>): ImportObject[] {
  return [...types.values()]
    .filter((type) => mayImportInto(ctx, type.key))
    .map((type) => ({
      key: type.key,
      fields: importFields(ctx, type).filter((field) => field !== ownId),
    }));
}
