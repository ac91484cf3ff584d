// The description of object types and fields that `/schema` answers, reduced to the caller's rights.
import { z } from "zod";
import { fieldTypes } from "./field-types.ts";

export const fieldOptionSchema = z.strictObject({
  key: z.string().min(1).max(100),
  label: z.string().min(1).max(100),
});

export const schemaFieldSchema = z.object({
  id: z.uuid().optional().describe("Custom fields only."),
  key: z.string(),
  label: z.string(),
  type: z.enum(fieldTypes),
  required: z.boolean(),
  readOnly: z.boolean(),
  custom: z.boolean(),
  access: z.enum(["read", "write"]),
  sortable: z.boolean(),
  filterable: z.boolean(),
  options: z.array(fieldOptionSchema).optional(),
  refObject: z.string().optional(),
  maxLength: z.int().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type SchemaField = z.infer<typeof schemaFieldSchema>;

export const schemaObjectSchema = z.object({
  id: z.uuid().optional().describe("Custom objects only."),
  key: z.string(),
  label: z.string(),
  labelPlural: z.string(),
  custom: z.boolean(),
  titleFields: z.array(z.string()),
  can: z.object({ create: z.boolean(), update: z.boolean(), delete: z.boolean() }),
  fields: z.array(schemaFieldSchema),
});
export type SchemaObject = z.infer<typeof schemaObjectSchema>;

export const schemaResponseSchema = z.object({ objects: z.array(schemaObjectSchema) });
