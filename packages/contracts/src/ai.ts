// AI models as they travel: providers with their models and prices, what each purpose may use, budgets, calls.
// Money is in millionths of a US dollar, whole numbers only, so that a ledger adds up to the cent.
import { z } from "zod";
import { lineText } from "./line-items.ts";
import { idSchema } from "./records.ts";

export const aiProviderKinds = ["openai-compatible", "anthropic", "google", "bedrock"] as const;
export type AiProviderKind = (typeof aiProviderKinds)[number];

/** What text may hold, from the least delicate on. A provider takes its own class and those before it. */
export const aiDataClasses = ["public", "internal", "personal"] as const;
export type AiDataClass = (typeof aiDataClasses)[number];

export const aiPurposes = [
  "answer",
  "draft",
  "summary",
  "triage",
  "translate",
  "transcribe",
  "test",
] as const;
export type AiPurpose = (typeof aiPurposes)[number];
/** Those that give a model text to read; `transcribe` gives it a recording to listen to. */
export type AiTextPurpose = Exclude<AiPurpose, "transcribe">;

export const aiPurposeWords: Record<AiPurpose, string> = {
  answer: "Answers of the bot",
  draft: "Drafts of replies",
  summary: "Summaries",
  triage: "Sorting of messages",
  translate: "Translation",
  transcribe: "Transcripts of voice notes",
  test: "Tests by hand",
};

/** Which model of a purpose is asked first. */
export const aiPicks = ["listed", "cheapest", "fastest"] as const;
export type AiPick = (typeof aiPicks)[number];

export const maxAiProviders = 20;
export const maxAiModels = 50;

const name = lineText(80);
const modelName = z
  .string()
  .regex(/^[\w./:@+-]{1,150}$/)
  .describe("As the provider calls it, such as `gpt-5-mini` or `llama3.2:3b`.");
const region = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .describe("Where it runs, in your own words, such as `eu` or `on-site`.");
const secret = z.string().regex(/^[\x21-\x7e]{1,4000}$/);
const micros = z.int().min(0).max(1_000_000_000_000);

export const aiPriceSchema = z.object({
  inputMicrosPerMillion: micros.describe("Millionths of a US dollar for a million tokens read."),
  outputMicrosPerMillion: micros.describe(
    "Millionths of a US dollar for a million tokens written.",
  ),
  cachedInputMicrosPerMillion: micros
    .nullable()
    .describe("For tokens that the provider had read before; null: as any token read."),
  audioMicrosPerMinute: micros
    .nullable()
    .describe(
      "Millionths of a US dollar for a minute of audio. A model that has one, 0 included, is a speech model: it transcribes and does nothing else. Null: a model of text.",
    ),
});
export type AiPrice = z.infer<typeof aiPriceSchema>;

const aiPriceInputSchema = z.strictObject({
  ...aiPriceSchema.shape,
  cachedInputMicrosPerMillion: micros.nullable().optional(),
  audioMicrosPerMinute: aiPriceSchema.shape.audioMicrosPerMinute.optional(),
});

export const aiPriceVersionSchema = z.object({
  ...aiPriceSchema.shape,
  version: z.int(),
  since: z.iso.datetime(),
});
export type AiPriceVersion = z.infer<typeof aiPriceVersionSchema>;

export const aiModelSchema = z.object({
  id: idSchema,
  providerId: idSchema,
  name: z.string(),
  label: z.string(),
  isOn: z.boolean(),
  prices: z
    .array(aiPriceVersionSchema)
    .describe("The newest first. A model without a price is never called."),
});
export type AiModel = z.infer<typeof aiModelSchema>;

export const aiModelInputSchema = z.strictObject({
  name: modelName,
  label: name.optional(),
  price: aiPriceInputSchema.nullable().optional(),
});
export type AiModelInput = z.input<typeof aiModelInputSchema>;

export const aiModelChangeSchema = z.strictObject({
  label: name.optional(),
  isOn: z.boolean().optional(),
  price: aiPriceInputSchema.optional().describe("A new version; earlier calls keep theirs."),
});
export type AiModelChange = z.input<typeof aiModelChangeSchema>;

