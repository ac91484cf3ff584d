// What the live stream tells: which records changed, never their values.
import { z } from "zod";
import { idSchema } from "./records.ts";

export const liveOps = ["create", "update", "trash", "restore", "purge", "gone"] as const;

const who = z
  .object({ id: idSchema, name: z.string() })
  .describe("The user or API key that did it; nil UUID: the server itself.");

/** One record was changed; `gone`: it is not within the reader's rows any more. */
export const liveChangeSchema = z.object({
  type: z.literal("change"),
  object: z.string(),
  id: idSchema,
  op: z.enum(liveOps),
  version: z.int().nullable(),
  who: who.nullable(),
  at: z.iso.datetime(),
});
export type LiveChange = z.infer<typeof liveChangeSchema>;

/** Many records of one object changed at once; how many is told to who may read all of them. */
export const liveManySchema = z.object({
  type: z.literal("many"),
  object: z.string(),
  count: z.int().nullable(),
});

/** Something that lists are drawn from changed: fields, pipelines, views, kinds of records. */
export const liveSettingsSchema = z.object({
  type: z.literal("settings"),
  object: z.enum(["fields", "object-types", "pipelines", "views"]),
});

/** What waits for the reader has changed: ask `/notifications/summary`. */
export const liveNotificationsSchema = z.object({ type: z.literal("notifications") });

/** Scores of a record are others than before: ask `/scores/:object/:id`. Without `id`: of many records. */
export const liveScoresSchema = z.object({
  type: z.literal("scores"),
  object: z.string(),
  id: idSchema.nullable(),
});

/** What was missed cannot be told one by one: load again what is on the screen. */
export const liveResyncSchema = z.object({ type: z.literal("resync") });

export const liveEventSchema = z.discriminatedUnion("type", [
  liveChangeSchema,
  liveManySchema,
  liveSettingsSchema,
  liveNotificationsSchema,
  liveScoresSchema,
  liveResyncSchema,
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;

export const livePageSchema = z.object({
  cursor: z.string().describe("Send it as `after` to go on from here."),
  events: z.array(liveEventSchema),
});
export type LivePage = z.infer<typeof livePageSchema>;
