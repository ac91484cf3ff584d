// Automations as they travel over the API: a rule says when (trigger), if (condition) and what (steps).
import { z } from "zod";
import { idSchema } from "./records.ts";
import { isZone } from "./relative-dates.ts";

const objectKey = z.string().min(1).max(60);
const fieldPath = z
  .string()
  .min(1)
  .max(120)
  .describe("Key of a field; a custom one `custom.<key>`.");
const plainValue = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);
const fieldContent = z.union([plainValue, z.array(z.string().max(100)).max(100)]);

const values = z
  .array(plainValue)
  .min(1)
  .max(100)
  .describe("Any of these; null is an empty field.");

export const watchedFieldSchema = z.strictObject({
  field: fieldPath,
  from: values.optional().describe("The value before; any, unless told."),
  to: values.optional().describe("The value after; any, unless told."),
});
export type WatchedField = z.infer<typeof watchedFieldSchema>;

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .describe("On the clocks of the zone, such as 09:00.");
const zone = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[A-Za-z][\w+/-]*$/)
  .refine(isZone, "The zone is an IANA name such as Europe/Paris.")
  .describe("IANA name, such as Europe/Paris.");

export const triggerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("created") }),
  z.strictObject({
    kind: z.literal("changed"),
    fields: z.array(watchedFieldSchema).max(20).describe("Any of these changed; empty: any field."),
  }),
  z.strictObject({
    kind: z.literal("due"),
    field: fieldPath,
    days: z.int().min(-366).max(366).describe("Days after the date; negative: before it."),
    at: clockTime,
    zone,
  }),
  z.strictObject({ kind: z.literal("unchanged"), days: z.int().min(1).max(366) }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

/** What a step puts into a field. */
export const stepValueSchema = z.union([
  z.strictObject({ value: fieldContent }),
  z.strictObject({ text: z.string().max(10_000).describe("May hold {{placeholders}}.") }),
  z.strictObject({ copy: fieldPath.describe("Field of the record; `id`: the record itself.") }),
  z.strictObject({ inDays: z.int().min(-3660).max(3660).describe("Days from the run.") }),
  z.strictObject({
    templateId: idSchema,
    templateVersion: z.int().min(1).max(1_000_000),
    part: z.enum(["subject", "body"]),
  }),
]);
export type StepValue = z.infer<typeof stepValueSchema>;

const setSchema = z
  .record(z.string().min(1).max(120), stepValueSchema)
  .refine((set) => Object.keys(set).length <= 60, "60 fields at most.");
const memberIds = z.array(idSchema).max(50);
const text = (max: number) => z.string().trim().min(1).max(max);

export const recipientSchema = z.union([
  z.strictObject({
    field: z
      .string()
      .min(1)
      .max(160)
      .describe("An e-mail field of the record or of one it points at, such as person.email."),
  }),
  z.strictObject({ memberIds: memberIds.min(1) }),
]);
export type Recipient = z.infer<typeof recipientSchema>;

export const stepSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("update"), set: setSchema }),
  z.strictObject({ kind: z.literal("create"), object: objectKey, set: setSchema }),
  z.strictObject({
    kind: z.literal("assign"),
    teamId: idSchema.optional(),
    memberIds: memberIds.optional(),
  }),
  z.strictObject({
    kind: z.literal("relate"),
    object: objectKey,
    recordId: idSchema,
    label: text(100),
  }),
  z.strictObject({
    kind: z.literal("notify"),
    owner: z.boolean().optional().describe("The owner of the record."),
    teamId: idSchema.optional(),
    memberIds: memberIds.optional(),
    title: text(200),
    body: z.string().max(2000).optional(),
  }),
  z.strictObject({
    kind: z.literal("mail"),
    to: recipientSchema,
    templateId: idSchema,
    templateVersion: z.int().min(1).max(1_000_000),
  }),
]);
export type Step = z.infer<typeof stepSchema>;
export type StepKind = Step["kind"];
export const stepKinds = ["update", "create", "assign", "relate", "notify", "mail"] as const;

const condition = z
  .record(z.string(), z.unknown())
  .nullable()
  .describe("A filter as in lists; null: always.");

export const maxSteps = 10;
const definition = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((name) => name.isWellFormed(), "Broken text"),
  object: objectKey.describe("Whose records it is about."),
  trigger: triggerSchema,
  condition,
  steps: z.array(stepSchema).min(1).max(maxSteps),
  alsoImports: z.boolean().describe("Also for records that an import writes."),
  maxRunsPerHour: z.int().min(1).max(10_000).describe("More than these wait."),
};

export const automationInputSchema = z
  .strictObject({ ...definition, enabled: z.boolean() })
  .partial()
  .required({ name: true, object: true, trigger: true, steps: true });
export type AutomationInput = z.infer<typeof automationInputSchema>;

export const automationChangeSchema = z
  .strictObject({ ...definition, enabled: z.boolean() })
  .partial();
export type AutomationChange = z.infer<typeof automationChangeSchema>;

export const ruleFaultSchema = z.object({
  part: z.enum(["owner", "trigger", "condition", "step", "runs"]),
  step: z.int().nullable().describe("Counted from 1."),
  text: z.string(),
});
export type RuleFault = z.infer<typeof ruleFaultSchema>;

export const automationStates = ["on", "off", "paused"] as const;
export type AutomationState = (typeof automationStates)[number];

export const automationSchema = z.object({
  id: idSchema,
  name: z.string(),
  object: z.string(),
  trigger: triggerSchema,
  condition,
  steps: z.array(stepSchema),
  alsoImports: z.boolean(),
  maxRunsPerHour: z.int(),
  state: z.enum(automationStates).describe("paused: by the server, for the reason that it gives."),
  pausedBecause: ruleFaultSchema.nullable(),
  faults: z.array(ruleFaultSchema).describe("What would pause it now."),
  ownerId: idSchema,
  ownerName: z.string().nullable(),
  isOwn: z.boolean(),
  sentence: z.string().describe("The rule in words."),
  health: z.object({
    lastRunAt: z.iso.datetime().nullable(),
    done24h: z.int(),
    failed24h: z.int(),
    waiting: z.int(),
  }),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Automation = z.infer<typeof automationSchema>;

export const catalogueEntrySchema = z.object({
  kind: z.enum(stepKinds),
  act: z.string(),
  title: z.string(),
  available: z.boolean(),
  reason: z.string().nullable().describe("Why it is not available."),
  permission: z.string(),
  effect: z.enum(["internal", "outside"]),
  risk: z.enum(["low", "medium", "high"]),
  undo: z.string().describe("How it is taken back, in words."),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;

export const recipeSchema = z.object({
  key: z.string(),
  title: z.string(),
  about: z.string(),
  needs: z.string().nullable().describe("What is missing for it to work at once."),
  rule: automationInputSchema,
});
export type Recipe = z.infer<typeof recipeSchema>;
