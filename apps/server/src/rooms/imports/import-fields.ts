// What an import may write: the fields of a kind of record, reduced to the rights of who imports.
import { maxLengthOf } from "@rapport/contracts";
import type { Ctx } from "../../platform/context.ts";
import type { ObjectType } from "../records/index.ts";
import type { ImportField } from "./mapping.rules.ts";

export interface ImportObject {
  key: string;
  fields: ImportField[];
}

export function mayImportInto(ctx: Ctx, object: string): boolean {
  const rights = ctx.principal.rights.object(object);
  return rights.create || rights.update !== "none";
}

export function importFields(ctx: Ctx, type: ObjectType): ImportField[] {
  const { rights } = ctx.principal;
  return [...type.fields]
    .filter(([key, field]) => field.readOnly !== true && rights.field(type.key, key) === "write")
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
}

export function importObjects(ctx: Ctx, types: ReadonlyMap<string, ObjectType>): ImportObject[] {
  return [...types.values()]
    .filter((type) => mayImportInto(ctx, type.key))
    .map((type) => ({ key: type.key, fields: importFields(ctx, type) }));
}