export const aiHealthSchema = z.object({
  state: z
    .enum(["untried", "well", "resting"])
    .describe("`resting`: it failed repeatedly and is left alone for a while."),
  error: z.string().nullable(),
  lastAt: z.iso.datetime().nullable(),
});

export const aiProviderSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(aiProviderKinds),
  baseUrl: z.string().nullable(),
  region: z.string(),
  dataClass: z.enum(aiDataClasses),
  isOn: z.boolean(),
  keyHint: z.string().nullable().describe("The end of its key; null: it has none."),
  models: z.array(aiModelSchema),
  health: aiHealthSchema,
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type AiProvider = z.infer<typeof aiProviderSchema>;

const baseUrl = z
  .string()
  .min(1)
  .max(500)
  .describe("Address of its API, such as `http://127.0.0.1:11434/v1`.");
const key = secret.describe(
  "Kept encrypted, never shown. For Bedrock: `<access key id>:<secret access key>`.",
);

export const aiProviderInputSchema = z.strictObject({
  name,
  kind: z.enum(aiProviderKinds),
  baseUrl: baseUrl.nullable().optional(),
  region,
  dataClass: z.enum(aiDataClasses).optional().describe("`internal` unless told."),
  apiKey: key.nullable().optional(),
});
export type AiProviderInput = z.input<typeof aiProviderInputSchema>;

export const aiProviderChangeSchema = z.strictObject({
  name: name.optional(),
  baseUrl: baseUrl.nullable().optional(),
  region: region.optional(),
  dataClass: z.enum(aiDataClasses).optional(),
  isOn: z.boolean().optional(),
});
export type AiProviderChange = z.input<typeof aiProviderChangeSchema>;

export const aiKeySchema = z.strictObject({ apiKey: key.nullable() });

export const aiProviderTestSchema = z.object({
  isWell: z.boolean(),
  latencyMs: z.int(),
  error: z.string().nullable().describe("What went wrong, in words."),
  answer: z.string().nullable().describe("What a model said; null where none has a price yet."),
  models: z.array(z.string()).describe("What the provider says that it has."),
});
export type AiProviderTest = z.infer<typeof aiProviderTestSchema>;

const pick = z
  .enum(aiPicks)
  .describe(
    "Which is asked first. `fastest`: by each model's median wait over its answered calls of the last seven days, of streams until the first letter; one that was not asked in that time comes last.",
  );

export const aiRouteSchema = z.object({
  purpose: z.enum(aiPurposes),
  label: z.string(),
  isOn: z.boolean(),
  modelIds: z.array(idSchema).describe("In the order in which they are tried; empty: every model."),
  pick,
  regions: z.array(z.string()).describe("Where it may run; empty: anywhere."),
  minimises: z
    .boolean()
    .describe(
      "Names, addresses and numbers are taken out before a call. Never of recordings (`transcribe`), which are sent whole.",
    ),
  deadlineMs: z.int(),
  maxOutputTokens: z.int(),
  sentence: z.string().describe("The ladder in words."),
  rung: z.enum(["model", "rules"]).describe("What holds now."),
  why: z.string().nullable().describe("Why no model is used."),
});
export type AiRoute = z.infer<typeof aiRouteSchema>;

export const aiRouteInputSchema = z.strictObject({
  isOn: z.boolean(),
  modelIds: z.array(idSchema).max(10),
  pick,
  regions: z.array(region).max(10),
  minimises: z.boolean(),
  deadlineMs: z.int().min(500).max(120_000),
  maxOutputTokens: z.int().min(1).max(16_000),
});
export type AiRouteInput = z.input<typeof aiRouteInputSchema>;

export const aiStatusSchema = z.object({
  rung: z.enum(["model", "rules"]),
  words: z.string().describe("What a person is told of it."),
  purposes: z.array(
    z.object({ purpose: z.enum(aiPurposes), label: z.string(), rung: z.enum(["model", "rules"]) }),
  ),
});
export type AiStatus = z.infer<typeof aiStatusSchema>;
