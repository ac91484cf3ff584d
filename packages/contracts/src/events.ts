// Events as they travel over the API: what clients send (the Segment specification), where it comes from, what
// became of it, and what could not be taken.
import { z } from "zod";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

const time = z.iso.datetime();
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed() && !value.includes("\u0000"), "Broken text");

/** The Segment specification's own limits. */
export const maxEventBytes = 32_768;
export const maxEventBatchBytes = 512_000;

export const eventTypes = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type EventType = (typeof eventTypes)[number];

/** Messages are read leniently, as Segment's clients expect: what cannot be taken becomes a dead letter. */
const message = z.looseObject({}).describe("A message of the Segment specification.");
export const eventMessageSchema = message;
export const eventBatchSchema = z.looseObject({
  batch: z.array(z.unknown()).max(5000),
});
export const eventTakenSchema = z.object({ success: z.literal(true) });

export const eventSourceKinds = ["http", "file", "kafka", "nats"] as const;
export type EventSourceKind = (typeof eventSourceKinds)[number];

export const eventSourceInputSchema = z.strictObject({
  name: text(100).describe("What people call it, for example `Website`."),
});
export type EventSourceInput = z.infer<typeof eventSourceInputSchema>;

export const eventSourceSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(eventSourceKinds),
  keyHint: z.string().nullable().describe("How its write key begins; null: it has none."),
  createdBy: z.string(),
  createdAt: time,
  revokedAt: time.nullable().describe("Since then nothing is taken from it."),
  lastDay: z
    .object({
      accepted: z.int(),
      duplicates: z.int(),
      rejected: z.int(),
      withheld: z.int().describe("Left out for want of consent."),
    })
    .describe("Of today and yesterday, by UTC."),
});
export type EventSource = z.infer<typeof eventSourceSchema>;

export const createdEventSourceSchema = eventSourceSchema.extend({
  writeKey: z.string().describe("`wk_…`, shown here and never again."),
});
export type CreatedEventSource = z.infer<typeof createdEventSourceSchema>;

export const eventViolationSchema = z.object({ property: z.string(), rule: z.string() });

export const eventSchema = z.object({
  id: idSchema,
  type: z.enum(eventTypes),
  name: z.string(),
  occurredAt: time,
  knownAt: time,
  personId: idSchema.nullable(),
  personTitle: z.string().nullable().describe("Null also where the record is not yours to see."),
  companyId: idSchema.nullable(),
  userId: z.string().nullable(),
  anonymousId: z.string().nullable(),
  sourceId: idSchema.nullable().describe("Null: Rapport itself."),
  isFlagged: z.boolean().describe("It breaks the schema of its name."),
});
export type EventEntry = z.infer<typeof eventSchema>;

export const eventJoinSchema = z.object({
  id: idSchema,
  oneId: idSchema,
  otherId: idSchema,
  how: z.enum(["identify", "alias", "together"]).describe("The calls that named the two together."),
  state: z.enum(["active", "undone", "refused"]),
  reason: z.string().nullable().describe("Why it was refused."),
  at: time,
});
export type EventJoin = z.infer<typeof eventJoinSchema>;

export const eventDetailSchema = eventSchema.extend({
  messageId: z.string(),
  groupId: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()),
  schemaVersion: z.int().nullable(),
  violations: z.array(eventViolationSchema),
  enriched: z.array(z.object({ rule: z.string(), properties: z.array(z.string()) })),
  identities: z
    .array(z.object({ id: idSchema, kind: z.string(), value: z.string(), firstSeenAt: time }))
    .describe("All ids that are the same person today, as far as is known."),
  joins: z.array(eventJoinSchema),
});
export type EventDetail = z.infer<typeof eventDetailSchema>;

export const eventsQuerySchema = pageQuerySchema.extend({
  name: z.string().min(1).max(200).optional().describe("Of this name only."),
  personId: idSchema.optional().describe("Of this person only, as far back as there are any."),
  companyId: idSchema.optional().describe("Of this company only."),
  flagged: z.enum(["true"]).optional().describe("Only those that break their schema."),
  order: z
    .enum(["arrival", "occurrence"])
    .optional()
    .describe(
      "`arrival`: the last that came, at most 1,000, newest first, not paged. Else by when they happened.",
    ),
});

