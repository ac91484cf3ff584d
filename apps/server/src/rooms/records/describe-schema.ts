// The object types and fields of a workspace as one principal may see them, for `/schema`.
import type { SchemaField, SchemaObject } from "@rapport/contracts";
import type { Ctx, Rights } from "../../platform/context.ts";
import type { ReadDeps } from "./find-record.ts";
import type { Field, ObjectType } from "./object-type.rules.ts";

function describeField(
  type: ObjectType,
  key: string,
  field: Field,
  rights: Rights,
): SchemaField | null {
  const access = rights.field(type.key, key);
  if (access === "none") return null;
  const { label, options, refObject, maxLength, min, max } = field;
  const isCustom = field.customId !== null;
  return {
    ...(isCustom ? { id: field.customId ?? "" } : {}),
    key,
    label,
    type: field.type,
    required: field.required,
    readOnly: field.readOnly === true,
    custom: isCustom,
    access,
    sortable: field.sortable,
    filterable: field.filterable,
    ...(options ? { options: [...options] } : {}),
    ...(refObject === undefined ? {} : { refObject }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

function describeObject(type: ObjectType, rights: Rights): SchemaObject | null {
  const can = rights.object(type.key);
  if (can.read === "none") return null;
  const fields = [...type.fields].map(([key, field]) => describeField(type, key, field, rights));
  return {
    ...(type.customId === null ? {} : { id: type.customId }),
    key: type.key,
    label: type.label,
    labelPlural: type.labelPlural,
    custom: type.customId !== null,
    titleFields: [...type.titleFields],
    can: { create: can.create, update: can.update !== "none", delete: can.delete !== "none" },
    fields: fields.filter((field) => field !== null),
  };
}

export function describeSchema(deps: ReadDeps, ctx: Ctx): Promise<{ objects: SchemaObject[] }> {
  return deps.db.tenant(ctx, async (tx) => {
    const types = await deps.schema.all(tx);
    const objects = [...types.values()].map((type) => describeObject(type, ctx.principal.rights));
    return { objects: objects.filter((object) => object !== null) };
  });
}
