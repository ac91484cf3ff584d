// A workspace's glossary as it travels: terms, what else people say for them, and the file of them.
import { z } from "zod";
import { lineText, paragraphs } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

export const maxGlossaryEntries = 2000;
export const maxGlossaryWords = 20;
export const maxGlossaryText = 80;

const glossaryText = lineText(maxGlossaryText);

const entryFields = {
  term: glossaryText.describe("As the workspace calls it; once, whatever the case."),
  words: z
    .array(glossaryText)
    .min(1)
    .max(maxGlossaryWords)
    .describe("What else is said for it, in any language."),
  ownerId: idSchema.nullable().describe("The member who keeps it right."),
  isOn: z.boolean().describe("Search and answers use it; true unless told."),
};

export const glossaryEntryInputSchema = z.strictObject({
  term: entryFields.term,
  words: entryFields.words,
  ownerId: entryFields.ownerId.optional(),
  isOn: entryFields.isOn.optional(),
});
export type GlossaryEntryInput = z.infer<typeof glossaryEntryInputSchema>;

export const glossaryEntryChangeSchema = glossaryEntryInputSchema.partial();
export type GlossaryEntryChange = z.infer<typeof glossaryEntryChangeSchema>;

export const glossaryEntrySchema = z.object({
  id: idSchema,
  term: z.string(),
  words: z.array(z.string()),
  owner: z.object({ id: idSchema, name: z.string() }).nullable(),
  isOn: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type GlossaryEntry = z.infer<typeof glossaryEntrySchema>;

export const glossaryQuerySchema = pageQuerySchema;

export const glossaryImportSchema = z.strictObject({
  csv: z
    .string()
    .min(1)
    .max(500_000)
    .regex(paragraphs, { message: "Must be text without control characters." })
    .refine((text) => text.isWellFormed(), { message: "Holds half of a character." })
    .describe(
      "The file's text: a header with `term` and `words` (with `;` between them), and `owner` and `on` where wanted.",
    ),
});
export type GlossaryImport = z.infer<typeof glossaryImportSchema>;

export const glossaryImportResultSchema = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
});
export type GlossaryImportResult = z.infer<typeof glossaryImportResultSchema>;

export const addedWordsSchema = z.object({
  asked: z.string().describe("As the question has it."),
  entryId: idSchema,
  term: z.string().describe("The glossary's entry."),
  added: z.array(z.string()).describe("What was looked for too."),
});
export type AddedWords = z.infer<typeof addedWordsSchema>;
