// The page behind a link: a plain form that works without script. Looking changes nothing.
import { type RatingInput, ratingInputSchema } from "@rapport/contracts";
import { isAppError } from "../../platform/errors.ts";
import type { FormPage, PageReply } from "../../platform/http/index.ts";
import type { LinkClaims, SignedLinks } from "../../platform/signed-links.ts";
import { formBody, noticeBody } from "./page.rules.ts";
import type { SatisfactionDeps } from "./satisfaction-deps.ts";
import type { Ratings, Standing } from "./take-rating.ts";
import { languageFor, type SurveyLanguage, wordsFor } from "./words.rules.ts";

type PageDeps = Pick<SatisfactionDeps, "clock"> & { links: SignedLinks; ratings: Ratings };

interface Found {
  claims: LinkClaims;
  standing: Standing;
  lang: SurveyLanguage;
}

/** Browsers send the ends of lines as two characters. */
const ratingIn = (fields: URLSearchParams) => ({
  score: Number(fields.get("score") ?? ""),
  comment: (fields.get("comment") ?? "").replaceAll("\r\n", "\n"),
});

function notice(lang: SurveyLanguage, status: number, what: "over" | "unknown"): PageReply {
  const words = wordsFor(lang);
  const text = what === "over" ? words.overText : words.unknownText;
  return { status, lang, title: words[what], body: noticeBody(words[what], text) };
}

export function createRatingPage({ clock, links, ratings }: PageDeps): FormPage {
  async function found(token: string, accepts: string): Promise<Found | PageReply> {
    const asked = languageFor(accepts);
    const claims = links.read(token);
    if (!claims) return notice(asked, 404, "unknown");
    const { workspaceId, id: conversationId, untilMs } = claims;
    if (untilMs <= clock.nowMs()) return notice(asked, 410, "over");
    const standing = await ratings.standing({ workspaceId }, conversationId);
    if (!standing) return notice(asked, 404, "unknown");
    const lang = languageFor(standing.conversation.language ?? accepts);
    return standing.isOpen ? { claims, standing, lang } : notice(lang, 410, "over");
  }

  function form({ standing, lang }: Found, status: number, fault: string | null): PageReply {
    const { conversation, survey } = standing;
    const words = wordsFor(lang);
    const shown = { rating: conversation.rating, openUntil: survey.openUntil ?? "", fault };
    return { status, lang, title: words.question, body: formBody(lang, shown) };
  }

  /** Null: it was kept. */
  async function refusalOf(one: Found, said: RatingInput): Promise<PageReply | null> {
    const { workspaceId, id: conversationId } = one.claims;
    try {
      await ratings.give({ workspaceId }, conversationId, said);
      return null;
    } catch (error) {
      if (!isAppError(error)) throw error;
      const isTooFast = error.kind === "rate-limited";
      if (isTooFast) return form(one, 429, wordsFor(one.lang).tooFast);
      if (error.kind !== "conflict") throw error;
      return notice(one.lang, 410, "over");
    }
  }

  return {
    path: "/rate/:token",
    show: async ({ token, accepts }) => {
      const one = await found(token, accepts);
      return "body" in one ? one : form(one, 200, null);
    },
    take: async ({ token, accepts, fields }) => {
      const one = await found(token, accepts);
      if ("body" in one) return one;
      const said = ratingInputSchema.safeParse(ratingIn(fields));
      if (!said.success) return form(one, 422, wordsFor(one.lang).chooseOne);
      return (await refusalOf(one, said.data)) ?? { location: `/rate/${token}` };
    },
  };
}
