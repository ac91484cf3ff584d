// Search and answers over published pages, for one of two askers: the member, or a customer, who sees public pages only.
import type {
  KnowledgeAnswer,
  KnowledgePassage,
  KnowledgeQuestion,
  KnowledgeSearchInput,
  KnowledgeSearchResult,
} from "@rapport/contracts";
import { asksNothing, type Extract, extractAnswer, guessLanguage } from "@rapport/retrieval";
import { nowIso } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Reader, TenantScope } from "../../platform/db/index.ts";
import { newId } from "../../platform/ids.ts";
import type { Passages, RankedPassage, RelatedWords } from "../passages/index.ts";
import { thresholdFor } from "./answer.rules.ts";
import { type ReadDeps, readersFor } from "./describe-page.ts";
import { factsOf } from "./pages.store.ts";
import { addQuestion } from "./questions.store.ts";
import { publicReaders } from "./readers.rules.ts";

type Audience = NonNullable<KnowledgeSearchInput["audience"]>;

const readersOf = (reader: Reader, ctx: Ctx, audience: Audience) =>
  audience === "public" ? Promise.resolve([...publicReaders]) : readersFor(reader, ctx);

const passageId = ({ pageId, place }: RankedPassage): string => `${pageId}:${place}`;

async function urlsOf(reader: Reader, passages: readonly RankedPassage[]) {
  const facts = await factsOf(reader, [...new Set(passages.map(({ pageId }) => pageId))]);
  return new Map(facts.map(({ id, url }) => [id, url]));
}

export async function searchKnowledge(
  { db, passages, relatedIn }: ReadDeps,
  ctx: Ctx,
  input: KnowledgeSearchInput,
): Promise<KnowledgeSearchResult> {
  const reader = db.reader(ctx);
  const { query, limit = 10, mode = "hybrid" } = input;
  const [readers, related] = await Promise.all([
    readersOf(reader, ctx, input.audience ?? "me"),
    relatedIn(ctx, query),
  ]);
  const ranking = await passages.rank(ctx, { query, readers, limit, mode, related });
  const urls = await urlsOf(reader, ranking.passages);
  const data = ranking.passages.map((passage): KnowledgePassage => {
    const { pageId, title, headings, text, score, words, added } = passage;
    const { lexicalRank, vectorRank, lexicalScore, vectorScore } = passage;
    return {
      ...{ documentId: pageId, passageId: passageId(passage), title, headings, text },
      ...{ url: urls.get(pageId) ?? null, score, words, added },
      ...{ lexicalRank, vectorRank, lexicalScore, vectorScore },
    };
  });
  const added = related.map((one) => ({ ...one, added: [...one.added] }));
  return { data, vectorWeight: ranking.weight, added };
}

const looked = 5;
const mostCited = 3;
/** A further passage is cited when it scores so much of the best one. */
const nearBest = 0.75;

interface Found {
  passages: RankedPassage[];
  urls: Map<string, string | null>;
  extract: Extract | null;
}

interface Near {
  place: number;
  passage: RankedPassage;
}

function nearOf(passages: readonly RankedPassage[], without: readonly number[] = []): Near[] {
  const [best] = passages;
  return passages
    .map((passage, place) => ({ passage, place }))
    .filter(
      ({ place, passage }) =>
        best && passage.score >= nearBest * best.score && !without.includes(place),
    )
    .slice(0, mostCited);
}

/** Those that an answer cites: not what contradicts it. */
const citedOf = (passages: readonly RankedPassage[], extract: Extract | null): Near[] =>
  nearOf(passages, extract?.contradicting);

function citations({ urls, extract }: Found, near: readonly Near[]) {
  return near.map(({ passage, place }) => ({
    passageId: passageId(passage),
    documentId: passage.pageId,
    title: passage.title,
    url: urls.get(passage.pageId) ?? null,
    quote:
      extract?.sentences.find((one) => one.passage === place)?.sentence ??
      passage.text.slice(0, 300),
    text: passage.text,
  }));
}

export async function extractFrom(
  passages: Passages,
  scope: TenantScope,
  question: string,
  readers: readonly string[] | null,
  related: readonly RelatedWords[] = [],
) {
  const asked = { query: question, readers, limit: looked, mode: "hybrid" as const, related };
  const ranking = await passages.rank(scope, asked);
  const extract = extractAnswer(
    question,
    ranking.terms,
    ranking.passages.map(({ title, headings, text, language, lexicalScore, vectorScore }) => ({
      ...{ title, headings, text, language },
      ...{ lexical: lexicalScore, vector: vectorScore },
    })),
    ranking.hasLearned,
  );
  const cited = citedOf(ranking.passages, extract).map(({ passage }) => passage);
  return { passages: ranking.passages, cited, extract };
}

async function find(deps: ReadDeps, ctx: Ctx, input: KnowledgeQuestion): Promise<Found> {
  const reader = deps.db.reader(ctx);
  const [readers, related] = await Promise.all([
    readersOf(reader, ctx, input.audience ?? "me"),
    deps.relatedIn(ctx, input.question),
  ]);
  const found = await extractFrom(deps.passages, ctx, input.question, readers, related);
  return { ...found, urls: await urlsOf(reader, found.passages) };
}

export interface AnswerOptions {
  /** False for words that not everybody who sees gaps may read, such as a message's; true unless told. */
  keeps?: boolean;
}

/** Answers from the passages' own sentences, or says that it cannot. Keeps the question, so that gaps show. */
export async function answerQuestion(
  deps: ReadDeps,
  ctx: Ctx,
  input: KnowledgeQuestion,
  { keeps = true }: AnswerOptions = {},
): Promise<KnowledgeAnswer> {
  const found = await find(deps, ctx, input);
  const threshold = thresholdFor(input.precision ?? 0.9);
  const confidence = found.extract?.confidence ?? 0;
  const all = citations(found, citedOf(found.passages, found.extract));
  // Of a greeting, no page is near.
  const nearest = found.extract ? citations(found, nearOf(found.passages)) : [];
  const [first] = nearest;
  const isAnswered = first !== undefined && confidence >= threshold;
  const answer: KnowledgeAnswer = isAnswered
    ? {
        kind: "answered",
        text: first.quote,
        citations: all,
        confidence,
        threshold,
        rung: "extractive",
      }
    : {
        kind: "abstained",
        reason: found.passages.length === 0 ? "nothing_found" : "not_sure",
        ...{ confidence, threshold, nearest, rung: "extractive" },
      };
  const language = guessLanguage(input.question);
  if (!keeps || asksNothing(input.question, language)) return answer;
  await deps.db.tenant(ctx, async (tx) =>
    addQuestion(tx, {
      id: newId(),
      question: input.question,
      language,
      askedAt: nowIso(deps.clock),
      audience: input.audience ?? "me",
      outcome: answer.kind,
      confidence,
      reason: answer.kind === "abstained" ? answer.reason : null,
      nearestPageId: first?.documentId ?? null,
    }),
  );
  return answer;
}
