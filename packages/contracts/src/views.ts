// Saved views as they travel over the API: how one list of an object is filtered, sorted, grouped and drawn.
import { z } from "zod";
import { idSchema } from "./records.ts";

export const viewLayouts = ["table", "kanban", "list"] as const;
export type ViewLayout = (typeof viewLayouts)[number];

/** Who else sees a view: nobody, the teams of its owner, everybody in the workspace. */
export const viewAudiences = ["me", "team", "workspace"] as const;
export type ViewAudience = (typeof viewAudiences)[number];

const fieldPath = z
  .string()
  .min(1)
  .max(120)
  .describe("Key of a field; a custom one `custom.<key>`.");

export const viewColumnSchema = z.strictObject({
  field: fieldPath,
  widthPx: z.int().min(40).max(2000).optional(),
});
export type ViewColumn = z.infer<typeof viewColumnSchema>;

const parts = {
  name: z.string().trim().min(1).max(100),
  layout: z.enum(viewLayouts),
  columns: z
    .array(viewColumnSchema)
    .max(200)
    .describe("In order; empty: the usual columns of the object."),
  filter: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe("As in lists; dates may be relative."),
  sort: z.string().min(1).max(121).nullable().describe("As in lists."),
  groupBy: fieldPath
    .nullable()
    .describe("Field whose values make the groups, or the columns of a kanban."),
  sharedWith: z.enum(viewAudiences),
  position: z.int().min(0).max(100_000).describe("Order of the tabs, lowest first."),
};

export const viewInputSchema = z
  .strictObject({ object: z.string().min(1).max(60), ...parts })
  .partial()
  .required({ object: true, name: true });
export type ViewInput = z.infer<typeof viewInputSchema>;

export const viewChangeSchema = z
  .strictObject({
    ...parts,
    favourite: z.boolean().describe("The caller's own mark; needs no right to change the view."),
  })
  .partial();
export type ViewChange = z.infer<typeof viewChangeSchema>;

/** A part that the view asks for and that cannot be had: left out, and said. */
export const missingPartSchema = z.object({
  part: z.enum(["column", "filter", "sort", "groupBy"]),
  reason: z
    .enum(["removed", "not-visible", "not-valid"])
    .describe(
      "The field was removed; the caller may not read it; its condition no longer makes sense.",
    ),
  field: z.string().nullable().describe("Null where the caller may not know it."),
  label: z.string().nullable(),
});
export type MissingPart = z.infer<typeof missingPartSchema>;

export const viewSchema = z.object({
  id: idSchema,
  object: z.string(),
  ...parts,
  ownerId: idSchema,
  isOwn: z.boolean(),
  mayChange: z.boolean(),
  favourite: z.boolean(),
  missing: z.array(missingPartSchema),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type SavedView = z.infer<typeof viewSchema>;
