// Knowledge as it travels: pages and their sources, search with its reasons, answers with citations, and questions that
// had no answer.
import { z } from "zod";
import { addedWordsSchema } from "./glossary.ts";
import { lineText, oneLine } from "./line-items.ts";
import { pageQuerySchema } from "./lists.ts";
import { idSchema } from "./records.ts";

export const maxPageBodyLength = 200_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const paragraphs = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/;

const prose = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(paragraphs, { message: "Must be text without control characters." })
    .refine((text) => text.isWellFormed(), { message: "Holds half of a character." });

const bodyText = prose(maxPageBodyLength).describe("Markdown.");

export const knowledgeReaderSchema = z
  .string()
  .regex(
    /^(?:public|members|(?:team|role):[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/,
  )
  .describe(
    "`public`: customers too. `members`. `team:<id>` or `role:<id>`: whoever is one of them.",
  );

export const knowledgeReadersSchema = z.array(knowledgeReaderSchema).min(1).max(20);

export const knowledgeLanguages = ["en", "de", "es", "fr", "ru", "ar", "zh", "other"] as const;
export const knowledgeLanguageSchema = z
  .enum(knowledgeLanguages)
  .describe("How words are taken apart; `zh`: scripts without spaces; `other`: as they stand.");

export const pageStates = ["draft", "published", "archived"] as const;
export const pageStateSchema = z
  .enum(pageStates)
  .describe("Search and answers know published pages only.");
export type PageState = (typeof pageStates)[number];

const webAddress = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[!-~]+$/);

const pageFields = {
  title: lineText(200),
  body: bodyText,
  state: pageStateSchema,
  readers: knowledgeReadersSchema,
  language: knowledgeLanguageSchema.describe("Told from the text unless given."),
  ownerId: idSchema.nullable().describe("The member who keeps it right."),
  reviewOn: z.iso.date().nullable().describe("When somebody should look at it again."),
  url: webAddress.nullable().describe("Where customers find it."),
};

export const knowledgePageInputSchema = z.strictObject({
  title: pageFields.title,
  body: pageFields.body,
  state: pageFields.state.optional(),
  readers: pageFields.readers.optional(),
  language: pageFields.language.optional(),
  ownerId: pageFields.ownerId.optional(),
  reviewOn: pageFields.reviewOn.optional(),
  url: pageFields.url.optional(),
});
export type KnowledgePageInput = z.infer<typeof knowledgePageInputSchema>;

export const knowledgePageChangeSchema = knowledgePageInputSchema.partial();
export type KnowledgePageChange = z.infer<typeof knowledgePageChangeSchema>;

const namedSchema = z.object({ id: idSchema, name: z.string() });

export const knowledgePageSummarySchema = z.object({
  id: idSchema,
  title: z.string(),
  source: namedSchema.nullable(),
  path: z.string(),
  cameAs: z
    .enum(["page", "markdown", "html", "pdf", "csv", "case"])
    .describe("`case`: a closed ticket or settled conversation."),
  state: pageStateSchema,
  readers: z.array(z.string()),
  language: knowledgeLanguageSchema,
  owner: namedSchema.nullable(),
  reviewOn: z.iso.date().nullable(),
  isStale: z.boolean().describe("It is published, and its review date has passed."),
  url: z.string().nullable(),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type KnowledgePageSummary = z.infer<typeof knowledgePageSummarySchema>;

export const knowledgePageSchema = knowledgePageSummarySchema.extend({ body: z.string() });
export type KnowledgePage = z.infer<typeof knowledgePageSchema>;

export const knowledgePageListQuerySchema = pageQuerySchema.extend({
  state: pageStateSchema.optional().describe("Only pages in this state."),
  sourceId: idSchema.optional().describe("Only pages of this source."),
  stale: z.enum(["true"]).optional().describe("Only published ones whose review date has passed."),
});
export type KnowledgePageListQuery = z.infer<typeof knowledgePageListQuerySchema>;

export const knowledgePageVersionSchema = z.object({
  version: z.int(),
  title: z.string(),
  body: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type KnowledgePageVersion = z.infer<typeof knowledgePageVersionSchema>;

export const knowledgeFileQuerySchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(500)
    .regex(oneLine)
    .refine((value) => value.isWellFormed())
    .describe(
      "The file's name, with folders; its ending tells what it is: .md, .html, .pdf, .csv, .txt.",
    ),
  source: lineText(100).describe("Name of the source that the file belongs to."),
  readers: z
    .string()
    .max(1000)
    .regex(/^[a-z0-9:,-]+$/)
    .optional()
    .describe("Who may read its pages, with commas; `members` unless told."),
  state: pageStateSchema.optional().describe("`published` unless told."),
});
export type KnowledgeFileQuery = z.infer<typeof knowledgeFileQuerySchema>;

export const knowledgeFileResultSchema = z.object({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  pageIds: z.array(idSchema).describe("The first 100."),
});
export type KnowledgeFileResult = z.infer<typeof knowledgeFileResultSchema>;

export const knowledgeOverviewSchema = z.object({
  mayManage: z.boolean(),
  pages: z.object({ published: z.int(), draft: z.int(), archived: z.int(), stale: z.int() }),
  sources: z.array(namedSchema.extend({ pages: z.int() })),
  openGaps: z.int(),
  index: z.object({
    passages: z.int(),
    languages: z.array(z.string()),
    vectors: z
      .enum(["none", "learned", "model"])
      .describe(
        "`learned`: from the workspace's own pages; `model`: by the sentence model of this installation; `none`: too few pages yet, words only.",
      ),
    vectorWeight: z.number().describe("The vector side's share of the ranking."),
    triedQuestions: z.int().describe("Questions made of the pages on which the weight was tried."),
    trainedAt: z.iso.datetime().nullable(),
  }),
});
export type KnowledgeOverview = z.infer<typeof knowledgeOverviewSchema>;

const queryText = prose(2000).min(1);

export const knowledgeAudienceSchema = z
  .enum(["me", "public"])
  .describe("`public`: as a customer, who sees public pages only. `me` unless told.");

export const knowledgeSearchInputSchema = z.strictObject({
  query: queryText,
  limit: z.int().min(1).max(100).optional().describe("10 unless told."),
  mode: z.enum(["hybrid", "lexical", "vector"]).optional().describe("`hybrid` unless told."),
  audience: knowledgeAudienceSchema.optional(),
});
export type KnowledgeSearchInput = z.infer<typeof knowledgeSearchInputSchema>;

export const knowledgePassageSchema = z.object({
  documentId: idSchema,
  passageId: z.string(),
  title: z.string(),
  headings: z.array(z.string()),
  text: z.string(),
  url: z.string().nullable(),
  score: z.number().describe("From 0 to 1, relative to the best of both sides."),
  lexicalRank: z.int().nullable(),
  vectorRank: z.int().nullable(),
  lexicalScore: z.number().describe("BM25."),
  vectorScore: z.number().describe("Cosine."),
  words: z.array(z.string()).describe("Words of the question that it has, in whatever form."),
  added: z
    .array(z.string())
    .describe("Of the words that the glossary added, those that it has; they count for less."),
});
export type KnowledgePassage = z.infer<typeof knowledgePassageSchema>;

export const knowledgeSearchResultSchema = z.object({
  data: z.array(knowledgePassageSchema),
  vectorWeight: z.number(),
  added: z.array(addedWordsSchema).describe("What the workspace's glossary added to the question."),
});
export type KnowledgeSearchResult = z.infer<typeof knowledgeSearchResultSchema>;

export const knowledgeQuestionSchema = z.strictObject({
  question: queryText,
  audience: knowledgeAudienceSchema.optional(),
  precision: z
    .number()
    .min(0.5)
    .max(0.99)
    .optional()
    .describe(
      "How often a given answer must be right; 0.9 unless told. Surer means fewer answers.",
    ),
});
export type KnowledgeQuestion = z.infer<typeof knowledgeQuestionSchema>;

export const knowledgeCitationSchema = z.object({
  passageId: z.string(),
  documentId: idSchema,
  title: z.string(),
  url: z.string().nullable(),
  quote: z.string(),
  text: z.string().describe("The whole passage."),
});

export const knowledgeAnswerSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("answered"),
    text: z.string(),
    citations: z.array(knowledgeCitationSchema).min(1),
    confidence: z.number(),
    threshold: z.number(),
    rung: z.literal("extractive"),
  }),
  z.object({
    kind: z.literal("abstained"),
    reason: z
      .enum(["nothing_found", "not_sure"])
      .describe(
        "`nothing_found`: no page has any of the words. `not_sure`: none is sure enough to answer it.",
      ),
    confidence: z.number(),
    threshold: z.number(),
    nearest: z.array(knowledgeCitationSchema),
    rung: z.literal("extractive"),
  }),
]);
export type KnowledgeAnswer = z.infer<typeof knowledgeAnswerSchema>;

export const knowledgeGapSchema = z.object({
  id: idSchema,
  question: z.string().describe("As it was asked last; text from outside."),
  audience: z.string(),
  language: z.string(),
  times: z.int(),
  lastAskedAt: z.iso.datetime(),
  confidence: z.number(),
  nearest: namedSchema.nullable(),
});
export type KnowledgeGap = z.infer<typeof knowledgeGapSchema>;
