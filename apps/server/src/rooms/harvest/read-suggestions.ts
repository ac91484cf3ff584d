// Suggestions as one caller may see them: cases within reach, those that ask the same together, what customers lack most
// first.
import type {
  PageSuggestion,
  PageSuggestionSummary,
  SuggestionList,
  SuggestionOrigin,
  SuggestionQuery,
  SuggestionState,
} from "@rapport/contracts";
import { guessLanguage } from "@rapport/retrieval";
import type { Ctx } from "../../platform/context.ts";
import { type Asked, askedTerms, asksTheSame } from "./case.rules.ts";
import {
  type CaseFacts,
  casesIn,
  casesOfGroup,
  casesOfPage,
  type WholeCase,
} from "./cases.store.ts";
import { missingSuggestion } from "./errors.ts";
import type { HarvestDeps } from "./ports.ts";
import { requireEditor, type Seen, seesCustomers, visibleCases } from "./sight.ts";
import { mostOpen } from "./store-cases.ts";
import { marksIn } from "./tidy.rules.ts";

const mostShown = 200;
const mostOrigins = 20;
const mostOthers = 5;

interface Gap {
  asked: Asked;
  times: number;
}

interface Told {
  ctx: Ctx;
  gaps: readonly Gap[];
  pages: ReadonlyMap<string, string>;
}

async function toldFor(deps: HarvestDeps, ctx: Ctx, cases: readonly CaseFacts[]): Promise<Told> {
  const ids = [...new Set(cases.flatMap(({ nearestPageId }) => nearestPageId ?? []))];
  const [gaps, pages] = await Promise.all([
    deps.knowledge.gaps(ctx),
    deps.knowledge.titles(deps.db.reader(ctx), ids),
  ]);
  return {
    ...{ ctx, pages },
    gaps: gaps.map(({ question, times }) => ({
      asked: askedTerms(question, guessLanguage(question)),
      times,
    })),
  };
}

/** The newest case stands for its suggestion. */
function summarise(
  cases: readonly CaseFacts[],
  state: SuggestionState,
  { ctx, gaps, pages }: Told,
): PageSuggestionSummary | null {
  const [first] = cases;
  if (!first) return null;
  const asked = askedTerms(first.asked, first.language);
  const like = gaps.filter((gap) => asksTheSame(gap.asked, asked));
  const customers = new Set(cases.map(({ customerId, id }) => customerId ?? id));
  const name = first.nearestPageId === null ? undefined : pages.get(first.nearestPageId);
  return {
    id: first.groupId,
    state,
    title: first.title,
    excerpt: first.excerpt,
    language: first.language,
    cases: cases.length,
    customers: seesCustomers(ctx) ? customers.size : cases.length,
    unanswered: like.reduce((sum, { times }) => sum + times, 0),
    isAnswered: first.isAnswered,
    nearest:
      first.nearestPageId !== null && name !== undefined ? { id: first.nearestPageId, name } : null,
    pageId: state === "published" ? first.pageId : null,
    settledAt: first.settledAt,
  };
}

/** What nobody is answered comes first; then what is asked most, by customers and of the knowledge base. */
function byNeed(one: PageSuggestionSummary, other: PageSuggestionSummary): number {
  const lack = (each: PageSuggestionSummary) => (each.isAnswered === true ? 1 : 0);
  const weight = (each: PageSuggestionSummary) => each.customers + each.unanswered;
  return (
    lack(one) - lack(other) ||
    weight(other) - weight(one) ||
    other.settledAt.localeCompare(one.settledAt)
  );
}

/** What was published is one suggestion a page. */
function grouped<T extends CaseFacts>(cases: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of cases) {
    const key = `${one.groupId} ${one.pageId ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

async function visibleIn(deps: HarvestDeps, ctx: Ctx, state: SuggestionState) {
  const reader = deps.db.reader(ctx);
  return visibleCases(deps, reader, ctx, await casesIn(reader, state, mostOpen));
}

export async function suggestionsFor(
  deps: HarvestDeps,
  ctx: Ctx,
  { state = "open" }: SuggestionQuery,
): Promise<SuggestionList> {
  requireEditor(ctx);
  const [open, published, dismissed] = await Promise.all([
    visibleIn(deps, ctx, "open"),
    visibleIn(deps, ctx, "published"),
    visibleIn(deps, ctx, "dismissed"),
  ]);
  const groups = {
    open: grouped(open),
    published: grouped(published),
    dismissed: grouped(dismissed),
  };
  const shown = groups[state];
  const told = await toldFor(deps, ctx, shown.flat());
  const data = shown.flatMap((cases) => summarise(cases, state, told) ?? []);
  const { length: openCount } = groups.open;
  return {
    data: data.sort(byNeed).slice(0, mostShown),
    progress: {
      open: openCount,
      published: groups.published.length,
      dismissed: groups.dismissed.length,
    },
  };
}

const originsOf = (cases: readonly Seen<CaseFacts>[]): SuggestionOrigin[] =>
  cases.slice(0, mostOrigins).map(({ originObject, originId, originTitle, settledAt }) => ({
    ...{ object: originObject, id: originId, title: originTitle, settledAt },
  }));

/** Open cases come before what was decided; all of one state. */
function oneState(cases: readonly Seen<WholeCase>[]): Seen<WholeCase>[] {
  const state = cases.find((one) => one.state === "open")?.state ?? cases[0]?.state;
  return cases.filter((one) => one.state === state);
}

export async function getSuggestion(
  deps: HarvestDeps,
  ctx: Ctx,
  id: string,
): Promise<PageSuggestion> {
  requireEditor(ctx);
  const reader = deps.db.reader(ctx);
  const seen = await visibleCases(deps, reader, ctx, await casesOfGroup(reader, id));
  const cases = oneState(seen);
  const [first, ...others] = cases;
  const told = await toldFor(deps, ctx, cases);
  const summary = first ? summarise(cases, first.state, told) : null;
  if (!first || !summary) throw missingSuggestion();
  const different = new Set(
    others.map(({ answer }) => answer).filter((one) => one !== first.answer),
  );
  return {
    ...summary,
    question: first.question,
    answer: first.answer,
    marks: marksIn(first.answer),
    otherAnswers: [...different].slice(0, mostOthers),
    origins: originsOf(cases),
  };
}

export async function originsOfPage(
  deps: HarvestDeps,
  ctx: Ctx,
  pageId: string,
): Promise<SuggestionOrigin[]> {
  requireEditor(ctx);
  const reader = deps.db.reader(ctx);
  return originsOf(await visibleCases(deps, reader, ctx, await casesOfPage(reader, pageId)));
}
