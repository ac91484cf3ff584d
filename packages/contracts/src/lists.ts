// Query parameters and answer shapes of lists, bulk writes and search.
import { z } from "zod";
import { maxBulkOperations, maxPageSize } from "./limits.ts";
import { problemSchema } from "./problem.ts";
import { idSchema } from "./records.ts";

export const pageQuerySchema = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxPageSize)
    .optional()
    .describe("Rows a page; 60 unless told."),
  cursor: z.string().max(2000).optional().describe("`nextCursor` of the page before."),
});

export type PageQuery = z.infer<typeof pageQuerySchema>;

export const listQuerySchema = pageQuerySchema.extend({
  sort: z
    .string()
    .max(200)
    .optional()
    .describe("A field; with `-` before it, descending. Newest first unless told."),
  filter: z
    .string()
    .max(20_000)
    .optional()
    .describe(
      'JSON. Equality: {"city":"Paris"}. Operators: {"employees":{"gte":50}} with eq, ne, in, gt, gte, lt, lte, contains, startsWith, empty. Groups: {"and":[…]}, {"or":[…]}. Custom fields: "custom.key".',
    ),
  total: z.enum(["true", "false"]).optional().describe("Also count the matches (up to 10,000)."),
});

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.object({ count: z.int(), capped: z.boolean() }).optional(),
  });
}

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
  total?: { count: number; capped: boolean };
}

export const bulkOperationSchema = z.strictObject({
  op: z.enum(["create", "update", "upsert", "delete"]),
  id: z
    .string()
    .max(200)
    .optional()
    .describe(
      "For update and delete. One that no record can have is answered as one that none has.",
    ),
  key: z.string().max(100).optional().describe("For upsert: the field that identifies the record."),
  data: z.record(z.string(), z.unknown()).optional(),
  ifMatch: z
    .string()
    .max(500)
    .optional()
    .describe(
      "For update and delete: the `ETag` (or the bare version) of the record as you read it. If it has changed since, this operation is refused with 412, and its error holds the record as it is now.",
    ),
});
export type BulkOperation = z.infer<typeof bulkOperationSchema>;

export const bulkRequestSchema = z.strictObject({
  operations: z.array(bulkOperationSchema).min(1).max(maxBulkOperations),
});

export const bulkResultSchema = z.object({
  status: z.int(),
  id: idSchema.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  error: problemSchema.optional(),
});
export const bulkResponseSchema = z.object({ results: z.array(bulkResultSchema) });

export const searchHitSchema = z.object({
  object: z.string(),
  id: idSchema,
  title: z.string(),
  subtitle: z.string(),
  score: z.number(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;

export const groupQuerySchema = z.strictObject({
  by: z.string().min(1).max(120).describe("Field whose values make the groups."),
  sum: z.string().min(1).max(120).optional().describe("Amount or number to add up in each group."),
  filter: z.string().max(20_000).optional().describe("As in lists."),
});

export const recordGroupsSchema = z.object({
  groups: z.array(
    z.object({
      value: z
        .union([z.string(), z.boolean()])
        .nullable()
        .describe("Null: records without a value."),
      count: z.int(),
      sums: z
        .array(z.object({ currency: z.string().nullable(), sum: z.number() }))
        .describe("By currency, where the sum is of money."),
    }),
  ),
  truncated: z.boolean().describe("There are more groups than these, which are the largest."),
});
export type RecordGroups = z.infer<typeof recordGroupsSchema>;
