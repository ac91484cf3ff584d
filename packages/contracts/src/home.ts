// What a member should do now: records at risk with reasons, what others changed, and the first steps.
import { z } from "zod";
import { idSchema } from "./records.ts";
import { isZone } from "./relative-dates.ts";

export const riskRules = [
  "close-date-passed",
  "quiet",
  "stage-long",
  "urgent-unowned",
  "urgent-waiting",
  "open-long",
] as const;
export type RiskRule = (typeof riskRules)[number];

export const riskSchema = z.object({
  object: z.enum(["deals", "tickets"]),
  id: idSchema,
  title: z.string(),
  ownerId: idSchema.nullable(),
  reasons: z
    .array(z.object({ rule: z.enum(riskRules), text: z.string() }))
    .describe("Why, in words; the gravest first."),
});
export type RecordAtRisk = z.infer<typeof riskSchema>;

export const risksSchema = z.object({
  data: z.array(riskSchema).describe("The gravest first, 30 at most."),
  looked: z.int().describe("How many open records were looked at."),
  capped: z.boolean().describe("There are more open records than were looked at."),
  thresholds: z.array(z.object({ rule: z.enum(riskRules), text: z.string() })),
});
export type RecordsAtRisk = z.infer<typeof risksSchema>;

export const risksQuerySchema = z.strictObject({
  scope: z.enum(["mine", "all"]).optional().describe("Records that are yours, unless told."),
});

export const changeLineSchema = z.object({
  who: z.string(),
  object: z.string(),
  verb: z.enum(["created", "changed", "restored"]),
  count: z.int(),
  at: z.iso.datetime(),
  records: z.array(z.object({ id: idSchema, title: z.string() })).describe("Five at most."),
});
export type ChangeLine = z.infer<typeof changeLineSchema>;

export const changesQuerySchema = z.strictObject({
  zone: z
    .string()
    .max(60)
    .optional()
    .describe("IANA zone in which yesterday begins; UTC unless told."),
});

export const zoneOrUtc = (zone: string | undefined): string => (isZone(zone) ? zone : "UTC");

export const firstSteps = [
  "add-person",
  "import-file",
  "save-view",
  "invite-member",
  "open-palette",
] as const;
export type FirstStep = (typeof firstSteps)[number];

export const firstStepsSchema = z.object({
  steps: z.array(z.object({ step: z.enum(firstSteps), done: z.boolean() })),
  dismissed: z.boolean(),
});
export type FirstSteps = z.infer<typeof firstStepsSchema>;

export const firstStepsChangeSchema = z.strictObject({
  done: z.literal("open-palette").optional().describe("What only the screen can know."),
  dismissed: z.boolean().optional(),
});
export type FirstStepsChange = z.infer<typeof firstStepsChangeSchema>;
