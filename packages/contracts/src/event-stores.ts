// Events of a record, files of events that are taken in, and tables by which events are enriched, as they travel over
// the API.
import { z } from "zod";
import { eventTypes } from "./events.ts";
import { idSchema } from "./records.ts";

const time = z.iso.datetime();
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed() && !value.includes("\u0000"), "Broken text");

export const recordEventSchema = z.object({
  id: idSchema,
  type: z.enum(eventTypes),
  name: z.string(),
  occurredAt: time,
  knownAt: time,
  properties: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe(
      "What the program told; null where fields of people or companies are hidden from you.",
    ),
});
export type RecordEvent = z.infer<typeof recordEventSchema>;

export const backfillStartSchema = z.strictObject({
  fileName: text(300).describe("For people."),
  fileHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the file: by it a file that was begun is known again."),
});
export type BackfillStart = z.infer<typeof backfillStartSchema>;

export const maxBackfillRows = 1000;
export const backfillPartSchema = z.strictObject({
  fromRow: z.int().min(0).describe("Rows of the file before these; as many as are done."),
  messages: z.array(z.unknown()).max(maxBackfillRows),
  isLast: z.boolean().optional(),
});
export type BackfillPart = z.infer<typeof backfillPartSchema>;

export const eventBackfillSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  rowsDone: z.int(),
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  withheld: z.int(),
  isFinished: z.boolean(),
  startedAt: time,
  updatedAt: time,
});
export type EventBackfill = z.infer<typeof eventBackfillSchema>;

export const maxLookupRows = 10_000;
export const eventLookupInputSchema = z.strictObject({
  name: text(100),
  rows: z
    .array(
      z.strictObject({
        key: text(300),
        values: z.record(text(100), z.union([z.string().max(500), z.number(), z.boolean()])),
      }),
    )
    .min(1)
    .max(maxLookupRows)
    .describe("Of two rows with one key the last holds."),
});
export type EventLookupInput = z.infer<typeof eventLookupInputSchema>;

export const eventLookupSchema = z.object({
  id: idSchema,
  name: z.string(),
  columns: z.array(z.string()),
  rowCount: z.int(),
  createdAt: time,
});
export type EventLookup = z.infer<typeof eventLookupSchema>;

const enrichment = {
  name: text(100),
  eventNames: z.array(text(200)).max(100).describe("None: every track, page and screen."),
  fields: z
    .array(text(100))
    .min(1)
    .max(50)
    .describe("What is added: columns of the table, or keys of people's fields."),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_]{0,30}$/)
    .describe("Put before the name of each."),
};
export const eventEnrichmentInputSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("lookup").describe("From a table."),
    ...enrichment,
    lookupId: idSchema,
    match: text(100).describe("The property whose value is looked up."),
  }),
  z.strictObject({
    kind: z.literal("person").describe("From the record of the person whose event it is."),
    ...enrichment,
  }),
]);
export type EventEnrichmentInput = z.infer<typeof eventEnrichmentInputSchema>;

export const eventEnrichmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(["lookup", "person"]),
  eventNames: z.array(z.string()),
  lookupId: idSchema.nullable().describe("Null: from the person."),
  match: z.string().nullable(),
  fields: z.array(z.string()),
  prefix: z.string(),
  createdAt: time,
  createdBy: z.string(),
});
export type EventEnrichment = z.infer<typeof eventEnrichmentSchema>;
