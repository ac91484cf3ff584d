// Lines of a deal as they travel. A line that names a product takes from it what is not said, once: it is a
// copy, which stays when the product changes or goes.
import { z } from "zod";
import { idSchema } from "./records.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
export const oneLine = /^[^\u0000-\u001f\u007f]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
export const paragraphs = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;
const wholeCharacters = (text: string) => text.isWellFormed();
const halved = { message: "Holds half of a character." };

/** Text on one line, with something in it. */
export const lineText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(oneLine, { message: "Must be one line of text without control characters." })
    .refine(wholeCharacters, halved);

/** Text of several lines; empty text is none. */
export const proseText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(paragraphs, { message: "Must be text without control characters." })
    .refine(wholeCharacters, halved)
    .transform((text) => (text.trim() === "" ? null : text.trim()))
    .nullable();

/** Text of several lines, which may be empty. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(paragraphs, { message: "Must be text without control characters." })
    .refine(wholeCharacters, halved);

export const discountShape = {
  discountPercent: z.number().min(0).max(100).optional().describe("Taken first."),
  discountMinor: z
    .int()
    .min(0)
    .optional()
    .describe("Taken next, in minor units; down to nothing at most."),
};

const shape = {
  productId: idSchema.nullable().optional().describe("Fills what is not said; `null` unlinks."),
  name: lineText(255).optional(),
  description: proseText(2000).optional(),
  unit: lineText(40).nullable().optional(),
  quantity: z.number().min(0).max(1e9).optional(),
  unitPriceMinor: z.int().optional(),
  ...discountShape,
  taxPercent: z.number().min(0).max(100).optional(),
  position: z.int().min(0).max(10_000).optional(),
};

export const lineItemChangeSchema = z.strictObject(shape);
export type LineItemChange = z.infer<typeof lineItemChangeSchema>;

/** By hand, or of a product. */
export const lineItemInputSchema = z.union([
  z.strictObject({
    ...shape,
    name: lineText(255),
    quantity: z.number().min(0).max(1e9),
    unitPriceMinor: z.int(),
  }),
  z.strictObject({ ...shape, productId: idSchema }),
]);
export type LineItemInput = z.infer<typeof lineItemInputSchema>;

export const lineItemSchema = z.object({
  id: idSchema,
  dealId: idSchema,
  productId: idSchema.nullable(),
  position: z.int(),
  name: z.string(),
  description: z.string().nullable(),
  unit: z.string().nullable(),
  quantity: z.number(),
  unitPriceMinor: z.int(),
  discountPercent: z.number(),
  discountMinor: z.int(),
  taxPercent: z.number(),
});
export type LineItem = z.infer<typeof lineItemSchema>;
