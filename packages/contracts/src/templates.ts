// Named texts with placeholders, as they travel over the API.
import { z } from "zod";
import { idSchema } from "./records.ts";

export const templateAudiences = ["me", "workspace"] as const;

const wellFormed = (text: z.ZodString) =>
  text.refine((value) => value.isWellFormed(), "Broken text");

const parts = {
  name: wellFormed(z.string().trim().min(1).max(100)),
  subject: wellFormed(z.string().max(300)).describe("One line; may hold {{placeholders}}."),
  body: wellFormed(z.string().min(1).max(20_000)).describe("Plain text with {{placeholders}}."),
  sharedWith: z.enum(templateAudiences),
};

export const templateInputSchema = z
  .strictObject({
    object: z.string().min(1).max(60).describe("Whose records fill it."),
    ...parts,
  })
  .partial()
  .required({ object: true, name: true, body: true });
export type TemplateInput = z.infer<typeof templateInputSchema>;

export const templateChangeSchema = z.strictObject(parts).partial();
export type TemplateChange = z.infer<typeof templateChangeSchema>;

export const templateSchema = z.object({
  id: idSchema,
  object: z.string(),
  ...parts,
  body: z.string(),
  ownerId: idSchema,
  isOwn: z.boolean(),
  mayChange: z.boolean(),
  version: z.int().describe("Of the text; automations keep the version that they were made with."),
  faults: z.array(z.string()).describe("Placeholders that stand for nothing any more."),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Template = z.infer<typeof templateSchema>;

export const templateVersionSchema = z.object({
  version: z.int(),
  subject: z.string(),
  body: z.string(),
  at: z.iso.datetime(),
  by: z.string().nullable(),
});
export type TemplateVersion = z.infer<typeof templateVersionSchema>;

export const placeholderSchema = z.object({
  path: z.string(),
  label: z.string(),
  isEmail: z.boolean().describe("Holds an address that mail can be sent to."),
});
export type Placeholder = z.infer<typeof placeholderSchema>;

export const previewInputSchema = z.strictObject({
  object: z.string().min(1).max(60),
  subject: z.string().max(300),
  body: z.string().max(20_000),
  recordId: idSchema,
});
export type PreviewInput = z.infer<typeof previewInputSchema>;

export const previewSchema = z.object({
  subject: z.string(),
  body: z.string(),
  empty: z.array(z.string()).describe("Placeholders that had no value and no fallback."),
});
export type Preview = z.infer<typeof previewSchema>;
