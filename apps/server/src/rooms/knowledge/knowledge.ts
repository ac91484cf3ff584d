// The knowledge room: pages that people wrote or loaded, search and answers over them, and the questions that had no
// answer. See README.md.
import type {
  KnowledgeAnswer,
  KnowledgeGap,
  KnowledgePage,
  KnowledgePageInput,
  KnowledgeQuestion,
  KnowledgeSearchInput,
  KnowledgeSearchResult,
} from "@rapport/contracts";
import type { Act, Acts } from "../../platform/acts.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Ctx } from "../../platform/context.ts";
import type { Database, Reader, Tx } from "../../platform/db/index.ts";
import type { AnyRoute } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";
import { createRounds } from "../../platform/rounds.ts";
import type { Passages } from "../passages/index.ts";
import { gapsFor } from "./describe-page.ts";
import { type AnswerOptions, answerQuestion, searchKnowledge } from "./find-passages.ts";
import { glossaryActs, undoableEntry } from "./glossary-acts.ts";
import { glossaryRoutes } from "./glossary-routes.ts";
import { createPage, type PageOrigin, pageActs } from "./page-acts.ts";
import { pageRoutes } from "./page-routes.ts";
import { factsOf, publicPageIds } from "./pages.store.ts";
import { forgetQuestions } from "./questions.store.ts";
import { createRelatedIn, type RelatedIn } from "./read-glossary.ts";
import { requireEditor } from "./require-editor.ts";
import { knowledgeRoutes } from "./routes.ts";
import { undoableGap, undoablePage } from "./undo-pages.ts";

export interface KnowledgeDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  acts: Acts;
  passages: Passages;
  workspaceIds(): Promise<readonly string[]>;
}

export interface Knowledge {
  name: "knowledge";
  routes: AnyRoute[];
  /** Passages of published pages; `audience: "public"` for customers, whatever `ctx` may see. */
  search(ctx: Ctx, input: KnowledgeSearchInput): Promise<KnowledgeSearchResult>;
  /** An answer with citations, or the reason why there is none. Never inside a transaction. */
  answer(ctx: Ctx, question: KnowledgeQuestion, more?: AnswerOptions): Promise<KnowledgeAnswer>;
  /** Of these pages, the ones that customers may read. */
  publicPages(ctx: Ctx, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Questions without an answer, asked most first, for one who manages knowledge. */
  gaps(ctx: Ctx): Promise<KnowledgeGap[]>;
  /** Titles of pages by id; no rights apply. */
  titles(tx: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Makes a page within an act that is open, for one who manages knowledge. */
  createPage(
    tx: Tx,
    act: Act,
    input: KnowledgePageInput,
    origin: PageOrigin,
  ): Promise<KnowledgePage>;
  /** How terms of the glossary, pages and questions are put back as they were, by the name of their object. */
  undoable: Readonly<Record<string, Undoable>>;
  /** What the workspace's glossary adds to a question. */
  relatedIn: RelatedIn;
  /** Forgets questions after 90 days. */
  upkeep: { start(): void; stop(): Promise<void> };
}

type Undoable = typeof undoableEntry | ReturnType<typeof undoablePage> | typeof undoableGap;

const keptMs = 90 * 86_400_000;
const roundMs = 3_600_000;

export function createKnowledge(given: KnowledgeDeps): Knowledge {
  const { acts, db, clock, logger } = given;
  const deps = { ...given, relatedIn: createRelatedIn(db) };
  acts.register(...pageActs(deps), ...glossaryActs);
  const rounds = createRounds({
    round: forget,
    pauseMs: roundMs,
    logger,
    failed: "Old questions were not forgotten; trying again",
  });

  async function forget(): Promise<void> {
    const before = new Date(clock.nowMs() - keptMs).toISOString();
    for (const id of await deps.workspaceIds()) await forgetQuestions(db, id, before);
  }

  return {
    name: "knowledge",
    routes: [...pageRoutes(deps), ...glossaryRoutes(deps), ...knowledgeRoutes(deps)],
    undoable: {
      "glossary-entries": undoableEntry,
      "knowledge-pages": undoablePage(given.passages),
      "knowledge-gaps": undoableGap,
    },
    relatedIn: deps.relatedIn,
    search: (ctx, input) => searchKnowledge(deps, ctx, input),
    answer: (ctx, question, more) => answerQuestion(deps, ctx, question, more),
    gaps: (ctx) => gapsFor(deps, ctx),
    titles: async (tx, ids) =>
      new Map((await factsOf(tx, ids)).map(({ id, title }) => [id, title])),
    createPage: async (tx, act, input, origin) => {
      requireEditor(act.ctx);
      return createPage(given.passages, tx, act, input, origin);
    },
    publicPages: async (ctx, ids) => new Set(await publicPageIds(db.reader(ctx), ids)),
    upkeep: rounds,
  };
}
