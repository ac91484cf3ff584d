// Reports and dashboards as they travel over the API: what is asked. The answers: report-results.ts.
import { z } from "zod";
import { idSchema } from "./records.ts";
import { timeBuckets } from "./time-buckets.ts";
import { missingPartSchema, viewAudiences } from "./views.ts";

const fieldPath = z
  .string()
  .min(1)
  .max(120)
  .describe("Key of a field; a custom one `custom.<key>`; also `createdAt`.");
const objectKey = z.string().min(1).max(60);
const filter = z
  .record(z.string(), z.unknown())
  .nullable()
  .describe("As in lists; dates may be relative.");
const bucket = z.enum(timeBuckets);

export const reportSpanSchema = z.union([
  z.strictObject({
    range: z.string().min(1).max(40).describe('Moves with the day, such as "last-90-days".'),
  }),
  z.strictObject({ from: z.iso.date(), to: z.iso.date() }).describe("Both days included."),
]);

export const reportMeasureSchema = z.discriminatedUnion("fn", [
  z.strictObject({ fn: z.literal("count") }),
  z.strictObject({ fn: z.enum(["sum", "average", "median"]), field: fieldPath }),
  z
    .strictObject({ fn: z.literal("weighted"), field: fieldPath })
    .describe("Deals only: a sum, each amount times the probability of the deal's stage."),
  z
    .strictObject({ fn: z.enum(["median-time", "average-time"]), from: fieldPath, to: fieldPath })
    .describe("How long it is from one time to the other, in seconds."),
  z
    .strictObject({ fn: z.literal("share"), where: z.record(z.string(), z.unknown()) })
    .describe("The part of the records for which `where` holds too; a filter as in lists."),
]);
export type ReportMeasure = z.infer<typeof reportMeasureSchema>;

export const reportGroupSchema = z.strictObject({
  field: fieldPath,
  bucket: bucket.optional().describe("For dates and times: which pieces of time make the groups."),
});
export type ReportGroup = z.infer<typeof reportGroupSchema>;

export const reportCharts = [
  "number",
  "bar",
  "stacked-bar",
  "line",
  "area",
  "distribution",
] as const;
export type ReportChart = (typeof reportCharts)[number];

const pipelineParts = {
  pipelineId: idSchema.nullable().describe("Null: the first pipeline."),
  filter,
  span: reportSpanSchema.nullable(),
};

export const groupsDefinitionSchema = z.strictObject({
  kind: z.literal("groups"),
  object: objectKey,
  measure: reportMeasureSchema,
  groupBy: z.array(reportGroupSchema).max(2),
  filter,
  period: z.strictObject({ field: fieldPath, span: reportSpanSchema }).nullable(),
  compare: z.boolean().describe("Also the same for the period before."),
  chart: z.enum(reportCharts),
});
export type GroupsDefinition = z.infer<typeof groupsDefinitionSchema>;

export const funnelDefinitionSchema = z.strictObject({
  kind: z.literal("funnel"),
  ...pipelineParts,
});
export type FunnelDefinition = z.infer<typeof funnelDefinitionSchema>;

export const stageTimeDefinitionSchema = z.strictObject({
  kind: z.literal("stage-time"),
  ...pipelineParts,
});
export type StageTimeDefinition = z.infer<typeof stageTimeDefinitionSchema>;

export const flowDefinitionSchema = z.strictObject({
  kind: z.literal("flow"),
  object: objectKey,
  closedField: fieldPath.describe("The time at which a record is done with, such as `resolvedAt`."),
  bucket,
  span: reportSpanSchema,
  filter,
});
export type FlowDefinition = z.infer<typeof flowDefinitionSchema>;

export const reportDefinitionSchema = z.discriminatedUnion("kind", [
  groupsDefinitionSchema,
  funnelDefinitionSchema,
  stageTimeDefinitionSchema,
  flowDefinitionSchema,
]);
export type ReportDefinition = z.infer<typeof reportDefinitionSchema>;

const zone = z
  .string()
  .min(1)
  .max(60)
  .optional()
  .describe("IANA name of the zone whose days count; UTC unless told.");

const parts = {
  name: z.string().trim().min(1).max(100),
  about: z.string().max(500).nullable(),
  definition: reportDefinitionSchema,
  sharedWith: z.enum(viewAudiences),
};

export const reportInputSchema = z
  .strictObject(parts)
  .partial()
  .required({ name: true, definition: true });
export type ReportInput = z.infer<typeof reportInputSchema>;

const favourite = z.boolean().describe("The caller's own mark; needs no right to change it.");

export const reportChangeSchema = z.strictObject({ ...parts, favourite }).partial();
export type ReportChange = z.infer<typeof reportChangeSchema>;

const kept = {
  id: idSchema,
  name: z.string(),
  sharedWith: z.enum(viewAudiences),
  ownerId: idSchema.nullable().describe("Null: comes with Rapport."),
  isOwn: z.boolean(),
  isStarter: z.boolean().describe("Comes with Rapport; save it as your own to change it."),
  mayChange: z.boolean(),
  favourite: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime().nullable(),
};

export const reportPartSchema = z.object({
  ...missingPartSchema.shape,
  part: z.enum(["measure", "groupBy", "filter", "period", "object"]),
});
export type MissingReportPart = z.infer<typeof reportPartSchema>;

export const reportSchema = z.object({
  ...kept,
  about: z.string().nullable(),
  object: z.string(),
  definition: reportDefinitionSchema
    .nullable()
    .describe("Null when it asks for something that the caller may not read."),
  missing: z.array(reportPartSchema),
});
export type Report = z.infer<typeof reportSchema>;

export const reportRunSchema = z.strictObject({
  definition: reportDefinitionSchema,
  zone,
  format: z.enum(["json", "csv"]).optional(),
});
export type ReportRun = z.infer<typeof reportRunSchema>;

export const reportRunQuerySchema = z.strictObject({
  zone,
  format: z.enum(["json", "csv"]).optional().describe("JSON unless told."),
});

export const maxDashboardReports = 24;

const dashboardItem = z.strictObject({
  reportId: idSchema,
  width: z.enum(["half", "full"]),
});
export type DashboardItem = z.infer<typeof dashboardItem>;

const dashboardParts = {
  name: parts.name,
  sharedWith: parts.sharedWith,
  items: z.array(dashboardItem).max(maxDashboardReports).describe("In the order of the page."),
};

export const dashboardInputSchema = z
  .strictObject(dashboardParts)
  .partial()
  .required({ name: true });
export type DashboardInput = z.infer<typeof dashboardInputSchema>;

export const dashboardChangeSchema = z.strictObject({ ...dashboardParts, favourite }).partial();
export type DashboardChange = z.infer<typeof dashboardChangeSchema>;

export const dashboardSchema = z.object({
  ...kept,
  items: z.array(dashboardItem).describe("Those whose report the caller may see."),
  missing: z
    .int()
    .describe("How many reports it holds that the caller may not see, or that are gone."),
});
export type Dashboard = z.infer<typeof dashboardSchema>;
