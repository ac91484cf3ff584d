// What reports answer. Every number comes with the filter that lists exactly the records behind it.
import { z } from "zod";
import { idSchema } from "./records.ts";
import { timeBuckets } from "./time-buckets.ts";

const listFilter = z
  .record(z.string(), z.unknown())
  .describe("Lists exactly the records that were counted.");

/** First and last day, both included; null: no end on that side. */
const daysSchema = z.object({ from: z.iso.date().nullable(), to: z.iso.date().nullable() });
export type ReportDays = z.infer<typeof daysSchema>;

const resultKey = z.object({
  value: z
    .union([z.string(), z.boolean()])
    .nullable()
    .describe("Null: without a value. Of a piece of time, its first day."),
  label: z.string().nullable().describe("Null where there is no name, or none for the caller."),
  lastDay: z.iso.date().optional().describe("Of a piece of time."),
});
export type ReportKey = z.infer<typeof resultKey>;

const figures = {
  count: z.int().describe("Records that were looked at."),
  hits: z.int().nullable().describe("Of a share: those for which the condition holds."),
  value: z
    .number()
    .nullable()
    .describe("Money in minor units, a share between 0 and 1, times in seconds."),
};

export const reportRowSchema = z.object({
  keys: z.array(resultKey),
  currency: z.string().nullable(),
  ...figures,
  low: z.number().nullable().describe("Of a median: a quarter is below."),
  high: z.number().nullable().describe("Of a median: a quarter is above."),
  filter: listFilter,
  hitFilter: listFilter.nullable(),
  previous: z.object(figures).nullable(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

export const reportUnits = ["count", "money", "number", "share", "seconds"] as const;
export type ReportUnit = (typeof reportUnits)[number];

export const groupsResultSchema = z.object({
  kind: z.literal("groups"),
  object: z.string(),
  label: z.string().describe("What is measured, in words."),
  unit: z.enum(reportUnits),
  dimensions: z.array(
    z.object({ field: z.string(), label: z.string(), bucket: z.enum(timeBuckets).nullable() }),
  ),
  span: daysSchema.nullable(),
  previousSpan: daysSchema.nullable(),
  rows: z
    .array(reportRowSchema)
    .describe("By all groups: times in order, others from the largest on."),
  subtotals: z.array(reportRowSchema).describe("By the first of two groups."),
  totals: z.array(reportRowSchema).describe("Of all, by currency where it is money."),
  truncated: z.boolean().describe("There are more groups than these."),
});
export type GroupsResult = z.infer<typeof groupsResultSchema>;

const pipeline = z.object({ id: idSchema, name: z.string() });

export const funnelResultSchema = z.object({
  kind: z.literal("funnel"),
  object: z.string(),
  pipeline,
  span: daysSchema.nullable(),
  steps: z.array(
    z.object({
      stageId: idSchema.nullable().describe("Null: all deals that were created."),
      name: z.string(),
      reached: z.int().describe("Deals that came as far as this stage, or further."),
      ofPrevious: z
        .number()
        .nullable()
        .describe("Their part of those that reached the step before."),
      ofFirst: z.number().nullable().describe("Their part of all."),
      open: z.int().describe("Came no further, and are open."),
      lost: z.int().describe("Came no further, and are lost."),
      filter: listFilter,
    }),
  ),
  unknownPaths: z
    .int()
    .describe("Deals of which it is not known where they were before they were brought in."),
});
export type FunnelResult = z.infer<typeof funnelResultSchema>;

export const stageTimeResultSchema = z.object({
  kind: z.literal("stage-time"),
  object: z.string(),
  pipeline,
  span: daysSchema.nullable(),
  stages: z.array(
    z.object({
      stageId: idSchema,
      name: z.string(),
      stays: z.int().describe("Stays that ended in the span and whose beginning is known."),
      deals: z.int(),
      medianSeconds: z.number().nullable(),
      lowSeconds: z.number().nullable(),
      highSeconds: z.number().nullable(),
      filter: listFilter,
      now: z.int().describe("Deals that are there now."),
      nowFilter: listFilter,
    }),
  ),
});
export type StageTimeResult = z.infer<typeof stageTimeResultSchema>;

export const flowResultSchema = z.object({
  kind: z.literal("flow"),
  object: z.string(),
  closedLabel: z.string(),
  bucket: z.enum(timeBuckets),
  span: daysSchema,
  points: z.array(
    z.object({
      from: z.iso.date(),
      to: z.iso.date().describe("Last day."),
      opened: z.int(),
      closed: z.int(),
      backlog: z.int().describe("Created before the end of the piece and not done with by then."),
      openedFilter: listFilter,
      closedFilter: listFilter,
      backlogFilter: listFilter,
    }),
  ),
});
export type FlowResult = z.infer<typeof flowResultSchema>;

export const reportResultSchema = z.discriminatedUnion("kind", [
  groupsResultSchema,
  funnelResultSchema,
  stageTimeResultSchema,
  flowResultSchema,
]);
export type ReportResult = z.infer<typeof reportResultSchema>;
