// Acts on custom object types: named, renamed and, when no record is left, removed with their fields.
import { z } from "zod";
import type { Ctx } from "../../platform/context.ts";
import { isUniqueViolation, type Tx } from "../../platform/db/index.ts";
import { AppError, invalid, notFound } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { administrative } from "./administrative.ts";
import { announce } from "./announce.ts";
import { labelText } from "./label-text.ts";
import type { ObjectTypeRow } from "./object-type.rules.ts";
import {
  deleteObjectType,
  hasLiveRecords,
  insertObjectType,
  readObjectTypeRows,
  updateObjectType,
} from "./schema.store.ts";
import type { SchemaCache } from "./schema-cache.ts";
import { checkObjectKey, keyFrom, objectKeyShape } from "./schema-keys.rules.ts";

const label = labelText(100);

export const newObjectTypeSchema = z.strictObject({
  key: z
    .string()
    .regex(objectKeyShape, "Use small letters, digits and _.")
    .optional()
    .describe("Made from the plural label unless given."),
  label,
  labelPlural: label,
});

export const objectTypeChangeSchema = z.strictObject({
  label: label.optional(),
  labelPlural: label.optional(),
});

export const maxCustomObjects = 200;

async function objectTypeOf(tx: Tx, id: string): Promise<ObjectTypeRow> {
  const row = (await readObjectTypeRows(tx)).find((candidate) => candidate.id === id);
  if (!row) throw notFound("custom object");
  return row;
}

function taken(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error;
  const message = "There is an object with this key already. Choose another.";
  return new AppError("conflict", "records.key_in_use", message);
}

export function objectTypeActs(schema: SchemaCache) {
  const committed = (ctx: Ctx) => schema.forget(ctx.workspaceId);

  const create = administrative({
    committed,
    name: "records.object-type.create",
    title: "Add a custom object",
    input: newObjectTypeSchema,
    run: async (tx, act, input) => {
      const key = checkObjectKey(input.key ?? keyFrom(input.labelPlural));
      const row = { id: newId(), key, label: input.label, label_plural: input.labelPlural };
      if ((await readObjectTypeRows(tx)).length >= maxCustomObjects) {
        throw invalid(
          "records.too_many_objects",
          `There are ${maxCustomObjects} custom objects at most.`,
        );
      }
      await insertObjectType(tx, row).catch((error: unknown) => {
        throw taken(error);
      });
      await announce(tx, act, "object-types", null, row);
      return row;
    },
  });

  const update = administrative({
    committed,
    name: "records.object-type.update",
    title: "Rename a custom object",
    input: objectTypeChangeSchema.extend({ id: z.string() }),
    run: async (tx, act, { id, ...change }) => {
      const before = await objectTypeOf(tx, id);
      const row = {
        ...before,
        label: change.label ?? before.label,
        label_plural: change.labelPlural ?? before.label_plural,
      };
      await updateObjectType(tx, row);
      await announce(tx, act, "object-types", before, row);
      return row;
    },
  });

  const remove = administrative({
    committed,
    name: "records.object-type.delete",
    title: "Remove an empty custom object",
    input: z.object({ id: z.string() }),
    run: async (tx, act, { id }) => {
      const before = await objectTypeOf(tx, id);
      if (await hasLiveRecords(tx, before.key)) {
        throw new AppError(
          "conflict",
          "records.object_in_use",
          `There are records of "${before.label}". Export and delete them first.`,
        );
      }
      await deleteObjectType(tx, before, act.at);
      await announce(tx, act, "object-types", before, null);
      return null;
    },
  });

  return [create, update, remove];
}
