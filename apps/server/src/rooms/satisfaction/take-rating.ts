// What a customer says: taken while the survey is open, kept with the conversation. Said again, it is changed.
import type { RatingInput, VisitorRating } from "@rapport/contracts";
import { nowIso } from "../../platform/clock.ts";
import { systemContext } from "../../platform/context.ts";
import type { TenantScope, Tx } from "../../platform/db/index.ts";
import { RateLimiter } from "../../platform/http/index.ts";
import { newId } from "../../platform/ids.ts";
import type { StoredConversation } from "../conversations/index.ts";
import { notAsked, over, tooFast } from "./errors.ts";
import type { SatisfactionDeps } from "./satisfaction-deps.ts";
import { markAnswered, readSurvey, type Survey } from "./surveys.store.ts";

const answersPerMinute = 10;

export interface Standing {
  survey: Survey;
  conversation: StoredConversation;
  isOpen: boolean;
}

export type Ratings = ReturnType<typeof createRatings>;

const commentOf = ({ comment }: RatingInput): string | null => comment?.trim() || null;

export function createRatings(deps: SatisfactionDeps) {
  const { db, clock, conversations } = deps;
  const limiter = new RateLimiter(clock);

  /**
   * Null: nobody was asked about it. One that was merged is asked about where it went on; where nobody asked there, what
   * was asked before the merge still holds, and is said of what it became.
   */
  async function standingIn(
    tx: Parameters<typeof readSurvey>[0],
    conversationId: string,
  ): Promise<Standing | null> {
    const conversation = await conversations.current(tx, conversationId);
    if (!conversation) return null;
    const there = await readSurvey(tx, conversation.id);
    const survey = there?.askedAt ? there : await readSurvey(tx, conversationId);
    if (!survey?.askedAt || !survey.openUntil) return null;
    return { survey, conversation, isOpen: Date.parse(survey.openUntil) > clock.nowMs() };
  }

  const standing = (scope: TenantScope, conversationId: string): Promise<Standing | null> =>
    standingIn(db.reader(scope), conversationId);

  /** @param id of the conversation about which was asked */
  async function keep(tx: Tx, scope: TenantScope, id: string, input: RatingInput): Promise<void> {
    // Held first: two answers at once are taken one after the other.
    const survey = await readSurvey(tx, id, "FOR UPDATE");
    const found = survey && (await standingIn(tx, id));
    if (!found?.survey.askedAt) throw notAsked();
    if (!found.isOpen) throw over();
    const { rating } = found.conversation;
    const said = { score: input.score, comment: commentOf(input), askedAt: found.survey.askedAt };
    if (rating?.score === said.score && rating.comment === said.comment) return;
    await markAnswered(tx, id, nowIso(clock));
    const ctx = systemContext(scope.workspaceId, newId());
    await conversations.rate(tx, ctx, found.conversation.id, said);
  }

  async function give(scope: TenantScope, conversationId: string, input: RatingInput) {
    const found = await standing(scope, conversationId);
    if (!found) throw notAsked();
    const { conversationId: id } = found.survey;
    const state = limiter.take(id, answersPerMinute);
    if (!state.allowed) throw tooFast(state.resetSeconds);
    await db.tenant(scope, (tx) => keep(tx, scope, id, input));
  }

  /** As the chat shows it: while the conversation is closed, and there is time. */
  async function shown(scope: TenantScope, conversationId: string): Promise<VisitorRating> {
    const found = await standing(scope, conversationId);
    if (!found?.isOpen || found.conversation.state !== "closed")
      return { asks: false, score: null, comment: null };
    const { rating } = found.conversation;
    return { asks: true, score: rating?.score ?? null, comment: rating?.comment ?? null };
  }

  return { standing, give, shown };
}
