// Consent as it travels: for which purposes people are asked, what each of them said, and how that became known.
import { z } from "zod";
import { maxBulkOperations } from "./limits.ts";
import { lineText, proseText } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { problemSchema } from "./problem.ts";
import { idSchema } from "./records.ts";

/** `unknown`: nothing was said, or what was said does not hold any more. */
export const consentStates = ["granted", "denied", "unknown"] as const;
export type ConsentState = (typeof consentStates)[number];

/** What silence means for a purpose. */
export const consentDefaults = ["granted", "denied"] as const;
export type ConsentDefault = (typeof consentDefaults)[number];

/** How a statement came in. `event` and `merge` are the server's own. */
export const consentSources = ["form", "import", "member", "api", "event", "merge"] as const;
export type ConsentSource = (typeof consentSources)[number];

const purposeKeyShape = /^[a-z][a-z0-9_]{0,39}$/;
export const purposeKeySchema = z
  .string()
  .regex(purposeKeyShape)
  .describe("Key of a purpose, such as `marketing_email`.");

export const maxCustomPurposes = 40;

export interface BuiltInPurpose {
  key: string;
  label: string;
  about: string;
  whenUnknown: ConsentDefault;
  basis: string;
}

/** What every workspace starts with. Defaults and words can be changed, keys cannot. */
export const builtInPurposes: readonly BuiltInPurpose[] = [
  {
    key: "marketing_email",
    label: "Marketing by e-mail",
    about: "Newsletters, offers and invitations by e-mail.",
    whenUnknown: "denied",
    basis: "Consent: nobody is written to for marketing who has not agreed.",
  },
  {
    key: "marketing_phone",
    label: "Marketing by phone",
    about: "Calls and text messages with offers.",
    whenUnknown: "denied",
    basis: "Consent: nobody is called for marketing who has not agreed.",
  },
  {
    key: "analytics",
    label: "Analytics",
    about: "Events of what somebody does with the product or the website.",
    whenUnknown: "granted",
    basis: "Legitimate interest in knowing how the product is used; whoever objects is left out.",
  },
  {
    key: "training",
    label: "Training of models",
    about: "Scores such as lead score and churn risk learn from this person's history.",
    whenUnknown: "granted",
    basis: "Legitimate interest in better predictions; whoever objects is left out.",
  },
];

export const consentPurposeSchema = z.object({
  key: purposeKeySchema,
  label: z.string(),
  about: z.string().nullable().describe("What people agree to, in words."),
  whenUnknown: z.enum(consentDefaults).describe("What holds for people who said nothing."),
  basis: z.string().nullable().describe("The legal basis of that, in words."),
  isBuiltIn: z.boolean(),
  isRetired: z.boolean().describe("Not asked for any more; what people said is kept."),
});
export type ConsentPurpose = z.infer<typeof consentPurposeSchema>;

const purposeWords = {
  about: proseText(1000).optional(),
  basis: proseText(1000).optional(),
};

export const consentPurposeInputSchema = z.strictObject({
  key: purposeKeySchema,
  label: lineText(100),
  whenUnknown: z.enum(consentDefaults).optional().describe("`denied` unless told."),
  ...purposeWords,
});
export type ConsentPurposeInput = z.infer<typeof consentPurposeInputSchema>;

export const consentPurposeChangeSchema = z.strictObject({
  label: lineText(100).optional(),
  whenUnknown: z.enum(consentDefaults).optional(),
  isRetired: z.boolean().optional(),
  ...purposeWords,
});
export type ConsentPurposeChange = z.infer<typeof consentPurposeChangeSchema>;

export const consentStatementSchema = z.object({
  id: idSchema,
  personId: idSchema,
  purpose: z.string(),
  state: z.enum(consentStates),
  givenAt: z.iso.datetime().describe("When the person said it."),
  knownAt: z.iso.datetime().describe("When it became known here."),
  source: z.enum(consentSources),
  by: z.string().describe("Who recorded it, as the audit log names them."),
  textVersion: z.string().nullable().describe("Version of the text that was shown."),
  shownText: z.string().nullable().describe("The text that was shown."),
  proof: z.string().nullable().describe("Where the proof is: a form's entry, a file, a call."),
  takenBackAt: z.iso.datetime().nullable().describe("When it was undone; it counts no more."),
});
export type ConsentStatement = z.infer<typeof consentStatementSchema>;

export const purposeConsentSchema = z.object({
  purpose: z.string(),
  label: z.string(),
  about: z.string().nullable(),
  state: z.enum(consentStates),
  isAllowed: z
    .boolean()
    .describe("What follows from the state and, if it is unknown, the default."),
  basis: z.string().nullable().describe("The legal basis of the default, in words."),
  statement: consentStatementSchema.nullable().describe("What was said last."),
});
export type PurposeConsent = z.infer<typeof purposeConsentSchema>;

export const personConsentSchema = z.object({
  personId: idSchema,
  mayChange: z.boolean(),
  purposes: z.array(purposeConsentSchema),
});
export type PersonConsent = z.infer<typeof personConsentSchema>;

const said = {
  state: z.enum(consentStates),
  givenAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("When the person said it: not before 1970, not in the future. Now unless told."),
  source: z
    .enum(["form", "import", "member", "api"])
    .optional()
    .describe("`member` on pages of this server, `api` with a key, unless told."),
  textVersion: lineText(100).optional(),
  shownText: proseText(5000).optional(),
  proof: lineText(500).optional(),
};

export const consentInputSchema = z.strictObject(said);
export type ConsentInput = z.infer<typeof consentInputSchema>;

export const consentEntrySchema = z.strictObject({
  personId: idSchema,
  purpose: purposeKeySchema,
  ...said,
});
export type ConsentEntry = z.infer<typeof consentEntrySchema>;

export const consentBulkSchema = z.strictObject({
  statements: z.array(consentEntrySchema).min(1).max(maxBulkOperations),
});

export const consentBulkResultSchema = z.object({
  status: z.int(),
  data: consentStatementSchema.optional(),
  error: problemSchema.optional(),
});
export type ConsentBulkResult = z.infer<typeof consentBulkResultSchema>;
export const consentBulkResponseSchema = z.object({ results: z.array(consentBulkResultSchema) });

export const consentHistoryQuerySchema = pageQuerySchema.extend({
  purpose: purposeKeySchema.optional(),
});

export const consentChangesQuerySchema = pageQuerySchema.extend({
  purpose: purposeKeySchema.optional(),
  state: z.enum(consentStates).optional(),
});

export const maxConsentCategories = 50;

/** What sources of events are believed when they tell what a person agreed to. */
export const consentHearingSchema = z.object({
  sourceIds: z.array(idSchema).describe("Sources that are believed; none at first."),
  categories: z
    .array(z.object({ category: z.string(), purpose: z.string() }))
    .describe("What each category of `context.consent.categoryPreferences` stands for."),
});
export type ConsentHearing = z.infer<typeof consentHearingSchema>;

export const consentHearingChangeSchema = z.strictObject({
  sourceIds: z.array(idSchema).max(100).optional().describe("All of them."),
  categories: z
    .array(z.strictObject({ category: lineText(100), purpose: purposeKeySchema }))
    .max(maxConsentCategories)
    .optional()
    .describe("All of them; of two of one category the later holds."),
});
export type ConsentHearingChange = z.infer<typeof consentHearingChangeSchema>;
