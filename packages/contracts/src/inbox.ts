// How a team works on conversations: promises and business hours, routing, macros, saved views.
import { z } from "zod";
import { conversationFilterSchema, conversationPriorities } from "./conversations.ts";
import { idSchema } from "./records.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

const clock = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/);
const openSpan = z.strictObject({ from: clock, to: clock }).refine(({ from, to }) => from < to, {
  path: ["to"],
  message:
    "ends before it begins: give a night as two spans, one to 24:00 and one from 00:00 of the next day",
});

export const promiseHoursSchema = z.strictObject({
  zone: z.string().min(1).max(60).describe("IANA name of the zone in which the hours are meant."),
  days: z
    .partialRecord(z.enum(weekdays), z.array(openSpan).max(4))
    .describe("Days that are not named are closed; none named: open always."),
  holidays: z.array(z.iso.date()).max(200).describe("Closed all day."),
});
export type PromiseHours = z.infer<typeof promiseHoursSchema>;

const minutes = z.int().min(1).max(60_000).nullable().describe("Minutes of business hours.");
export const slaTargetsSchema = z.strictObject({
  firstResponse: minutes,
  nextResponse: minutes,
  resolution: minutes,
});
export type SlaTargets = z.infer<typeof slaTargetsSchema>;

const word = z.string().trim().min(1).max(60);
export const routingAgentSchema = z.strictObject({
  memberId: idSchema,
  categories: z.array(word).max(30).describe("What they take; empty: anything."),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .max(20)
    .describe("What they speak; empty: anything."),
  maxOpen: z.int().min(1).max(500).describe("No more open conversations than this."),
});
export type RoutingAgent = z.infer<typeof routingAgentSchema>;

export const inboxSettingsSchema = z.strictObject({
  hours: promiseHoursSchema.nullable().describe("Null: always open."),
  targets: z.strictObject(
    Object.fromEntries(
      conversationPriorities.map((priority) => [priority, slaTargetsSchema]),
    ) as Record<(typeof conversationPriorities)[number], typeof slaTargetsSchema>,
  ),
  routing: z.strictObject({
    enabled: z.boolean(),
    agents: z.array(routingAgentSchema).max(500),
    teams: z
      .array(z.strictObject({ category: word, teamId: idSchema }))
      .max(60)
      .describe("The team that a category goes to."),
  }),
});
export type InboxSettings = z.infer<typeof inboxSettingsSchema>;

export const triageLearningSchema = z.object({
  field: z.enum(["category", "priority"]),
  by: z.enum(["rules", "learned"]).describe("What guesses now."),
  words: z.string().describe("Why, with the figures."),
  examples: z.int().describe("Settled conversations that tell of it."),
  tested: z.int().describe("Later ones on which both were judged."),
  learnedRight: z.int(),
  rulesRight: z.int(),
  trainedAt: z.iso.datetime().nullable().describe("Null: it did not learn yet."),
});
export type TriageLearning = z.infer<typeof triageLearningSchema>;

export const availabilitySchema = z.strictObject({ available: z.boolean() });

export const macroInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  text: z
    .string()
    .max(10_000)
    .describe(
      "Put into the reply; {{person.firstName}}, {{person.name}}, {{member.name}}, {{number}}.",
    ),
  close: z.boolean().describe("Also close the conversation when it is sent."),
  tags: z.array(word).max(10).describe("Tags that it adds."),
  priority: z.enum(conversationPriorities).nullable(),
});
export type MacroInput = z.infer<typeof macroInputSchema>;

export const macroSchema = macroInputSchema.extend({ id: idSchema }).meta({ id: "Macro" });
export type Macro = z.infer<typeof macroSchema>;

export const inboxViewInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  filter: conversationFilterSchema,
  shared: z.boolean().describe("Everybody has it in their list."),
});
export type InboxViewInput = z.infer<typeof inboxViewInputSchema>;

export const inboxViewSchema = inboxViewInputSchema
  .extend({ id: idSchema, mine: z.boolean() })
  .meta({ id: "InboxView" });
export type InboxView = z.infer<typeof inboxViewSchema>;
