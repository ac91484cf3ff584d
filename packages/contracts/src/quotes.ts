// Quotes as they travel: what is offered for a deal, to whom, until when, and what it comes to. Amounts are in
// minor units of the quote's currency; totals are reckoned by `amounts.ts`, never sent in.
import { z } from "zod";
import { discountShape, lineText, proseText } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

export const quoteStatuses = [
  "draft",
  "sent",
  "accepted",
  "declined",
  "expired",
  "superseded",
] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

export const quotePageSizes = ["a4", "letter"] as const;
export type QuotePageSize = (typeof quotePageSizes)[number];

export const maxQuoteLines = 200;

const daySchema = z.iso.date();

const lineShape = {
  productId: idSchema.nullable(),
  name: z.string(),
  description: z.string().nullable(),
  unit: z.string().nullable(),
  quantity: z.number(),
  unitPriceMinor: z.int(),
  discountPercent: z.number(),
  discountMinor: z.int(),
  taxPercent: z.number(),
};
export const quoteLineSchema = z.object(lineShape);
export type QuoteLine = z.infer<typeof quoteLineSchema>;

export const quoteLineInputSchema = z.strictObject({
  productId: idSchema.nullable().optional().describe("Kept as it is; nothing is copied from it."),
  name: lineText(255),
  description: proseText(2000).optional(),
  unit: lineText(40).nullable().optional(),
  quantity: z.number().min(0).max(1e9),
  unitPriceMinor: z.int(),
  ...discountShape,
  taxPercent: z.number().min(0).max(100).optional(),
});
export type QuoteLineInput = z.infer<typeof quoteLineInputSchema>;

const content = {
  title: lineText(200).optional(),
  addressee: proseText(1000).optional().describe("Name and address as they are printed."),
  ...discountShape,
  validUntil: daySchema.nullable().optional(),
  notes: proseText(5000).optional().describe("Printed above the lines."),
  terms: proseText(10_000).optional().describe("Printed beneath the total."),
};

export const quoteInputSchema = z.strictObject({
  dealId: idSchema.describe("Its lines are copied."),
  ...content,
});
export type QuoteInput = z.infer<typeof quoteInputSchema>;

export const quoteChangeSchema = z.strictObject({
  ...content,
  lines: z.array(quoteLineInputSchema).max(maxQuoteLines).optional().describe("All of them."),
  linesFromDeal: z.literal(true).optional().describe("Copies the deal's lines once more."),
});
export type QuoteChange = z.infer<typeof quoteChangeSchema>;

export const quoteAcceptSchema = z.strictObject({
  setAmount: z
    .boolean()
    .optional()
    .describe("The deal's lines become the quote's, and its amount their net sum."),
  stageId: idSchema.optional().describe("The deal moves to this stage."),
});
export type QuoteAccept = z.infer<typeof quoteAcceptSchema>;

export const quoteDeclineSchema = z.strictObject({ reason: proseText(500).optional() });
export type QuoteDecline = z.infer<typeof quoteDeclineSchema>;

export const sellerSchema = z.object({
  name: z.string().nullable(),
  address: z.string().nullable(),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  footer: z.string().nullable(),
  logo: z.boolean(),
});
export type Seller = z.infer<typeof sellerSchema>;

export const totalsSchema = z.object({
  subtotalMinor: z.int(),
  discountMinor: z.int(),
  netMinor: z.int(),
  taxes: z.array(z.object({ taxPercent: z.number(), netMinor: z.int(), taxMinor: z.int() })),
  taxMinor: z.int(),
  totalMinor: z.int(),
});

export const quoteSchema = z.object({
  id: idSchema,
  rootId: idSchema.describe("The same for all versions of one quote."),
  versionNo: z.int(),
  number: z.string().nullable().describe("Given when it is first sent."),
  dealId: idSchema,
  status: z.enum(quoteStatuses),
  title: z.string(),
  addressee: z.string().nullable(),
  currency: z.string(),
  lines: z.array(quoteLineSchema),
  discountPercent: z.number(),
  discountMinor: z.int(),
  totals: totalsSchema,
  notes: z.string().nullable(),
  terms: z.string().nullable(),
  issuedOn: daySchema.nullable(),
  validUntil: daySchema.nullable(),
  sentAt: z.iso.datetime().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  declineReason: z.string().nullable(),
  seller: sellerSchema.describe("As of the sending; of a draft, as it is now."),
  locale: z.string(),
  documents: z
    .array(z.object({ size: z.enum(quotePageSizes), sha256: z.string(), bytes: z.int() }))
    .describe("PDFs that were made of it and are kept."),
  isLatest: z.boolean().describe("No newer version of it was made."),
  mayChange: z.boolean(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Quote = z.infer<typeof quoteSchema>;

export const quotesQuerySchema = pageQuerySchema.extend({
  dealId: idSchema.optional().describe("Of one deal."),
});
export type QuotesQuery = z.infer<typeof quotesQuerySchema>;

/** {YYYY}, {YY}, {MM} and one place for the number: {0000}. */
export const numberFormatShape =
  /^[\p{L}\p{N} ._/#-]*(\{(YYYY|YY|MM)\}[\p{L}\p{N} ._/#-]*)*\{0{1,9}\}[\p{L}\p{N} ._/#-]*$/u;

const numberFormat = z.string().min(3).max(60).regex(numberFormatShape, {
  message: "Use letters, digits, spaces and . _ / # -, with {YYYY}, {YY} or {MM}, then one {0000}.",
});

export const quoteSettingsSchema = z.object({
  sellerName: z.string().nullable(),
  sellerAddress: z.string().nullable(),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  terms: z.string().nullable(),
  footer: z.string().nullable(),
  numberFormat: z.string(),
  firstNumber: z.int(),
  validDays: z.int(),
  pageSize: z.enum(quotePageSizes),
  locale: z.string(),
  logo: z.object({ sha256: z.string(), type: z.string(), bytes: z.int() }).nullable(),
  nextNumber: z.string().describe("What the next quote that is sent would be called today."),
  mayChange: z.boolean(),
});
export type QuoteSettings = z.infer<typeof quoteSettingsSchema>;

/** How numbers and dates are written. */
export const quoteLocales = [
  "en-GB",
  "en-US",
  "de-DE",
  "de-CH",
  "fr-FR",
  "es-ES",
  "it-IT",
  "nl-NL",
  "pl-PL",
  "pt-PT",
  "el-GR",
  "uk-UA",
] as const;

export const quoteSettingsChangeSchema = z.strictObject({
  sellerName: lineText(200).nullable().optional(),
  sellerAddress: proseText(1000).optional(),
  taxId: lineText(60).nullable().optional(),
  email: lineText(254).nullable().optional(),
  phone: lineText(60).nullable().optional(),
  terms: proseText(10_000).optional(),
  footer: proseText(500).optional(),
  numberFormat: numberFormat.optional(),
  firstNumber: z.int().min(1).max(1_000_000_000).optional().describe("Where a new series starts."),
  validDays: z.int().min(1).max(730).optional(),
  pageSize: z.enum(quotePageSizes).optional(),
  locale: z.enum(quoteLocales).optional(),
});
export type QuoteSettingsChange = z.infer<typeof quoteSettingsChangeSchema>;
