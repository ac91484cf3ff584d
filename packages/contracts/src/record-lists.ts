// Lists of records that members put together by hand. A list holds records of one object; who sees it sees those
// of its records that they may see anyway.
import { z } from "zod";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";
import { viewAudiences } from "./views.ts";

/** How many records one call adds or removes. */
export const maxListChange = 5000;

const name = lineText(100);
const sharedWith = z.enum(viewAudiences).describe("Who else sees it.");

export const recordListSchema = z.object({
  id: idSchema,
  object: z.string(),
  name: z.string(),
  sharedWith,
  ownerId: idSchema,
  isOwn: z.boolean(),
  mayChange: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type RecordList = z.infer<typeof recordListSchema>;

export const recordListInputSchema = z.strictObject({
  object: z.string().min(1).max(60),
  name,
  sharedWith: sharedWith.optional(),
});
export type RecordListInput = z.infer<typeof recordListInputSchema>;

export const recordListChangeSchema = z.strictObject({
  name: name.optional(),
  sharedWith: sharedWith.optional(),
});
export type RecordListChange = z.infer<typeof recordListChangeSchema>;

const recordIds = z.array(idSchema).min(1).max(maxListChange);

export const listAdditionSchema = z.union([
  z.strictObject({ recordIds }),
  z.strictObject({
    filter: z
      .record(z.string(), z.unknown())
      .describe(`Those that match, as in lists; ${maxListChange} at most.`),
  }),
]);
export type ListAddition = z.infer<typeof listAdditionSchema>;

export const listRemovalSchema = z.strictObject({ recordIds });

export const listChangedSchema = z.object({
  changed: z.int().describe("Records that were added or removed."),
  unchanged: z.int().describe("Records that were in it, or were not, already."),
  missing: z.int().describe("Ids of no record that you may see."),
});
export type ListChanged = z.infer<typeof listChangedSchema>;
