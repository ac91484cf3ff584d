// Imports as they travel over the API: a file, what its columns become, a dry run, a run, an undo.
import { z } from "zod";
import { purposeKeySchema } from "./consent.ts";
import { fieldTypes } from "./field-types.ts";
import { idSchema } from "./records.ts";
import { fieldOptionSchema } from "./schema.ts";

export const importStatuses = [
  "ready",
  "checking",
  "running",
  "done",
  "failed",
  "cancelled",
  "undoing",
  "undone",
] as const;
export type ImportStatus = (typeof importStatuses)[number];

export const importModes = ["create", "upsert", "update"] as const;

export const columnTargetSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("field"),
    field: z.string().min(1).max(120).describe("Key of a field; a custom one as `custom.<key>`."),
    via: z
      .enum(["id", "email", "domain", "name"])
      .optional()
      .describe("For references and owners: what the cells name the other record by."),
    minorUnits: z
      .boolean()
      .optional()
      .describe("For money: the cells hold cents, not whole units."),
    unknown: z
      .enum(["refuse", "empty"])
      .optional()
      .describe(
        "For references, owners and choices: whether a cell that names none of them refuses its row (unless told) or leaves the field as it is, empty in a new record.",
      ),
  }),
  z.strictObject({ kind: z.literal("fullName") }).describe("Split into first and last name."),
  z
    .strictObject({
      kind: z.literal("newField"),
      label: z.string().trim().min(1).max(100),
      type: z.enum(fieldTypes),
      options: z.array(fieldOptionSchema).max(200).optional(),
    })
    .describe("A custom field is made when the import runs."),
  z
    .strictObject({
      kind: z.literal("consent"),
      purpose: purposeKeySchema,
      yes: z
        .enum(["granted", "denied"])
        .describe("What a cell that says yes means: consent, or an objection."),
    })
    .describe(
      "For people: what they said about a purpose. A cell that says no, or nothing, is no statement.",
    ),
  z.strictObject({ kind: z.literal("ignore") }),
]);

/** How a column writes its dates and numbers. */
const columnReadingSchema = z.strictObject({
  dateOrder: z
    .enum(["dmy", "mdy"])
    .describe("Whether 03/04/2026 is 3 April (`dmy`) or 4 March (`mdy`)."),
  decimal: z.enum([".", ","]).describe("The decimal sign: whether 1.234 is a little over one."),
});

export const columnMappingSchema = z.strictObject({
  column: z.string().max(250).describe("The column's name in the file."),
  target: columnTargetSchema,
});

export const importUploadQuerySchema = z.strictObject({
  object: z
    .string()
    .max(60)
    .optional()
    .describe("Kind of record; suggested from the columns unless told."),
  fileName: z.string().max(255).optional(),
  encoding: z
    .string()
    .max(40)
    .optional()
    .describe("Detected unless told, for example windows-1252."),
  delimiter: z.string().length(1).optional().describe("Detected unless told."),
});

export const importChangeSchema = z.strictObject({
  object: z
    .string()
    .max(60)
    .optional()
    .describe("Another kind of record; the mapping is suggested anew."),
  mapping: z
    .array(columnMappingSchema)
    .max(2000)
    .optional()
    .describe("Columns left out are ignored."),
  mode: z.enum(importModes).optional(),
  upsertKey: z
    .string()
    .max(120)
    .nullable()
    .optional()
    .describe("Field by which existing records are found, for the modes upsert and update."),
  blankClears: z
    .boolean()
    .optional()
    .describe(
      "true: a blank cell empties the field of an existing record; else it leaves it alone.",
    ),
  defaultCurrency: z.string().length(3).optional().describe("Of amounts that name none."),
  readings: z
    .array(z.strictObject({ column: z.string().max(250), ...columnReadingSchema.partial().shape }))
    .max(2000)
    .optional()
    .describe("How columns write dates and numbers, where what the first rows told is wrong."),
});
export type ImportChange = z.infer<typeof importChangeSchema>;

export const importCountsSchema = z.object({
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  bad: z.int(),
});
export type ImportCounts = z.infer<typeof importCountsSchema>;

const valuesSchema = z.record(z.string(), z.unknown()).nullable();

export const importDiffSchema = z.object({
  line: z.int(),
  status: z.enum(["created", "updated", "unchanged"]),
  id: idSchema.nullable(),
  before: valuesSchema.describe("The changed fields as they are; null for a new record."),
  after: valuesSchema.describe("The same fields as they would become."),
});

export const importErrorSchema = z.object({
  line: z.int().describe("Line of the file, counted from 1, on which the row starts."),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});

export const importSchema = z.object({
  id: idSchema,
  object: z.string(),
  status: z.enum(importStatuses),
  fileName: z.string(),
  fileBytes: z.int(),
  layout: z.object({
    format: z.enum(["csv", "jsonl"]),
    gzip: z.boolean(),
    encoding: z.string(),
    delimiter: z.string(),
    hasHeader: z.boolean(),
  }),
  columns: z.array(
    z.object({
      name: z.string(),
      warning: z.string().optional(),
      samples: z.array(z.string()),
      reading: columnReadingSchema
        .extend({ isSure: z.boolean().describe("The first rows told, or somebody said so.") })
        .optional()
        .describe("How its dates and numbers are read."),
      suggestion: z.object({
        target: columnTargetSchema,
        confidence: z.number(),
        reason: z.string(),
      }),
    }),
  ),
  suggestedObjects: z.array(z.object({ object: z.string(), confidence: z.number() })),
  mapping: z.array(columnMappingSchema),
  mode: z.enum(importModes),
  upsertKey: z.string().nullable(),
  blankClears: z.boolean(),
  defaultCurrency: z.string(),
  warnings: z.array(z.string()).describe("What a person should look at before running it."),
  counts: importCountsSchema,
  dryRun: z
    .object({
      counts: importCountsSchema,
      sample: z.array(importDiffSchema),
      errors: z.array(importErrorSchema),
    })
    .nullable(),
  progress: z.object({
    rowsDone: z.int(),
    bytesDone: z.int(),
    bytesTotal: z.int(),
    rowsPerSecond: z.number(),
    secondsLeft: z.number().nullable(),
  }),
  undo: z.object({ undone: z.int(), kept: z.int() }).nullable(),
  actId: idSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdBy: z.object({ id: idSchema, label: z.string() }),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type ImportDescription = z.infer<typeof importSchema>;

export const exportQuerySchema = z.strictObject({
  format: z.enum(["csv", "jsonl"]).optional().describe("csv unless told."),
  filter: z.string().max(20_000).optional().describe("As in lists."),
  sort: z.string().max(200).optional().describe("As in lists."),
  fields: z
    .string()
    .max(5000)
    .optional()
    .describe("Field keys, separated by commas; all unless told."),
});