export const deadLetterStates = ["open", "replayed", "discarded"] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

export const deadLetterSchema = z.object({
  id: idSchema,
  reason: z.string(),
  detail: z.string(),
  name: z.string().nullable(),
  sourceId: idSchema.nullable(),
  receivedAt: time.describe("First."),
  lastAt: time,
  times: z.int().describe("How often it came."),
  state: z.enum(deadLetterStates),
  message: z
    .unknown()
    .describe("As it came; null when it was too large to keep. Written by the client."),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export const deadLettersQuerySchema = pageQuerySchema.extend({
  state: z.enum(deadLetterStates).optional(),
  reason: z.string().min(1).max(40).optional().describe("For this reason only."),
});

export const maxLettersAtOnce = 1000;
const letterIds = z.array(idSchema).min(1).max(maxLettersAtOnce);
export const lettersChoiceSchema = z.union([
  z.strictObject({ ids: letterIds }),
  z.strictObject({ reason: z.string().min(1).max(40).describe("All open ones of this reason.") }),
]);
export type LettersChoice = z.infer<typeof lettersChoiceSchema>;

export const replayedLettersSchema = z.object({
  replayed: z.int().describe("Taken now."),
  rejected: z.int().describe("Still not to be taken; they stay open."),
});
export type ReplayedLetters = z.infer<typeof replayedLettersSchema>;

export const discardedLettersSchema = z.object({ discarded: z.int() });

export const propertyTypes = [
  "string",
  "number",
  "boolean",
  "time",
  "object",
  "list",
  "null",
] as const;

export const schemaPropertySchema = z
  .strictObject({
    type: z.enum(["string", "number", "integer", "boolean", "time", "object", "array"]).optional(),
    required: z.boolean().optional(),
    nullable: z.boolean().optional().describe("Whether it may be null; yes unless told."),
    enum: z
      .array(z.union([z.string().max(200), z.number(), z.boolean()]))
      .min(1)
      .max(100)
      .optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    maxLength: z.int().min(0).max(32_768).optional(),
  })
  .refine(
    ({ minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }) =>
      minimum <= maximum,
    { path: ["maximum"], message: "Not below the minimum." },
  );

export const eventSchemaSpecSchema = z.strictObject({
  properties: z.record(text(100), schemaPropertySchema),
  additional: z.boolean().optional().describe("Whether there may be others; yes unless told."),
});
export type EventSchemaSpec = z.infer<typeof eventSchemaSpecSchema>;

export const eventSchemaInputSchema = z.strictObject({
  type: z.enum(eventTypes),
  name: text(200),
  onViolation: z
    .enum(["flag", "reject"])
    .describe("`flag`: taken and marked. `reject`: a dead letter."),
  spec: eventSchemaSpecSchema,
});
export type EventSchemaInput = z.infer<typeof eventSchemaInputSchema>;

export const eventSchemaVersionSchema = z.object({
  id: idSchema,
  type: z.enum(eventTypes),
  name: z.string(),
  version: z.int(),
  onViolation: z.enum(["flag", "reject"]),
  spec: eventSchemaSpecSchema,
  isActive: z.boolean(),
  createdAt: time,
  createdBy: z.string(),
});
export type EventSchemaVersion = z.infer<typeof eventSchemaVersionSchema>;

export const eventNameSchema = z.object({
  type: z.enum(eventTypes),
  name: z.string(),
  count: z.int(),
  firstSeenAt: time,
  lastSeenAt: time,
  properties: z
    .record(z.string(), z.record(z.string(), z.int()))
    .describe("By property: how often with a value of each type."),
  schema: eventSchemaVersionSchema.nullable().describe("The one that holds."),
  versions: z.int().describe("How many versions of a schema there have been."),
});
export type EventName = z.infer<typeof eventNameSchema>;

export const eventNameKeySchema = z.strictObject({
  type: z.enum(eventTypes).describe("Which call of the Segment specification it is."),
  name: text(200).describe("The event's name, as it is sent."),
});
export type EventNameKey = z.infer<typeof eventNameKeySchema>;
