// Webhooks as they travel over the API: endpoints with their health, the catalogue of events, deliveries and
// their attempts. What Rapport sends to a receiver is `WebhookMessage`.
import { z } from "zod";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

/** What can happen to a record. An event's type is `<object>.<verb>`, for example `people.created`. */
export const webhookVerbs = {
  created: "A record was made.",
  updated: "Fields of a record changed.",
  trashed: "A record went to the trash.",
  restored: "A record came back from the trash.",
  merged: "Another record was merged into this one.",
  purged: "A record is gone for good (its creation was undone).",
  bulk_changed: "A large import changed many records; they are not announced one by one.",
} as const;
export type WebhookVerb = keyof typeof webhookVerbs;

const verbs = Object.keys(webhookVerbs).join("|");
const object = "[A-Za-z][A-Za-z0-9_-]{0,59}";
const time = z.iso.datetime();
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed(), "Broken text");

export const webhookEventPattern = z
  .string()
  .max(100)
  .regex(new RegExp(`^(\\*|${object}\\.(\\*|${verbs}))$`))
  .describe("`people.created`, `people.*`, or `*` for everything.");

const parts = {
  name: text(100).describe("What people call it; not sent."),
  url: z.string().min(1).max(2000).describe("Where events are posted; http or https."),
  events: z.array(webhookEventPattern).min(1).max(100),
  fields: z
    .array(z.string().regex(new RegExp(`^${object}\\.(custom\\.)?[A-Za-z][\\w-]{0,99}$`)))
    .max(200)
    .describe(
      "`<object>.<field>`: `updated` events of an object that is named here are sent only when one of its fields here changed.",
    ),
  payload: z
    .enum(["full", "thin"])
    .describe("`thin`: ids only, to be read over the API by the receiver."),
  bulk: z.boolean().describe("Also one event for each record that a large import changes."),
  roleId: idSchema
    .nullable()
    .describe("Sees no more than this role does; null: what who set it up may see."),
};

export const webhookInputSchema = z
  .strictObject(parts)
  .partial()
  .required({ url: true, events: true });
export type WebhookInput = z.infer<typeof webhookInputSchema>;
export const webhookChangeSchema = z.strictObject(parts).partial();
export type WebhookChange = z.infer<typeof webhookChangeSchema>;

export const webhookStatuses = ["active", "paused", "disabled"] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

export const webhookDisabledReasons = ["gone", "failing", "no_member", "secret_lost"] as const;
export type WebhookDisabledReason = (typeof webhookDisabledReasons)[number];

export const webhookHealthSchema = z.object({
  lastSuccessAt: time.nullable(),
  lastFailureAt: time.nullable(),
  lastError: z.string().nullable().describe("Code of the last failure, such as `status_500`."),
  failingSince: time.nullable().describe("No call has succeeded since."),
  heldUntil: time.nullable().describe("After failures in a row, nothing is tried before then."),
  waiting: z.int().describe("Events that wait, counted up to 10,000."),
});

export const webhookSchema = z.object({
  id: idSchema,
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  fields: z.array(z.string()),
  payload: parts.payload,
  bulk: z.boolean(),
  roleId: idSchema.nullable(),
  memberId: idSchema
    .nullable()
    .describe("Acts for this member: who set it up or last changed it. Null: the server's own."),
  status: z.enum(webhookStatuses),
  disabledReason: z.enum(webhookDisabledReasons).nullable(),
  statusSince: time,
  oldSecretUntil: time
    .nullable()
    .describe("Until then messages also carry a signature by the secret before."),
  health: webhookHealthSchema,
  version: z.int(),
  createdAt: time,
  updatedAt: time,
});
export type Webhook = z.infer<typeof webhookSchema>;

export const createdWebhookSchema = webhookSchema.extend({
  secret: z.string().describe("`whsec_…`, shown here and never again."),
});
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

export const rotateSecretSchema = z.strictObject({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(168)
    .optional()
    .describe("How long messages carry both signatures; 24 unless told, 0 if the old one leaked."),
});

export const webhookEventSchema = z.object({
  type: z.string(),
  object: z.string(),
  label: z.string(),
  verb: z.string(),
  description: z.string(),
});
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

export const deliveryStates = ["waiting", "delivered", "failed", "skipped"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const deliverySchema = z.object({
  id: idSchema,
  eventId: idSchema.describe("Sent as `webhook-id`: the same for every attempt."),
  type: z.string(),
  recordId: idSchema.nullable(),
  state: z.enum(deliveryStates),
  at: time.describe("When it happened."),
  dueAt: time.nullable().describe("When it is tried next, if it waits."),
  finishedAt: time.nullable(),
  attempts: z.int(),
  status: z.int().nullable().describe("HTTP status of the last answer."),
  error: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const deliveriesQuerySchema = pageQuerySchema.extend({
  state: z.enum(deliveryStates).optional(),
  type: z.string().min(1).max(100).optional().describe("Of this event only."),
  recordId: idSchema.optional().describe("About this record only."),
});

export const attemptSchema = z.object({
  at: time,
  durationMs: z.int(),
  url: z.string(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  response: z
    .object({
      text: z.string().describe("The first part of it, as plain text. Written by the receiver."),
      isCut: z.boolean(),
      label: z.literal("external"),
    })
    .nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const webhookMessageSchema = z.object({
  type: z.string(),
  timestamp: time,
  data: z.record(z.string(), z.unknown()),
});
export type WebhookMessage = z.infer<typeof webhookMessageSchema>;

export const deliveryDetailSchema = deliverySchema.extend({
  message: webhookMessageSchema
    .nullable()
    .describe("What is sent, as far as you may see it too; null if you may not."),
  isWithheld: z
    .boolean()
    .describe("You may see less than the receiver; answers of the receiver are not shown then."),
  log: z.array(attemptSchema).describe("Attempts, newest first."),
});
export type DeliveryDetail = z.infer<typeof deliveryDetailSchema>;

export const maxReplayedAtOnce = 500;
const replayed = z
  .array(idSchema)
  .min(1)
  .max(maxReplayedAtOnce)
  .describe("Finished deliveries, by their ids.");
const failedSince = time.describe("All that failed since then.");
/** One of the two, never both. */
export const replaySchema = z.union([
  z.strictObject({ deliveryIds: replayed }),
  z.strictObject({ failedSince }),
]);
export type Replay = z.infer<typeof replaySchema>;

export const replayedSchema = z.object({ queued: z.int().describe("How many are sent again.") });
