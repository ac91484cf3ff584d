// What hosted models and machines of one's own cost over one to two years, as it travels. Money is in millionths of a
// US dollar; a month has 30 days.
import { z } from "zod";
import { aiDataClasses } from "./ai.ts";
import { idSchema } from "./records.ts";

/** How machines of one's own are had. */
export const aiMachineWays = ["buy", "rent"] as const;
export type AiMachineWay = (typeof aiMachineWays)[number];

/** More than this many machines, or calls a day, is not looked at for the load from which they would pay. */
export const mostMachinesTried = 50;
export const mostCallsPerDay = 10_000_000;

const money = z.int().min(0).max(1_000_000_000_000);

const fields = {
  months: z.int().min(12).max(24).describe("How many months are reckoned."),
  callsPerDay: z.number().min(0).max(mostCallsPerDay).describe("In the first month, all purposes."),
  inputTokens: z.number().min(0).max(1_000_000).describe("Tokens that one call reads."),
  outputTokens: z.number().min(0).max(16_000).describe("Tokens that one call writes."),
  growthPercentPerMonth: z.number().min(-50).max(50).describe("By how much calls grow each month."),
  priceChangePercentPerYear: z
    .number()
    .min(-90)
    .max(100)
    .describe("By how much prices of hosted models change, evenly over the year."),
  way: z.enum(aiMachineWays).describe("Whether machines of your own are bought or rented."),
  machineMicros: money.describe("Price of one machine, if bought."),
  writeOffMonths: z
    .int()
    .min(1)
    .max(120)
    .describe("After how many months a bought machine is worth nothing."),
  rentMicrosPerMonth: money.describe("Rent of one machine with its power, if rented."),
  wattsBusy: z.number().min(0).max(100_000).describe("Power of one bought machine at work."),
  wattsIdle: z.number().min(0).max(100_000).describe("Power of one bought machine at rest."),
  kwhMicros: z.int().min(0).max(100_000_000).describe("Price of a kilowatt hour."),
  inputTokensPerSecond: z
    .number()
    .min(1)
    .max(1_000_000)
    .describe("Tokens that one machine reads in a second, all calls at the same time together."),
  outputTokensPerSecond: z
    .number()
    .min(1)
    .max(1_000_000)
    .describe("Tokens that one machine writes in a second, all calls at the same time together."),
  busiestHourPercent: z
    .number()
    .min(5)
    .max(100)
    .describe("How much of a day's calls come in its busiest hour; machines are for that hour."),
  upkeepHoursPerMonth: z
    .number()
    .min(0)
    .max(1000)
    .describe("Hours of work on one machine in a month."),
  upkeepHourMicros: z.int().min(0).max(1_000_000_000).describe("What such an hour costs."),
  setUpMicros: money.describe("What it costs once until the first machine answers."),
};

export const aiTotalCostNumbersSchema = z.object(fields);
export type AiTotalCostNumbers = z.infer<typeof aiTotalCostNumbersSchema>;

/** What is left out is measured or assumed, and the answer says which. */
export const aiTotalCostInputSchema = z
  .strictObject({
    ...z.object(fields).partial().shape,
    modelIds: z
      .array(idSchema)
      .max(50)
      .optional()
      .describe("Hosted models to compare; every model with a price unless told."),
  })
  .refine(({ wattsBusy, wattsIdle }) => (wattsIdle ?? 0) <= (wattsBusy ?? 100_000), {
    message: "A machine at work draws no less than one at rest.",
    path: ["wattsIdle"],
  });
export type AiTotalCostInput = z.input<typeof aiTotalCostInputSchema>;

const series = z.array(z.int()).describe("By the end of each month, the first one first.");
const perThousand = z.int().nullable().describe("Null: there are no calls.");

export const aiHostedCostSchema = z.object({
  modelId: idSchema,
  model: z.string(),
  provider: z.string(),
  dataClass: z.enum(aiDataClasses),
  isForPersonalData: z.boolean().describe("False: text with personal data may not go there."),
  totalMicros: z.int(),
  perThousandCallsMicros: perThousand,
  cumulativeMicros: series,
  ownCheaperFromMonth: z
    .int()
    .nullable()
    .describe(
      "From the end of which month machines of your own have cost less, and do until the end; null: they do not.",
    ),
  ownCheaperFromCallsPerDay: z
    .int()
    .nullable()
    .describe(
      `The fewest calls a day with which machines of your own would cost less in total; null: with none up to ${mostCallsPerDay} calls or ${mostMachinesTried} machines.`,
    ),
});
export type AiHostedCost = z.infer<typeof aiHostedCostSchema>;

export const aiOwnCostSchema = z.object({
  totalMicros: z.int().describe("With what bought machines are still worth at the end taken off."),
  perThousandCallsMicros: perThousand,
  cumulativeMicros: series,
  machines: z.array(z.int()).describe("In each month."),
  busyPercent: z.number().describe("How much of the time machines are at work, over all months."),
  worthAtEndMicros: z.int().describe("What bought machines are still worth at the end."),
});
export type AiOwnCost = z.infer<typeof aiOwnCostSchema>;

export const aiTotalCostSchema = z.object({
  sentence: z.string().describe("What comes out, in one sentence."),
  numbers: aiTotalCostNumbersSchema.describe("All that it was reckoned with."),
  basis: z.string().describe("Where the load comes from."),
  assumed: z
    .array(z.object({ field: z.string(), words: z.string() }))
    .describe("What nobody said and nothing measured."),
  warnings: z.array(z.string()),
  own: aiOwnCostSchema,
  hosted: z.array(aiHostedCostSchema).describe("The cheapest first."),
});
export type AiTotalCost = z.infer<typeof aiTotalCostSchema>;
